// Names of all codes (states, actions, units' kinds ...) in both languages, from the server's one catalogue. The last
// answer is remembered, so that a page opened without a connection can still name what it shows.
import { ref } from 'vue'
import { api } from './api'
import type { Schemas } from './api'
import { nameOf } from './i18n'
import { recallJson, remember } from './memory'

const KEPT = 'gulou.words'
const words = ref(recallJson<Schemas['Words'] | undefined>(KEPT, undefined))
let fresh = false

/** Loaded once; ask for it before the first page that shows a code. */
export async function loadWords(): Promise<void> {
  if (fresh) return
  words.value = await api('GET /api/words')
  fresh = true
  remember(KEPT, JSON.stringify(words.value))
}

/** The name of a code in the person's language, e.g. word('case_state', 'ROUTED'); the code itself while unknown. */
export function word(set: string, code: string | null | undefined): string {
  if (!code) return ''
  return nameOf(words.value?.[set]?.[code]) || code
}
