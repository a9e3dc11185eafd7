// What the figures say, as sentences that somebody who answers for a district reads at once.
import { dayAndTime } from '../../shared/time'
import { changeOf, interval, LEAST, nightOf, percent } from './figures'
import type { Change, Count } from './figures'
import type { Schemas } from '../../shared/api'
import { t } from './words'

const WORKDAY_MINUTES = 8 * 60

export interface Compared { name: string; now: Count; before: Count }
/** One sentence on how a share moved. */
export function moveOf({ name, now, before }: Compared, weeks: number): { way: Change['way']; text: string } {
  const { way, points } = changeOf(now, before)
  if (way === 'few') return { way, text: t('fewBefore', { name, w: weeks, least: LEAST }) }
  const shown = way === 'same' ? `${points < -0.05 ? '−' : points > 0.05 ? '+' : ''}${Math.abs(points).toFixed(1)}` : Math.abs(points).toFixed(1)
  return { way, text: t(way, { name, w: weeks, points: shown }) }
}

export function doubtOf(count: Count): string {
  if (count.n < LEAST) return t('few', { n: count.n })
  const [low, high] = interval(count)
  // no rounding may claim what was not seen
  const shown = (share: number) => percent({ hit: share, n: 1 })
  return t('range', { low: shown(low), high: shown(high) })
}

export function nightSentence(brain: Schemas['Brain']): string {
  const { kind, at, model } = nightOf(brain)
  const time = at ? dayAndTime(at) : ''
  if (kind === 'asked') return t('nightAsked')
  if (kind === 'running') return t('nightRunning', { time })
  if (kind === 'never') return t('nightNever', { time })
  if (kind === 'same' || !model) return t('nightSame', { time })
  const earlier = brain.models.find((one) => one.id === model.before)
  const grown = earlier ? model.cases - earlier.cases : 0
  const more = grown > 0 ? t('nightMore', { n: grown }) : ''
  return t(kind === 'refused' ? 'nightRefused' : 'nightLive', { time, samples: model.samples, cases: model.cases, more })
}

/** Working time, in the unit people think of it. */
export function workingTime(minutes: number): string {
  if (minutes < 1) return t('noMinutes')
  const whole = Math.round(minutes)
  const h = Math.floor(whole / 60)
  const m = whole % 60
  if (h === 0) return t('minutes', { n: m })
  const text = m ? t('hoursMinutes', { h, m }) : t('hours', { h })
  const days = minutes / WORKDAY_MINUTES
  return days >= 1 ? text + t('workdays', { n: Number(days.toFixed(days < 10 ? 1 : 0)) }) : text
}

export function changeSign({ way, points }: Change): { shown: string; said: string } {
  const args = { points: Math.abs(points).toFixed(1) }
  if (way === 'few') return { shown: t('d_few'), said: t('tooFew') }
  if (way === 'same') return { shown: t('d_same'), said: t('d_sameSay') }
  return way === 'up' ? { shown: t('d_up', args), said: t('d_upSay', args) } : { shown: t('d_down', args), said: t('d_downSay', args) }
}
