// What is still missing before a step can be sent, said beside the field it means. The server judges again.
import type { Schemas } from '../shared/api'
import { serverNow } from '../shared/time'
import type { Asked, Step } from './steps'
import { t } from './words'
import type { Key } from './words'

type Input = Schemas['ActionInput']
export type Faults = Partial<Record<Asked | 'received' | 'contacted' | 'measure' | 'limit' | 'all', string>>

const ELEMENTS: Record<keyof NonNullable<Input['elements']>, Key> = { received: 'elReceived', contacted: 'elContacted', measure: 'elMeasure', limit: 'elLimit' }

const MISSING: Partial<Record<Asked, { key: Key; is(input: Input): boolean }>> = {
  finding: { key: 'findingMissing', is: (input) => !input.finding },
  unit: { key: 'unitMissing', is: (input) => !input.unit },
  units: { key: 'unitsMissing', is: (input) => !input.units?.length || input.units.filter((one) => one.lead).length > 1 },
  until: { key: 'untilMissing', is: (input) => !input.until || Date.parse(input.until) < serverNow() },
  percent: { key: 'percent', is: (input) => !input.percent },
  score: { key: 'scoreMissing', is: (input) => !input.score },
  scores: { key: 'scoreMissing', is: ({ scores }) => !scores || !scores.timely || !scores.attend || !scores.result },
  reached: { key: 'reachedMissing', is: (input) => input.reached === undefined },
}

export function faultsOf(step: Step, input: Input, photos: number, photoNeeded: boolean): Faults {
  const faults: Faults = {}
  for (const asked of step.asks) {
    const rule = MISSING[asked]
    if (rule?.is(input)) faults[asked] = t(rule.key)
  }
  if (step.asks.includes('elements'))
    for (const name of Object.keys(ELEMENTS) as (keyof typeof ELEMENTS)[])
      if (!input.elements?.[name]?.trim()) faults[name] = t('elMissing', { what: t(ELEMENTS[name]) })
  if (step.noteNeeded && !input.note?.trim()) faults.note = t('noteMissing')
  if (photoNeeded && photos === 0) faults.photos = t('afterPhotoNeeded')
  return faults
}
