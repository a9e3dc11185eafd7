// The list of a desk: a page of the server's answer, kept fresh by the live line, with its filters in the address, so
// that a reload or a link shows the same list.
import { computed, onBeforeUnmount, reactive, ref, shallowRef, watch } from 'vue'
import { api, sentenceOf } from '../../shared/api'
import type { Schemas } from '../../shared/api'
import { caseCame } from '../shell/alarm'
import { useLive } from '../../shared/live'

export type View = 'desk' | 'work' | 'requests' | 'open'
export interface Filters {
  view: View
  state: string[]
  urgency: string
  category: string
  overdue: boolean
  q: string
  sort: 'due' | 'newest' | 'updated'
}

const PAGE = 50
const FRESH_MS = 30_000

export function emptyFilters(view: View): Filters {
  return { view, state: [], urgency: '', category: '', overdue: false, q: '', sort: 'due' }
}

export function useCaseList(filters: Filters) {
  const items = shallowRef<Schemas['CaseSummary'][]>([])
  const total = ref(0)
  const next = ref<string | null>(null)
  const loading = ref(false)
  const error = ref('')
  const fresh = reactive(new Set<string>())
  const filtered = computed(() => filters.state.length > 0 || Boolean(filters.urgency || filters.category || filters.overdue || filters.q.trim()))
  let turn = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  function query(cursor?: string, limit = PAGE) {
    return { view: filters.view, state: filters.state.join(','), urgency: filters.urgency, category: filters.category, overdue: filters.overdue || undefined, q: filters.q.trim(), sort: filters.sort, cursor, limit }
  }

  async function load(): Promise<void> {
    const mine = ++turn
    loading.value = true
    try {
      const page = await api('GET /api/cases', { query: query(undefined, Math.min(200, Math.max(PAGE, items.value.length))) })
      if (mine !== turn) return
      items.value = page.items
      total.value = page.total
      next.value = page.next
      error.value = ''
    } catch (thrown) {
      if (mine === turn) error.value = sentenceOf(thrown)
    } finally {
      if (mine === turn) loading.value = false
    }
  }

  async function more(): Promise<void> {
    if (!next.value) return
    const mine = ++turn
    try {
      const page = await api('GET /api/cases', { query: query(next.value) })
      if (mine !== turn) return
      const known = new Set(items.value.map((one) => one.number))
      items.value = [...items.value, ...page.items.filter((one) => !known.has(one.number))]
      next.value = page.next
      total.value = page.total
    } catch (thrown) {
      error.value = sentenceOf(thrown)
    }
  }

  function soon(): void {
    clearTimeout(timer)
    timer = setTimeout(load, 250)
  }

  /** What was in the list before is not new to this desk, whatever happened to it. */
  function came(number: string): void {
    if (items.value.some((one) => one.number === number)) return
    fresh.add(number)
    setTimeout(() => fresh.delete(number), FRESH_MS)
    caseCame(number)
  }

  watch(() => [filters.view, filters.state.join(), filters.urgency, filters.category, filters.overdue, filters.sort], () => { items.value = []; void load() }, { immediate: true })
  watch(() => filters.q, soon)
  useLive({ case: (news) => { if (news.new) came(news.number); soon() }, clock: soon, reload: () => void load() })
  onBeforeUnmount(() => clearTimeout(timer))

  return { items, total, next, loading, error, fresh, filtered, load, more }
}
