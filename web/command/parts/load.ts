// Something fetched: its value, whether it is on its way, and what to say when it did not come. A newer request wins
// over an older one that answers late.
import { ref, shallowRef } from 'vue'
import type { Ref, ShallowRef } from 'vue'
import { sentenceOf } from '../../shared/api'

export interface Loaded<T> {
  value: ShallowRef<T | undefined>
  loading: Ref<boolean>
  error: Ref<string>
  /** What is shown stays until the new one is here; a failed refresh keeps it too. */
  load(): Promise<void>
}

export function useLoaded<T>(fetch: () => Promise<T>): Loaded<T> {
  const value = shallowRef<T>()
  const loading = ref(false)
  const error = ref('')
  let turn = 0
  async function load(): Promise<void> {
    const mine = ++turn
    loading.value = true
    try {
      const fresh = await fetch()
      if (mine !== turn) return
      value.value = fresh
      error.value = ''
    } catch (thrown) {
      if (mine === turn) error.value = value.value === undefined ? sentenceOf(thrown) : ''
    } finally {
      if (mine === turn) loading.value = false
    }
  }
  return { value, loading, error, load }
}
