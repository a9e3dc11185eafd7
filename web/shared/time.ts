// The server's time, never the phone's: a wrong phone clock must not move a deadline. The offset is measured whenever
// an answer carries `server_time`; in between a monotonic clock carries it on. Shown in the district's zone.
import { computed, onScopeDispose, ref } from 'vue'
import type { Ref } from 'vue'
import { locale } from './i18n'

export const SECOND = 1000
export const MINUTE = 60 * SECOND
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

let base = Date.now() - performance.now() // server's time = base + monotonic time
let zone = 8 * HOUR

/** `sentAt` is performance.now() when the request left: half the way there and back is taken off. */
export function syncClock(serverTime: string, sentAt = performance.now()): void {
  const arrived = performance.now()
  base = Date.parse(serverTime) + (arrived - sentAt) / 2 - arrived
  tick.value = serverNow()
}

export function useZone(minutesEastOfUtc: number): void {
  zone = minutesEastOfUtc * MINUTE
}

/** Milliseconds since 1970 by the server's clock. */
export function serverNow(): number {
  return base + performance.now()
}

const tick = ref(serverNow())
let watchers = 0
let timer: ReturnType<typeof setInterval> | undefined

/** The server's time, moving once a second while a component that asked for it is shown. */
export function useNow(): Readonly<Ref<number>> {
  watchers += 1
  tick.value = serverNow()
  if (timer === undefined) timer = setInterval(() => (tick.value = serverNow()), SECOND)
  onScopeDispose(() => {
    watchers -= 1
    if (watchers > 0) return
    clearInterval(timer)
    timer = undefined
  })
  return tick
}

interface Wall { year: number; month: number; day: number; hour: number; minute: number; second: number; weekday: number }

/** What a clock on the district's wall shows. */
export function wallOf(ms: number): Wall {
  const date = new Date(ms + zone)
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate(), hour: date.getUTCHours(), minute: date.getUTCMinutes(), second: date.getUTCSeconds(), weekday: date.getUTCDay() }
}

const two = (n: number) => String(n).padStart(2, '0')
const toMs = (time: string | number) => (typeof time === 'number' ? time : Date.parse(time))
const dayOf = (ms: number) => Math.floor((ms + zone) / DAY)
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']

/** 10:24 */
export function clockTime(time: string | number): string {
  const { hour, minute } = wallOf(toMs(time))
  return `${two(hour)}:${two(minute)}`
}

/** today 10:24 · 昨天 10:24 · 3月5日 10:24 · 2025年3月5日 10:24 */
export function dayAndTime(time: string | number | null | undefined, now = serverNow()): string {
  if (time === null || time === undefined) return ''
  const ms = toMs(time)
  const away = dayOf(ms) - dayOf(now)
  const chinese = locale.value === 'zh'
  const near = chinese ? ['昨天', '今天', '明天'] : ['yesterday', 'today', 'tomorrow']
  if (away >= -1 && away <= 1) return `${near[away + 1]} ${clockTime(ms)}`
  const wall = wallOf(ms)
  const thisYear = wall.year === wallOf(now).year
  if (chinese) return `${thisYear ? '' : `${wall.year}年`}${wall.month}月${wall.day}日 ${clockTime(ms)}`
  return `${wall.day} ${MONTHS[wall.month - 1]}${thisYear ? '' : ` ${wall.year}`} ${clockTime(ms)}`
}

/** 2026-03-05 10:24:08, for tables and files */
export function stamp(time: string | number | null | undefined): string {
  if (time === null || time === undefined) return ''
  const wall = wallOf(toMs(time))
  return `${wall.year}-${two(wall.month)}-${two(wall.day)} ${two(wall.hour)}:${two(wall.minute)}:${two(wall.second)}`
}

/** A length of time in one or two units: 2 天 3 小时 · 8 分钟 · 40 秒. The sign is dropped. */
export function span(ms: number): string {
  const left = Math.abs(ms)
  const chinese = locale.value === 'zh'
  const unit = (n: number, zh: string, en: string) => (chinese ? `${n} ${zh}` : `${n} ${en}`)
  if (left < MINUTE) return unit(Math.floor(left / SECOND), '秒', 's')
  if (left < HOUR) return unit(Math.floor(left / MINUTE), '分钟', 'min')
  if (left < DAY) {
    const hours = unit(Math.floor(left / HOUR), '小时', 'h')
    const minutes = Math.floor((left % HOUR) / MINUTE)
    return minutes ? `${hours} ${unit(minutes, '分', 'min')}` : hours
  }
  const days = unit(Math.floor(left / DAY), '天', 'd')
  const hours = Math.floor((left % DAY) / HOUR)
  return hours ? `${days} ${unit(hours, '小时', 'h')}` : days
}

/** 刚刚 · 8 分钟前 · in 2 h */
export function fromNow(time: string | number, now = serverNow()): string {
  const away = toMs(time) - now
  const chinese = locale.value === 'zh'
  if (Math.abs(away) < 10 * SECOND) return chinese ? '刚刚' : 'just now'
  if (chinese) return away < 0 ? `${span(away)}前` : `${span(away)}后`
  return away < 0 ? `${span(away)} ago` : `in ${span(away)}`
}

/** 09:58 · 1:09:58; past the deadline with a minus sign. Beyond a day the figures of span() are easier to read. */
export function countdown(ms: number): string {
  const whole = Math.floor(Math.abs(ms) / SECOND)
  const sign = ms < 0 && whole > 0 ? '−' : ''
  if (whole >= 86_400) return sign + span(ms)
  const hours = Math.floor(whole / 3600)
  const rest = `${two(Math.floor((whole % 3600) / 60))}:${two(whole % 60)}`
  return sign + (hours ? `${hours}:${rest}` : rest)
}

/** For a deadline on the page: what is left, how it reads, whether it has passed. Falls back to nothing when there is none. */
export function useCountdown(due: () => string | null | undefined) {
  const now = useNow()
  return computed(() => {
    const time = due()
    if (!time) return null
    const left = Date.parse(time) - now.value
    return { left, late: left < 0, text: countdown(left) }
  })
}
