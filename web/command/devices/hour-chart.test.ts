import { describe, expect, it } from 'vitest'
import { drawHours } from './hour-chart'

const NOW = Date.parse('2026-06-04T02:30:00Z')
const hour = (hour: string, least: number, most: number) => ({ hour, readings: 4, least, most, last: most })
const FLOOD = { below: false, raise: 0.25, clear: 0.1 }

describe('the hours of a device', () => {
  it('stand where they belong in the seven days, the newest at the right', () => {
    const { bars } = drawHours([hour('2026-05-28T03:00:00Z', 0, 0.1), hour('2026-06-04T02:00:00Z', 0, 0.3)], FLOOD, NOW)
    expect(bars[0].x).toBe(0)
    expect(bars[1].x + bars[1].width).toBeCloseTo(1)
  })
  it('older than seven days are left out', () => {
    expect(drawHours([hour('2026-05-28T02:00:00Z', 0, 0.1)], FLOOD, NOW).bars).toEqual([])
  })
  it('say whether the threshold was passed, upwards or downwards', () => {
    const wet = drawHours([hour('2026-06-04T00:00:00Z', 0, 0.24), hour('2026-06-04T01:00:00Z', 0, 0.25)], FLOOD, NOW)
    expect(wet.bars.map(({ passed }) => passed)).toEqual([false, true])
    const dark = drawHours([hour('2026-06-04T00:00:00Z', 0.6, 4), hour('2026-06-04T01:00:00Z', 0.5, 4)], { below: true, raise: 0.5, clear: 1 }, NOW)
    expect(dark.bars.map(({ passed }) => passed)).toEqual([false, true])
  })
  it('whose readings were all alike are still seen, within the picture', () => {
    const { bars, raise, clear } = drawHours([hour('2026-06-04T01:00:00Z', 0.02, 0.02)], FLOOD, NOW)
    expect(bars[0].height).toBeGreaterThan(0)
    expect(bars[0].top + bars[0].height).toBeLessThanOrEqual(1)
    expect(raise).toBeLessThan(clear)
  })
  it('no hours at all are an empty picture with its thresholds', () => {
    const { bars, raise, days } = drawHours([], FLOOD, NOW)
    expect(bars).toEqual([])
    expect(raise).toBeGreaterThan(0)
    expect(days).toHaveLength(7)
  })
})
