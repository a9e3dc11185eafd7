// The six words in which a resident follows a case.
import type { Schemas } from '../shared/api'
import { t } from './words'
import type { Key } from './words'

export type Stage = Schemas['TrackedCase']['stage']

export const STAGES: Stage[] = ['received', 'responded', 'handling', 'reviewing', 'done']

const WORDS: Record<Stage, Key> = {
  received: 'stageReceived', responded: 'stageResponded', handling: 'stageHandling', reviewing: 'stageReviewing', done: 'stageDone', ended: 'stageEnded',
}

export function stageWords(stage: Stage): string {
  return t(WORDS[stage])
}
