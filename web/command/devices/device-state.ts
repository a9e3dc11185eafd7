// How a device is: in one word for filters, and in the marks that stand beside its name.
import type { Schemas } from '../../shared/api'

export type Device = Schemas['Device']
export const CONDITIONS = ['alarm', 'silent', 'fault', 'well', 'stopped'] as const
export type Condition = (typeof CONDITIONS)[number]

const isAlarming = (device: Device) => device.phase === 'alarm' || device.phase === 'clearing'

export function conditionsOf(device: Device): Condition[] {
  if (!device.active) return ['stopped']
  const found: Condition[] = []
  if (isAlarming(device)) found.push('alarm')
  if (device.faults.includes('silent')) found.push('silent')
  if (device.faults.some((fault) => fault !== 'silent')) found.push('fault')
  return found.length > 0 ? found : ['well']
}

const PHASE_COLOURS = { quiet: 'good', rising: 'warm', alarm: 'hot', clearing: 'warm' } as const
export interface Mark { word: `phase_${Device['phase']}` | `fault_${Device['faults'][number]}` | 'stopped'; colour: string }

/** What it measured before it fell silent says nothing of now: only an alarm, which stays until it is cleared, is still shown. */
export function marksOf(device: Device): Mark[] {
  if (!device.active) return [{ word: 'stopped', colour: '' }]
  const tells = device.last_at !== null && (!device.faults.includes('silent') || isAlarming(device))
  const phase: Mark[] = tells ? [{ word: `phase_${device.phase}`, colour: PHASE_COLOURS[device.phase] }] : []
  return [...phase, ...device.faults.map((fault): Mark => ({ word: `fault_${fault}`, colour: 'warm' }))]
}
