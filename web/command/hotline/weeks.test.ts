import { expect, it } from 'vitest'
import { atWall, endedWeeks, lastDays } from './weeks'

it('weeks that have ended, by the district’s day', () => {
  expect(endedWeeks(Date.parse('2026-11-22T15:59:00Z'), 1)).toEqual([{ code: '2026-W46', monday: '2026-11-09', sunday: '2026-11-15' }])
  expect(endedWeeks(Date.parse('2026-11-22T16:01:00Z'), 2).map((one) => one.code)).toEqual(['2026-W47', '2026-W46']) // Monday here
})
it('a week belongs to the year of its Thursday', () => {
  expect(endedWeeks(Date.parse('2027-01-05T04:00:00Z'), 2).map((one) => one.code)).toEqual(['2026-W53', '2026-W52'])
  expect(endedWeeks(Date.parse('2025-01-07T04:00:00Z'), 2).map((one) => one.code)).toEqual(['2025-W01', '2024-W52'])
})
it('days up to today', () => {
  expect(lastDays(Date.parse('2026-11-22T16:01:00Z'), 7)).toEqual({ from: '2026-11-17', to: '2026-11-23' })
})
it('a moment by the district’s clock', () => {
  expect(new Date(atWall('2026-11-24T09:00')).toISOString()).toBe('2026-11-24T01:00:00.000Z')
})
