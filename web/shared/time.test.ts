import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { locale } from './i18n'
import { clockTime, countdown, dayAndTime, fromNow, serverNow, span, stamp, syncClock, useZone } from './time'

const now = Date.parse('2026-03-05T02:14:00Z')

describe('the district’s clock', () => {
  beforeEach(() => { locale.value = 'zh'; useZone(480) })
  afterEach(() => { locale.value = 'zh'; useZone(480) })

  it('shows the district’s wall time wherever the phone is', () => {
    expect(clockTime('2026-03-05T02:24:00Z')).toBe('10:24')
    useZone(0)
    expect(clockTime('2026-03-05T02:24:00Z')).toBe('02:24')
  })
  it('follows the server and not the phone', () => {
    syncClock('2031-01-01T00:00:00Z')
    expect(Math.abs(serverNow() - Date.parse('2031-01-01T00:00:00Z'))).toBeLessThan(1000)
  })
  it('names yesterday, today and tomorrow across the district’s midnight', () => {
    expect(dayAndTime('2026-03-05T02:24:00Z', now)).toBe('今天 10:24')
    expect(dayAndTime('2026-03-04T15:59:00Z', now)).toBe('昨天 23:59')
    expect(dayAndTime('2026-03-05T16:00:00Z', now)).toBe('明天 00:00')
    expect(dayAndTime('2026-03-01T02:24:00Z', now)).toBe('3月1日 10:24')
    expect(dayAndTime('2025-12-31T16:00:00Z', now)).toBe('1月1日 00:00')
    expect(dayAndTime('2025-12-31T15:00:00Z', now)).toBe('2025年12月31日 23:00')
    expect(dayAndTime(null, now)).toBe('')
  })
  it('speaks English when asked', () => {
    locale.value = 'en'
    expect(dayAndTime('2026-03-05T02:24:00Z', now)).toBe('today 10:24')
    expect(fromNow(now - 8 * 60_000, now)).toBe('8 min ago')
    expect(fromNow(now + 2 * 3_600_000, now)).toBe('in 2 h')
  })
  it('counts down past zero', () => {
    expect(countdown(9 * 60_000 + 58_000)).toBe('09:58')
    expect(countdown(3_600_000 + 9 * 60_000 + 58_000)).toBe('1:09:58')
    expect(countdown(-61_000)).toBe('−01:01')
    expect(countdown(-200)).toBe('00:00')
    expect(countdown(2 * 86_400_000 + 3 * 3_600_000)).toBe('2 天 3 小时')
  })
  it('says a length in the units people use', () => {
    expect(span(40_000)).toBe('40 秒')
    expect(span(8 * 60_000)).toBe('8 分钟')
    expect(span(90 * 60_000)).toBe('1 小时 30 分')
    expect(span(48 * 3_600_000)).toBe('2 天')
    expect(fromNow(now + 3_000, now)).toBe('刚刚')
  })
  it('stamps for tables', () => expect(stamp('2026-03-05T02:24:08Z')).toBe('2026-03-05 10:24:08'))
})
