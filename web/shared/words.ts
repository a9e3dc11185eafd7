// Names of all codes (states, actions, units' kinds ...) in both languages, from the server's one catalogue.
import { ref } from 'vue'
import { api } from './api'
import type { Schemas } from './api'
import { nameOf } from './i18n'

const words = ref<Schemas['Words']>()

/** Loaded once; ask for it before the first page that shows a code. */
export async function loadWords(): Promise<void> {
  if (!words.value) words.value = await api('GET /api/words')
}

/** The name of a code in the person's language, e.g. word('case_state', 'ROUTED'); the code itself while unknown. */
export function word(set: string, code: string | null | undefined): string {
  if (!code) return ''
  return nameOf(words.value?.[set]?.[code]) || code
}
