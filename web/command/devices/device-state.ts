// How a device is, in one word for filters and one colour for its mark.
import type { Schemas } from '../../shared/api'

export type Device = Schemas['Device']
export const CONDITIONS = ['alarm', 'fault', 'well', 'stopped'] as const
export type Condition = (typeof CONDITIONS)[number]

const isAlarming = (device: Device) => device.phase === 'alarm' || device.phase === 'clearing'

export function conditionsOf(device: Device): Condition[] {
  if (!device.active) return ['stopped']
  const found: Condition[] = []
  if (isAlarming(device)) found.push('alarm')
  if (device.faults.length > 0) found.push('fault')
  return found.length > 0 ? found : ['well']
}

export const phaseColour = (device: Device): string => ({ quiet: 'good', rising: 'warm', alarm: 'hot', clearing: 'warm' })[device.phase]
