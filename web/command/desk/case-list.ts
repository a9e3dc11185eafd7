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
  all: boolean // with words: among all I may read, ended ones too
  sort: 'due' | 'newest' | 'updated'
}

const PAGE = 50
const FRESH_MS = 30_000

export function emptyFilters(view: View): Filters {
  return { view, state: [], urgency: '', category: '', overdue: false, q: '', all: false, sort: 'due' }
}

export function useCaseList(filters: Filters) {
  const items = shallowRef<Schemas['CaseSummary'][]>([])
  const total = ref(0)
  const atLeast = ref(false)
  const complete = ref(true)
  const next = ref<string | null>(null)
  const loading = ref(false)
  const error = ref('')
  const fresh = reactive(new Set<string>())
  const filtered = computed(() => filters.state.length > 0 || Boolean(filters.urgency || filters.category || filters.overdue || filters.q.trim()))
  let turn = 0
  let timer: ReturnType<typeof setTimeout> | undefined

  function query(cursor?: string, limit = PAGE) {
    const q = filters.q.trim()
    const order = q ? { view: filters.all ? 'all' : filters.view, sort: filters.sort === 'newest' ? 'newest' : 'relevance' } as const : { view: filters.view, sort: filters.sort }
    return { ...order, state: filters.state.join(','), urgency: filters.urgency, category: filters.category, overdue: filters.overdue || undefined, q, cursor, limit }
  }

  async function load(): Promise<void> {
    const mine = ++turn
    loading.value = true
    try {
      const page = await api('GET /api/cases', { query: query(undefined, Math.min(200, Math.max(PAGE, items.value.length))) })
      if (mine !== turn) return
      items.value = page.items
      total.value = page.total
      atLeast.value = page.total_at_least ?? false
      complete.value = page.index?.complete ?? true
      next.value = page.next
      error.value = ''
    } catch (thrown) {
      if (mine !== turn) return
      error.value = sentenceOf(thrown)
      if (filters.q.trim()) items.value = [] // what was found for other words would be taken for the answer
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

  watch(() => [filters.view, filters.state.join(), filters.urgency, filters.category, filters.overdue, filters.all, filters.sort], () => { items.value = []; void load() }, { immediate: true })
  watch(() => filters.q, soon)
  useLive({ case: (news) => { if (news.new) came(news.number); soon() }, clock: soon, reload: () => void load() })
  onBeforeUnmount(() => clearTimeout(timer))

  return { items, total, atLeast, complete, next, loading, error, fresh, filtered, load, more }
}
