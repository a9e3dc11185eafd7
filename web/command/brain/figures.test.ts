import { describe, expect, it } from 'vitest'
import { locale } from '../../shared/i18n'
import { changeOf, csvOf, halves, hintOfDesks, hintOfKinds, interval, kindRows, nightOf, percent, sortKinds, totalOf } from './figures'
import type { Confusion, Kind, Transfer, Week } from './figures'
import { doubtOf, moveOf, nightSentence, workingTime } from './sentences'
import { floorOf, pointOf, sinceFirst, weeksDrawing, weeksTable } from './week-chart'
import type { Schemas } from '../../shared/api'

const share = (hit: number, n: number) => ({ hit, n, low: 0, high: 1 })
const week = (date: string, sure: [number, number], coverage: [number, number]): Week => ({ week: date, coverage: share(...coverage), sure: share(...sure), guess: share(0, 0), dispatch_coverage: share(...coverage), dispatch: share(...sure) })
const names = (text: string) => ({ zh: text, en: text })
const kind = (code: string, sure: [number, number], guess: [number, number], mayRank: boolean): Kind => ({ category: { code, name: names(code) }, coverage: share(sure[1], sure[1] + guess[1]), sure: share(...sure), guess: share(...guess), may_rank: mayRank })

describe('shares', () => {
  it('say nothing without cases, and never claim all when one was missed', () => {
    expect(percent({ hit: 0, n: 0 })).toBe('—')
    expect(percent({ hit: 5, n: 5 })).toBe('100%')
    expect(percent({ hit: 99_999, n: 100_000 })).toBe('99.9%')
    expect(percent({ hit: 1, n: 100_000 })).toBe('0.1%')
    expect(percent({ hit: 210, n: 214 })).toBe('98.1%')
  })
  it('have the interval that the server has', () => {
    const [low, high] = interval({ hit: 19, n: 20 })
    expect(low).toBeCloseTo(0.7639, 3)
    expect(high).toBeCloseTo(0.9911, 3)
    expect(interval({ hit: 0, n: 0 })).toEqual([0, 1])
    expect(interval({ hit: 20, n: 20 })[1]).toBe(1)
  })
  it('are called different only beyond chance, and not compared under twenty', () => {
    expect(changeOf({ hit: 95, n: 100 }, { hit: 93, n: 100 }).way).toBe('same')
    expect(changeOf({ hit: 95, n: 100 }, { hit: 70, n: 100 })).toMatchObject({ way: 'up' })
    expect(changeOf({ hit: 70, n: 100 }, { hit: 95, n: 100 })).toMatchObject({ way: 'down', points: -25 })
    expect(changeOf({ hit: 19, n: 19 }, { hit: 1, n: 100 }).way).toBe('few')
    expect(changeOf({ hit: 50, n: 100 }, { hit: 0, n: 0 }).way).toBe('few')
    expect(changeOf({ hit: 40, n: 40 }, { hit: 40, n: 40 })).toEqual({ way: 'same', points: 0 })
  })
})

describe('weeks', () => {
  const weeks = [week('2026-10-05', [0, 0], [0, 0]), week('2026-10-12', [9, 10], [10, 12]), week('2026-10-19', [48, 50], [50, 60])]
  it('are split into now and before, also when there are too few of them', () => {
    expect(halves(weeks, 1)).toEqual({ now: [weeks[2]], before: [weeks[1]] })
    expect(halves(weeks, 9)).toEqual({ now: weeks, before: [] })
    expect(totalOf(weeks, 'sure')).toEqual({ hit: 57, n: 60 })
  })
  it('are hollow with few cases and absent with none', () => {
    expect(pointOf({ hit: 9, n: 10 }, 'circle')).toMatchObject({ value: 90, symbol: 'emptyCircle' })
    expect(pointOf({ hit: 48, n: 50 }, 'circle')).toEqual({ value: 96 })
    expect(pointOf({ hit: 0, n: 0 }, 'circle').value).toBeNull()
    expect(floorOf(weeks)).toBe(80)
    expect(floorOf([])).toBe(90)
  })
  it('begin with the first that had a case, in the chart, its table and the file', () => {
    expect(sinceFirst(weeks)).toHaveLength(2)
    expect(weeksDrawing(weeks).rows[1][2]).toBe('96% (48/50)')
    const { head, rows } = weeksTable(weeks)
    expect(rows[0]).toHaveLength(head.length)
    expect(rows[0].slice(0, 3)).toEqual(['2026-10-12', 10, 12])
    expect(weeksDrawing([]).rows).toEqual([])
  })
})

describe('kinds', () => {
  const now = [kind('E01', [30, 30], [1, 2], true), kind('E02', [20, 25], [0, 0], true), kind('E03', [1, 4], [0, 0], false), kind('E04', [0, 0], [7, 7], false)]
  const longer = [kind('E01', [60, 60], [1, 4], true), kind('E02', [45, 50], [0, 0], true), kind('E03', [1, 4], [0, 0], false)]
  const rows = kindRows(now, longer)
  const order = (key: 'right' | 'n' | 'name' | 'change', up: boolean) => sortKinds(rows, { key, up }, (row) => row.name.zh).map((row) => row.code).join(' ')
  it('are held against as long before', () => {
    expect(rows[1].change).toEqual({ way: 'down', points: expect.closeTo(-20) })
    expect(rows[3].change.way).toBe('few')
  })
  it('rank only those with enough cases; the others stand below in either direction', () => {
    expect(order('right', true)).toBe('E02 E01 E04 E03')
    expect(order('right', false)).toBe('E01 E02 E04 E03')
    expect(order('n', false)).toBe('E01 E02 E04 E03')
    expect(order('n', true)).toBe('E03 E04 E02 E01')
    expect(order('name', false)).toBe('E04 E03 E02 E01')
  })
})

describe('advice', () => {
  const mixed = (told: string, truth: string) => ({ told: { code: told, name: names(told) }, truth: { code: truth, name: names(truth) }, n: 3, minutes: 90 })
  it('asks for examples first, then for a line between what is close, else for a misleading word', () => {
    expect(hintOfKinds(mixed('E0101', 'E0106') as Confusion, 3)).toBe('addExamples')
    expect(hintOfKinds(mixed('E0101', 'E0106') as Confusion, 30)).toBe('clarifyLine')
    expect(hintOfKinds(mixed('E0101', 'S0305') as Confusion, 30)).toBe('clarifyWord')
  })
  it('tells a wrong desk from one that was left open', () => {
    expect(hintOfDesks(mixed('CEN', 'A') as Transfer, 'CEN')).toBe('addPlaces')
    expect(hintOfDesks(mixed('A', 'CEN') as Transfer, 'CEN')).toBe('addDuty')
    expect(hintOfDesks(mixed('A', 'B') as Transfer, 'CEN')).toBe('checkBorder')
  })
})

describe('what it learnt last night', () => {
  const model = (id: string, over: Partial<Schemas['Model']> = {}): Schemas['Model'] => ({ id, verdict: 'live', why: 'w', trained_at: '2026-11-20T19:31:00Z', live_at: null, source: 'job', samples: 7000, cases: 120, checked: 300, checked_on: 'cases', figures: null, before: null, before_figures: null, bytes: 1, ...over })
  const brain = (learning: Partial<Schemas['Brain']['learning']>, models: Schemas['Model'][]): Schemas['Brain'] => ({ now: '2026-11-21T01:00:00Z', thinks_with: 'b', version: 'v', learning: { running: false, asked: false, started_at: null, ended_at: null, ...learning }, examples: { category: 0, place: 0, unit: 0, last_at: null }, models })
  const before = model('a', { cases: 100, trained_at: '2026-11-19T19:31:00Z', verdict: 'retired' })
  const started = { started_at: '2026-11-20T19:30:00Z', ended_at: '2026-11-20T19:32:00Z' }
  it('is told in one sentence whatever came of it', () => {
    locale.value = 'zh'
    expect(nightOf(brain({}, [before])).kind).toBe('never')
    expect(nightOf(brain({ asked: true }, [before])).kind).toBe('asked')
    expect(nightOf(brain({ ...started, running: true }, [before])).kind).toBe('running')
    expect(nightOf(brain(started, [before])).kind).toBe('same')
    expect(nightOf(brain({}, []))).toMatchObject({ kind: 'never', at: null })
    expect(nightSentence(brain(started, [model('b', { before: 'a' }), before]))).toContain('120 件（比上一次多 20 件）。新的判断没有变差，已经启用')
    expect(nightSentence(brain(started, [before, model('b', { verdict: 'refused' })]))).toContain('没有启用，仍用原来的')
  })
  it('says how a share moved, and what so many cases are worth', () => {
    locale.value = 'zh'
    expect(doubtOf({ hit: 675, n: 676 })).toContain('99.2%–99.9% 之间')
    expect(doubtOf({ hit: 40, n: 40 })).toContain('91.2%–100% 之间')
    expect(doubtOf({ hit: 3, n: 4 })).toContain('只有 4 件')
    expect(moveOf({ name: '准确率', now: { hit: 95, n: 100 }, before: { hit: 96, n: 100 } }, 4).text).toContain('没有明显变化（−1.0 个百分点')
    expect(moveOf({ name: '准确率', now: { hit: 95, n: 100 }, before: { hit: 5, n: 9 } }, 4).text).toContain('暂不比较')
  })
})

it('tells working time as people do', () => {
  locale.value = 'zh'
  expect(workingTime(0)).toBe('不到 1 分钟')
  expect(workingTime(45)).toBe('45 分钟')
  expect(workingTime(120)).toBe('2 小时')
  expect(workingTime(59.7)).toBe('1 小时')
  expect(workingTime(119.8)).toBe('2 小时')
  expect(workingTime(1000)).toBe('16 小时 40 分钟（约 2.1 个工作日）')
})

it('writes CSV that a spreadsheet neither breaks nor runs', () => {
  expect(csvOf(['a', 'b'], [['x,"y"', 1], ['=1+1', -2]])).toBe('a,b\r\n"x,""y""",1\r\n\'=1+1,-2\r\n')
})
