import { describe, expect, it } from 'vitest'
import { isOnSite, metresBetween, roundFrom } from './places'

describe('where I am', () => {
  it('measures a kilometre of Fuzhou as a kilometre', () => {
    const far = metresBetween({ lat: 26.08, lon: 119.3 }, { lat: 26.08, lon: 119.31 })
    expect(far).toBeGreaterThan(995)
    expect(far).toBeLessThan(1003)
  })
  it('gives the phone its own accuracy, but never more than the limit again', () => {
    expect(isOnSite(200, 0, 200)).toBe(true)
    expect(isOnSite(201, 0, 200)).toBe(false)
    expect(isOnSite(230, 30, 200)).toBe(true)
    expect(isOnSite(401, 5000, 200)).toBe(false)
    expect(isOnSite(400, 5000, 200)).toBe(true)
  })
  it('walks from each stop to the nearest next one, and leaves stops without a place to the end', () => {
    const stop = (id: string, lon: number | null) => ({ id, position: lon === null ? null : { lat: 26, lon } })
    const round = roundFrom({ lat: 26, lon: 119 }, [stop('far', 119.3), stop('nowhere', null), stop('near', 119.1), stop('middle', 119.2)])
    expect(round.map((one) => one.id)).toEqual(['near', 'middle', 'far', 'nowhere'])
  })
})
