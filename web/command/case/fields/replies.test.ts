import { beforeEach, describe, expect, it, vi } from 'vitest'
import { fillReply, isReplied, ownReplies, saveOwn } from './replies'

const shelf = new Map<string, string>()
vi.stubGlobal('localStorage', { getItem: (key: string) => shelf.get(key) ?? null, setItem: (key: string, value: string) => shelf.set(key, value) })

describe('a text to begin with', () => {
  it('has its holes filled, and leaves those that nobody knows', () => {
    expect(fillReply('{desk}：{number}，{moon}', { desk: '五凤街道', number: '2606041234567' })).toBe('五凤街道：2606041234567，{moon}')
  })
  it('is offered where words are told again and again', () => {
    expect(isReplied('answer')).toBe(true)
    expect(isReplied('assign')).toBe(false)
    expect(isReplied(undefined)).toBe(false)
  })
})

describe('a person\'s own texts', () => {
  beforeEach(() => shelf.clear())
  it('are kept for each action, each once, the newest first', () => {
    expect(saveOwn('answer', ['二', '一', '二'])).toEqual(['二', '一'])
    expect(ownReplies('answer')).toEqual(['二', '一'])
    expect(ownReplies('reject')).toEqual([])
  })
  it('are at most twenty', () => {
    expect(saveOwn('answer', Array.from({ length: 30 }, (_, i) => String(i)))).toHaveLength(20)
  })
  it('survive a spoilt shelf', () => {
    shelf.set('gulou.replies..answer', '{"a":')
    expect(ownReplies('answer')).toEqual([])
  })
})
