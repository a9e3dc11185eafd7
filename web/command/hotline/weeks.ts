// Weeks as samples are drawn from (ISO 8601), and days as figures are asked for, by the district's calendar.
import { DAY, wallOf } from '../../shared/time'

export interface Week {
  code: string // 2026-W47
  monday: string // 2026-11-16
  sunday: string
}

const dayText = (ms: number): string => new Date(ms).toISOString().slice(0, 10)

function today(now: number): number {
  const { year, month, day } = wallOf(now)
  return Date.UTC(year, month - 1, day)
}

/** The last `count` weeks that have ended, the latest first. The week's year is that of its Thursday. */
export function endedWeeks(now: number, count: number): Week[] {
  const day = today(now)
  const monday = day - ((new Date(day).getUTCDay() + 6) % 7) * DAY
  return Array.from({ length: count }, (_, i) => {
    const begin = monday - (i + 1) * 7 * DAY
    const year = new Date(begin + 3 * DAY).getUTCFullYear()
    const number = 1 + Math.floor((begin + 3 * DAY - Date.UTC(year, 0, 1)) / (7 * DAY))
    return { code: `${year}-W${String(number).padStart(2, '0')}`, monday: dayText(begin), sunday: dayText(begin + 6 * DAY) }
  })
}

/** `days` days up to and with today. */
export function lastDays(now: number, days: number): { from: string; to: string } {
  return { from: dayText(today(now) - (days - 1) * DAY), to: dayText(today(now)) }
}

/** The moment at which the district's clock shows 2026-11-23T09:00. */
export function atWall(text: string): number {
  const asUtc = Date.parse(`${text}Z`)
  const { year, month, day, hour, minute } = wallOf(asUtc)
  return asUtc - (Date.UTC(year, month - 1, day, hour, minute) - asUtc)
}
