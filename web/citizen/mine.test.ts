import { beforeEach, describe, expect, it } from 'vitest'
import { addMine, grouped, mine, noteMine, readLink, removeMine, secretOf, titleOf } from './mine'
import type { MyCase } from './mine'

const one = (number: string): MyCase => ({ number, secret: `s-${number}`, title: '', at: null, desk: null, dueAt: null, guidance: null, leafHash: null })

describe('my cases', () => {
  beforeEach(() => { mine.value = [] })

  it('stand newest first, each once', () => {
    addMine(one('2611220000001'))
    addMine(one('2611220000002'))
    addMine(one('2611220000001'))
    expect(mine.value.map(({ number }) => number)).toEqual(['2611220000001', '2611220000002'])
    expect(secretOf('2611220000002')).toBe('s-2611220000002')
    removeMine('2611220000001')
    expect(mine.value).toHaveLength(1)
  })
  it('learn what the tracking page saw, also of a case opened by its link', () => {
    const seen = { number: '2611220000003', desk: { code: 'x', name: { zh: '五凤街道', en: 'Wufeng' } }, due_at: null, state: 'HANDLING', stage: 'handling', text: '路灯不亮', submitted_at: '2026-11-22T02:00:00Z' }
    noteMine('abc', seen as never)
    expect(mine.value[0]).toMatchObject({ secret: 'abc', title: '路灯不亮', stage: 'handling' })
    noteMine('abc', { ...seen, stage: 'done' } as never)
    expect(mine.value).toHaveLength(1)
    expect(mine.value[0].stage).toBe('done')
  })
  it('are read from a pasted link, wherever it was copied from', () => {
    expect(readLink('【鼓楼】查进度 https://gulou.example/t/2611226517755#Ab-c_9 ')).toEqual({ number: '2611226517755', secret: 'Ab-c_9' })
    expect(readLink('2611226517755')).toBeNull()
  })
  it('have numbers that can be read out and titles that fit', () => {
    expect(grouped('2611226517755')).toBe('2611 2265 17755')
    expect(titleOf('  路灯\n不亮 ')).toBe('路灯 不亮')
    expect(titleOf('很'.repeat(60))).toHaveLength(40)
  })
})
