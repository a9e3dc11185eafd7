// Quiet hours as a person chooses them: the district's, none, or their own from and until.
import type { Schemas } from './api'

export type QuietKind = 'district' | 'none' | 'own'
export interface QuietChoice {
  kind: QuietKind
  from: string
  until: string
}

export function quietOf({ own, from, until }: Schemas['WayChosen']['quiet']): QuietChoice {
  return { kind: !own ? 'district' : from === until ? 'none' : 'own', from: from === until ? '21:00' : from, until: from === until ? '08:00' : until }
}

/** What is sent for it. */
export function quietInput({ kind, from, until }: QuietChoice): { quiet_from?: string; quiet_until?: string } {
  if (kind === 'district') return {}
  return kind === 'none' ? { quiet_from: '00:00', quiet_until: '00:00' } : { quiet_from: from, quiet_until: until }
}
