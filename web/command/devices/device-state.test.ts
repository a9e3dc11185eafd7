import { describe, expect, it } from 'vitest'
import { conditionsOf, marksOf } from './device-state'
import type { Device } from './device-state'

const device = (is: Partial<Device>) => ({ active: true, phase: 'quiet', faults: [], last_at: '2026-06-04T02:30:00Z', ...is }) as Device
const words = (is: Partial<Device>) => marksOf(device(is)).map(({ word }) => word)

describe('a device', () => {
  it('that fell silent is not said to be without alarm', () => {
    expect(words({ faults: ['silent'] })).toEqual(['fault_silent'])
    expect(words({ faults: ['silent'], phase: 'rising' })).toEqual(['fault_silent'])
    expect(marksOf(device({ faults: ['silent'] })).map(({ colour }) => colour)).not.toContain('good')
    expect(conditionsOf(device({ faults: ['silent'] }))).toEqual(['silent'])
  })
  it('that fell silent during an alarm shows both', () => {
    expect(words({ faults: ['silent'], phase: 'alarm' })).toEqual(['phase_alarm', 'fault_silent'])
    expect(conditionsOf(device({ faults: ['silent', 'battery'], phase: 'clearing' }))).toEqual(['alarm', 'silent', 'fault'])
  })
  it('that speaks shows what it measures beside what is wrong with it', () => {
    expect(words({ faults: ['battery'] })).toEqual(['phase_quiet', 'fault_battery'])
    expect(conditionsOf(device({ faults: ['battery'] }))).toEqual(['fault'])
    expect(conditionsOf(device({}))).toEqual(['well'])
  })
  it('that never measured anything, or is stopped, shows no measuring', () => {
    expect(words({ last_at: null })).toEqual([])
    expect(words({ active: false, phase: 'alarm', faults: ['silent'] })).toEqual(['stopped'])
  })
})
