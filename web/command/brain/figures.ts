// Sums, doubt and comparison behind the brain's page. A share is never told without its n; two spans are called
// different only where chance does not explain it.
import type { Schemas } from '../../shared/api'

export type Week = Schemas['AccuracyWeek']
export type Accuracy = Schemas['BrainAccuracy']
export type Kind = Accuracy['categories'][number]
export type Confusion = Accuracy['confusions'][number]
export type Transfer = Accuracy['transfers'][number]
export type Model = Schemas['Model']
export const MEASURES = ['coverage', 'sure', 'guess', 'dispatch_coverage', 'dispatch'] as const
export type Measure = (typeof MEASURES)[number]

export interface Count { hit: number; n: number }

/** Under so many nothing is ranked or compared (the same number as the server's). */
export const LEAST = 20

export const ZERO: Count = { hit: 0, n: 0 }
export const plus = (a: Count, b: Count): Count => ({ hit: a.hit + b.hit, n: a.n + b.n })
export const minus = (a: Count, b: Count): Count => ({ hit: a.hit - b.hit, n: a.n - b.n })
export const totalOf = (weeks: Week[], measure: Measure): Count => weeks.reduce((sum, week) => plus(sum, week[measure]), ZERO)

export const shareOf = (count: Count): number | null => (count.n > 0 ? count.hit / count.n : null)
/** 98.1%; a share that is not whole is never rounded up to 100 % nor down to 0 %. */
export function percent(count: Count): string {
  if (count.n <= 0) return '—'
  const share = (count.hit / count.n) * 100
  const shown = share.toFixed(1)
  if (count.hit < count.n && shown === '100.0') return '99.9%'
  if (count.hit > 0 && shown === '0.0') return '0.1%'
  return `${shown.replace(/\.0$/, '')}%`
}

/** The 95 % interval by Wilson, as the server has it (domain/rates.c). */
export function interval({ hit, n }: Count): [number, number] {
  if (n <= 0) return [0, 1]
  const z = 1.959963984540054
  const p = hit / n
  const middle = (p + (z * z) / (2 * n)) / (1 + (z * z) / n)
  const reach = (z / (1 + (z * z) / n)) * Math.sqrt((p * (1 - p)) / n + (z * z) / (4 * n * n))
  return [hit <= 0 ? 0 : Math.max(0, middle - reach), hit >= n ? 1 : Math.min(1, middle + reach)]
}

export interface Change {
  way: 'few' | 'same' | 'up' | 'down'
  points: number // percentage points, now minus before
}
/** Newcombe's interval of the difference of two shares (1998, method 10): without zero in it, something did change. */
export function changeOf(now: Count, before: Count): Change {
  if (now.n < LEAST || before.n < LEAST) return { way: 'few', points: 0 }
  const a = now.hit / now.n
  const b = before.hit / before.n
  const [lowA, highA] = interval(now)
  const [lowB, highB] = interval(before)
  const low = a - b - Math.hypot(a - lowA, highB - b)
  const high = a - b + Math.hypot(highA - a, b - lowB)
  const points = (a - b) * 100
  return { way: low > 0 ? 'up' : high < 0 ? 'down' : 'same', points }
}

/** The last `weeks` of the list, and as many before them. */
export function halves(list: Week[], weeks: number): { now: Week[]; before: Week[] } {
  const cut = Math.max(0, list.length - weeks)
  return { now: list.slice(cut), before: list.slice(Math.max(0, cut - weeks), cut) }
}

export interface KindRow {
  code: string
  name: Schemas['Names']
  n: number // of which a person said what they were
  coverage: Count
  sure: Count
  guess: Count
  right: Count // sure or not
  change: Change
  ranked: boolean
}
const rightOf = (kind: Pick<Kind, 'sure' | 'guess'>): Count => plus(kind.sure, kind.guess)

/** `longer` has the kinds of this span and of as long before it. */
export function kindRows(kinds: Kind[], longer: Kind[]): KindRow[] {
  const whole = new Map(longer.map((kind) => [kind.category.code, kind]))
  return kinds.map((kind) => {
    const right = rightOf(kind)
    const both = whole.get(kind.category.code)
    return {
      code: kind.category.code, name: kind.category.name, n: right.n,
      coverage: kind.coverage, sure: kind.sure, guess: kind.guess, right,
      change: both ? changeOf(right, minus(rightOf(both), right)) : { way: 'few', points: 0 },
      ranked: kind.may_rank,
    }
  })
}

export type SortKey = 'name' | 'n' | 'coverage' | 'sure' | 'guess' | 'right' | 'change'
export interface Sorting { key: SortKey; up: boolean }

function valueOf(row: KindRow, key: SortKey): number | null {
  if (key === 'n') return row.n
  if (key === 'change') return row.change.way === 'few' ? null : row.change.points
  return key === 'name' ? null : shareOf(row[key])
}
/** Those with too few cases stand below in any order of a share: with them no order means anything. */
export function sortKinds(rows: KindRow[], { key, up }: Sorting, nameOf: (row: KindRow) => string): KindRow[] {
  const turn = up ? 1 : -1
  const byName = (a: KindRow, b: KindRow) => nameOf(a).localeCompare(nameOf(b), 'zh-CN')
  return [...rows].sort((a, b) => {
    if (key === 'name') return turn * byName(a, b)
    if (key !== 'n' && a.ranked !== b.ranked) return a.ranked ? -1 : 1
    if (key !== 'n' && !a.ranked) return b.n - a.n || byName(a, b)
    const x = valueOf(a, key)
    const y = valueOf(b, key)
    if (x === null || y === null) return x === y ? byName(a, b) : x === null ? 1 : -1
    return turn * (x - y) || b.n - a.n || byName(a, b)
  })
}

/** What to do about a mistake between two kinds: few known cases, or two kinds that are close, or words that mislead. */
export function hintOfKinds(one: Confusion, knownOfTruth: number): 'addExamples' | 'clarifyLine' | 'clarifyWord' {
  if (knownOfTruth < LEAST) return 'addExamples'
  const close = one.told.code.slice(0, 3) === one.truth.code.slice(0, 3)
  return close ? 'clarifyLine' : 'clarifyWord'
}
/** Between desks: left to the centre, kept by the centre in the end, or another street than the one it lay in. */
export function hintOfDesks(one: Transfer, centre: string): 'addPlaces' | 'addDuty' | 'checkBorder' {
  if (one.told.code === centre) return 'addPlaces'
  return one.truth.code === centre ? 'addDuty' : 'checkBorder'
}

export interface NightStory {
  kind: 'running' | 'asked' | 'never' | 'same' | 'live' | 'refused'
  at: string | null
  model?: Model
}
/** What the last learning came to, in one word. */
export function nightOf({ learning, models }: Schemas['Brain']): NightStory {
  const newest = [...models].sort((a, b) => Date.parse(b.trained_at ?? '') - Date.parse(a.trained_at ?? ''))[0] as Model | undefined
  if (learning.running) return { kind: 'running', at: learning.started_at, model: newest }
  if (learning.asked) return { kind: 'asked', at: null, model: newest }
  if (!learning.started_at) return { kind: 'never', at: newest?.trained_at ?? null, model: newest }
  const fresh = newest?.trained_at && Date.parse(newest.trained_at) >= Date.parse(learning.started_at)
  if (!fresh) return { kind: 'same', at: learning.ended_at ?? learning.started_at, model: newest }
  return { kind: newest.verdict === 'refused' ? 'refused' : 'live', at: newest.trained_at, model: newest }
}

/** One value of a CSV line; what a spreadsheet might take for a formula is made plain text. */
function cell(value: string | number): string {
  const text = typeof value === 'string' && /^[=+\-@\t\r]/.test(value) ? `'${value}` : String(value)
  return /[",\r\n]/.test(text) ? `"${text.replace(/"/g, '""')}"` : text
}
export function csvOf(head: string[], rows: (string | number)[][]): string {
  return [head, ...rows].map((row) => row.map(cell).join(',')).join('\r\n') + '\r\n'
}
