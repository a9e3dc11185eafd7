// The calls at my telephone, and what I write of them. The server says what rings and who is talked with; what is
// written stays in this browser until it is kept there. A call that is answered comes to the front by itself, one that
// only rings does so when nothing else is being written.
import { computed, onMounted, reactive, ref, watch } from 'vue'
import { api, sentenceOf } from '../../shared/api'
import type { Answer, Schemas } from '../../shared/api'
import { useLive } from '../../shared/live'
import { serverNow } from '../../shared/time'
import { useLoaded } from '../parts/load'
import { dropDraft, isBlank, keepDraft, memoryBox, newDraft, readDrafts } from './drafts'
import type { Box, CallDraft } from './drafts'

export type PhoneCall = Schemas['PhoneCall']
export type Caller = Answer<'POST /api/calls/{call}/caller'>
export type News = 'rings' | 'talks' | 'ended' | 'gone'
/** What came of a call: a case, or an answer at once. */
export type Outcome = { made: Schemas['SubmitAnswer']; hard: boolean } | { answered: true }

function browserBox(): Box {
  try {
    return window.localStorage
  } catch {
    return memoryBox()
  }
}

export function useDesk(person: string, tell: (news: News, call: PhoneCall) => void) {
  const box = browserBox()
  const current = useLoaded(() => api('GET /api/calls/current'))
  const items = computed(() => current.value.value?.items ?? [])
  const drafts = ref<CallDraft[]>(readDrafts(box, person, serverNow()))
  const draft = ref<CallDraft>(drafts.value.find((one) => one.call === '') ?? newDraft())
  const outcome = ref<Outcome | null>(null)
  const unkept = ref(false) // the browser keeps nothing
  const keptAt = ref(draft.value.touchedAt)
  const callers = reactive(new Map<string, Caller>())
  const lookFailed = ref('')
  const known = new Map<string, PhoneCall>()

  const shown = computed(() => draft.value.call)
  const call = computed(() => items.value.find((one) => one.id === shown.value))
  const caller = computed(() => callers.get(shown.value))
  const others = computed(() => items.value.filter((one) => one.id !== shown.value))
  /** Written about, ended, and not yet brought to an end here. */
  const waiting = computed(() => drafts.value.filter((one) => one.call !== '' && one.call !== shown.value && !items.value.some((item) => item.id === one.call)))

  function keep(): void {
    const now = draft.value
    const open = known.get(now.call)?.leg === 'talking' || drafts.value.some((one) => one.call === now.call)
    if (outcome.value || (isBlank(now) && !open)) return
    keptAt.value = serverNow()
    unkept.value = !keepDraft(box, person, now, keptAt.value)
    drafts.value = [{ ...now, touchedAt: keptAt.value }, ...drafts.value.filter((one) => one.call !== now.call)]
  }
  function drop(id: string): void {
    dropDraft(box, person, id)
    drafts.value = drafts.value.filter((one) => one.call !== id)
  }
  function show(id: string): void {
    if (id === shown.value && !outcome.value) return
    outcome.value = null
    lookFailed.value = ''
    const live = items.value.find((one) => one.id === id)
    const kept = drafts.value.find((one) => one.call === id)
    keptAt.value = kept?.touchedAt ?? 0
    draft.value = kept ? { ...kept } : newDraft(id, live?.number_masked ?? '', live?.offered_at ?? '')
    keep()
  }
  async function look(): Promise<void> {
    const id = shown.value
    if (!id) return
    lookFailed.value = ''
    try {
      callers.set(id, await api('POST /api/calls/{call}/caller', { path: { call: id }, body: {} }))
    } catch (thrown) {
      if (id === shown.value) lookFailed.value = sentenceOf(thrown)
    }
  }
  function end(what: Outcome): void {
    drop(shown.value)
    outcome.value = what
  }
  /** What is to be done now: whoever is talked with, then what rings, then what is unfinished, then nothing. */
  function next(): void {
    if (!outcome.value) drop(shown.value)
    const from = shown.value
    outcome.value = null
    const live = items.value.find((one) => one.leg === 'talking') ?? items.value[0]
    const id = live?.id ?? waiting.value[0]?.call ?? ''
    if (id === from) draft.value = newDraft(id, draft.value.masked, draft.value.offeredAt)
    else show(id)
  }

  function changed(one: PhoneCall): void {
    const before = known.get(one.id)
    known.set(one.id, one)
    if (before?.leg === one.leg) return
    const idle = shown.value === '' && isBlank(draft.value)
    if (one.leg === 'talking' || idle) show(one.id)
    if (one.leg === 'talking') {
      keep()
      if (!callers.has(one.id)) void look()
    }
    tell(one.leg === 'talking' ? 'talks' : 'rings', one)
  }
  function over(one: PhoneCall): void {
    known.delete(one.id)
    tell(one.leg === 'talking' ? 'ended' : 'gone', one)
    if (one.leg !== 'talking' && shown.value === one.id && isBlank(draft.value)) next()
  }
  watch(items, (now) => {
    Array.from(known.values()).filter((one) => !now.some((item) => item.id === one.id)).forEach(over)
    Array.from(now).reverse().forEach(changed) // who is talked with comes first in the list, and last here: to the front
  })
  watch(draft, keep, { deep: true })

  useLive({ call: () => void current.load(), reload: () => void current.load() })
  onMounted(async () => {
    await current.load()
    if (shown.value === '' && isBlank(draft.value) && waiting.value[0]) show(waiting.value[0].call)
  })

  return { current, items, draft, outcome, unkept, keptAt, caller, lookFailed, shown, call, others, waiting, show, look, end, next }
}
export type Desk = ReturnType<typeof useDesk>
