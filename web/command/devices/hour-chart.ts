// A device's hours as bars from its least to its greatest reading, in shares of the picture (0..1), so that the same
// drawing fits a phone and a desk.
import { wallOf } from '../../shared/time'
import type { Schemas } from '../../shared/api'

type Hour = Schemas['DeviceDetail']['hours'][number]
export interface Rule { below: boolean; raise: number; clear: number }
export interface Bar { x: number; width: number; top: number; height: number; passed: boolean; hour: Hour }
export interface HourDrawing { bars: Bar[]; raise: number; clear: number; top: number; bottom: number; days: { x: number; text: string }[] }

const HOUR_MS = 3_600_000
const DAYS_SHOWN = 7
const THIN = 0.008 // an hour whose readings were all alike is still seen

export const isPassed = (hour: Hour, rule: Rule): boolean => (rule.below ? hour.least <= rule.raise : hour.most >= rule.raise)

export function drawHours(hours: readonly Hour[], rule: Rule, now: number): HourDrawing {
  const end = Math.ceil(now / HOUR_MS) * HOUR_MS
  const start = end - DAYS_SHOWN * 24 * HOUR_MS
  const shown = hours.filter((hour) => Date.parse(hour.hour ?? '') >= start)
  const values = [rule.raise, rule.clear, ...shown.flatMap((hour) => [hour.least, hour.most])]
  const spread = Math.max(...values) - Math.min(...values) || 1
  const top = Math.max(...values) + spread * 0.06
  const bottom = Math.min(...values) - spread * 0.06
  const y = (value: number) => (top - value) / (top - bottom)
  const x = (ms: number) => (ms - start) / (end - start)
  const bars = shown.map((hour) => {
    const height = Math.max(THIN, y(hour.least) - y(hour.most))
    const middle = (y(hour.least) + y(hour.most)) / 2
    return { x: x(Date.parse(hour.hour ?? '')), width: HOUR_MS / (end - start), top: middle - height / 2, height, passed: isPassed(hour, rule), hour }
  })
  const days: HourDrawing['days'] = []
  for (let at = start; at < end; at += HOUR_MS) {
    const wall = wallOf(at)
    if (wall.hour === 0) days.push({ x: x(at), text: `${wall.month}-${wall.day}` })
  }
  return { bars, raise: y(rule.raise), clear: y(rule.clear), top, bottom, days }
}
