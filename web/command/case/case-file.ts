// One case as a person works on it: fetched, kept fresh by the live line, and acted upon. Every action carries the
// version that was seen; the server refuses it when somebody was faster, and then the new file is fetched.
import { computed, ref, shallowRef, watch } from 'vue'
import type { Ref } from 'vue'
import { api, ApiProblem, sentenceOf } from '../../shared/api'
import type { Schemas } from '../../shared/api'
import { useLive } from '../../shared/live'

export type CaseFile = Schemas['CaseDetail']
export type ActionInput = Omit<Schemas['ActionInput'], 'version'>

export function useCaseFile(number: Ref<string>) {
  const file = shallowRef<CaseFile | null>(null)
  const loading = ref(false)
  const error = ref('')
  let turn = 0

  async function load(): Promise<void> {
    const mine = ++turn
    const wanted = number.value
    loading.value = true
    try {
      const fresh = await api('GET /api/cases/{number}', { path: { number: wanted } })
      if (mine !== turn) return
      file.value = fresh
      error.value = ''
    } catch (thrown) {
      if (mine !== turn) return
      if (!file.value || (thrown instanceof ApiProblem && (thrown.status === 404 || thrown.status === 403))) {
        file.value = null
        error.value = sentenceOf(thrown)
      }
    } finally {
      if (mine === turn) loading.value = false
    }
  }

  /** Throws what the server said; a conflict has the fresh file fetched first. */
  async function act(action: string, input: ActionInput): Promise<void> {
    if (!file.value) return
    const path = { number: file.value.number, action: action as Schemas['ActionSlug'] }
    try {
      const answer = await api('POST /api/cases/{number}/{action}', { path, body: { ...input, version: file.value.version } })
      turn += 1
      loading.value = false
      if ('version' in answer && answer.number === number.value) file.value = answer as CaseFile
      else await load()
    } catch (thrown) {
      if (thrown instanceof ApiProblem && thrown.status === 409) await load()
      throw thrown
    }
  }

  watch(number, () => { file.value = null; error.value = ''; void load() }, { immediate: true })
  useLive({
    case: (news) => { if (news.number === number.value && news.version !== file.value?.version) void load() },
    clock: (news) => { if (news.number === number.value) void load() },
    reload: () => void load(),
  })
  const empty = computed(() => file.value === null)
  return { file, loading, error, empty, load, act }
}
