// What the words and the chosen kind tell while somebody is speaking: whom the caller is to call first, what else to ask.
import { onBeforeUnmount, ref, watch } from 'vue'
import { adviceFor } from '../../shared/questions'
import type { Advice } from '../../shared/questions'
import type { CallDraft } from './drafts'

const WAIT_MS = 600

export function useAdvice(draftOf: () => CallDraft) {
  const advice = ref<Advice | null>(null)
  let timer: ReturnType<typeof setTimeout> | undefined
  const wordsOf = () => { const { call, text, category } = draftOf(); return [call, text, category] }

  async function advise(): Promise<void> {
    const asked = wordsOf().join('\n')
    const { text, place_text, category } = draftOf()
    if (!text.trim()) { advice.value = null; return }
    try {
      const fresh = await adviceFor(text.trim(), place_text.trim(), category)
      if (asked === wordsOf().join('\n')) advice.value = fresh
    } catch {
      // the case can be registered without
    }
  }
  watch(wordsOf, ([call], [before]) => {
    clearTimeout(timer)
    if (call !== before) advice.value = null
    timer = setTimeout(() => void advise(), WAIT_MS)
  })
  if (draftOf().text) void advise()
  onBeforeUnmount(() => clearTimeout(timer))
  return advice
}
