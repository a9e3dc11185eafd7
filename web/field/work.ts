// What is to be done: the calls to my units, the cases assigned to me, my patrols. The last answers are kept in the
// phone, with each case's file, so that a person without signal still knows where to go. Files are fetched anew only
// when their version has moved on.
import { computed, reactive, ref, shallowRef } from 'vue'
import { api, ApiProblem } from '../shared/api'
import type { Schemas } from '../shared/api'
import { recallJson, remember } from '../shared/memory'
import { session } from '../shared/session'
import { serverNow } from '../shared/time'

export type CaseSummary = Schemas['CaseSummary']
export type CaseDetail = Schemas['CaseDetail']
export type Call = Schemas['Call']
export type Task = Schemas['Task']

interface Kept {
  person: string
  at: number
  list: CaseSummary[]
  tasks: Task[]
  files: CaseDetail[]
}

const KEPT = 'gulou.field.work'
const FILES_MAX = 60
const SIDE_BY_SIDE = 3

export const list = shallowRef<CaseSummary[]>([])
export const tasks = shallowRef<Task[]>([])
export const files = reactive(new Map<string, CaseDetail>())
export const loadedAt = ref(0)
export const loading = ref(false)
/** What went wrong at the last try; null: all is well. */
export const trouble = ref<unknown>(null)

const newCallEars: Array<(urgent: boolean) => void> = []
export function whenCalled(tell: (urgent: boolean) => void): void {
  newCallEars.push(tell)
}

export function recallWork(): void {
  const kept = recallJson<Kept | null>(KEPT, null)
  if (!kept || kept.person !== session.value?.person) return
  list.value = kept.list
  tasks.value = kept.tasks
  loadedAt.value = kept.at
  kept.files.forEach((file) => files.set(file.number, file))
}

function keepWork(): void {
  const mine = list.value.map((row) => row.number)
  const shown = Array.from(files.values()).filter((file) => mine.includes(file.number)).slice(0, FILES_MAX)
  const kept: Kept = { person: session.value?.person ?? '', at: loadedAt.value, list: list.value, tasks: tasks.value, files: shown }
  if (!remember(KEPT, JSON.stringify(kept))) remember(KEPT, JSON.stringify({ ...kept, files: [] })) // a full phone
}

export function forgetWork(): void {
  list.value = []
  tasks.value = []
  files.clear()
  loadedAt.value = 0
  remember(KEPT, 'null')
}

export function keepFile(file: CaseDetail): void {
  files.set(file.number, file)
  keepWork()
}

export async function loadFile(number: string): Promise<CaseDetail> {
  try {
    const file = await api('GET /api/cases/{number}', { path: { number } })
    keepFile(file)
    return file
  } catch (thrown) {
    if (thrown instanceof ApiProblem && thrown.status === 404) files.delete(number)
    throw thrown
  }
}

async function loadFiles(rows: readonly CaseSummary[]): Promise<void> {
  const stale = rows.filter((row) => files.get(row.number)?.version !== row.version).slice(0, FILES_MAX)
  const worker = async () => {
    for (let row = stale.shift(); row; row = stale.shift()) {
      const file = await api('GET /api/cases/{number}', { path: { number: row.number } }).catch(() => null)
      if (file) files.set(file.number, file)
    }
  }
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, worker))
}

const callKey = (row: CaseSummary) => `${row.number}/${row.my_call}`

function tellOfNewCalls(before: readonly CaseSummary[], now: readonly CaseSummary[]): void {
  const known = new Set(before.filter((row) => row.my_call).map(callKey))
  const fresh = now.filter((row) => row.my_call && !known.has(callKey(row)))
  if (fresh.length) newCallEars.forEach((tell) => tell(fresh.some((row) => row.urgency !== 'U3')))
}

let running: Promise<void> | undefined
let asked = false

/** Asked for while it runs, it runs once more afterwards. */
export function refreshWork(): Promise<void> {
  asked = true
  running = running ?? runRefresh().finally(() => { running = undefined })
  return running
}

async function runRefresh(): Promise<void> {
  loading.value = true
  try {
    while (asked) {
      asked = false
      await refreshOnce()
    }
    trouble.value = null
  } catch (thrown) {
    trouble.value = thrown
  } finally {
    loading.value = false
  }
}

async function refreshOnce(): Promise<void> {
  const due = api('GET /api/tasks', { query: { state: 'due' } })
  due.catch(() => undefined) // said below, after the cases, which matter more
  const page = await api('GET /api/cases', { query: { view: 'work', limit: 100 } })
  const before = loadedAt.value ? list.value : page.items
  await loadFiles(page.items)
  list.value = page.items
  loadedAt.value = serverNow()
  tellOfNewCalls(before, page.items)
  keepWork()
  tasks.value = (await due).items
  keepWork()
}

export const called = computed(() => list.value.filter((row) => row.my_call))
export const assigned = computed(() => list.value.filter((row) => !row.my_call))
