// The live line from the server (SSE). A lost line is opened again by itself; whoever listens is then told to fetch
// anew, because what was said meanwhile was not heard. While it is down, everybody fetches every 20 seconds.
import { onBeforeUnmount, onMounted, ref } from 'vue'
import { openSession } from './session'

export interface CaseNews {
  number: string
  version: number
  state: string
  action: string
  new: boolean
}
export interface Ear {
  case?(news: CaseNews): void
  task?(news: { id: string }): void
  /** A telephone call at my extension: how my telephone is in it. */
  call?(news: { call: string; leg: string; state: string }): void
  clock?(news: { number: string; light: string }): void
  event_mode?(news: { event: string; until: string }): void
  reload?(): void
}

const PAUSES_S = [1, 2, 5, 10, 20]
const FALLBACK_MS = 20_000

export const live = ref(true)

const ears = new Set<Ear>()
let source: EventSource | undefined
let again: ReturnType<typeof setTimeout> | undefined
let fallback: ReturnType<typeof setInterval> | undefined
let failures = 0
let wasLost = false

function hear<Name extends 'case' | 'task' | 'call' | 'clock' | 'event_mode'>(name: Name): void {
  source?.addEventListener(name, (event) => {
    const news = JSON.parse((event as MessageEvent<string>).data) as never
    ears.forEach((ear) => ear[name]?.(news))
  })
}

export function everybodyReload(): void {
  ears.forEach((ear) => ear.reload?.())
}

function lost(): void {
  live.value = false
  wasLost = true
  fallback = fallback ?? setInterval(everybodyReload, FALLBACK_MS)
}

function found(): void {
  failures = 0
  live.value = true
  clearInterval(fallback)
  fallback = undefined
  if (wasLost) everybodyReload()
  wasLost = false
}

function open(): void {
  source = new EventSource('/api/stream')
  source.onopen = found
  source.onerror = () => {
    lost()
    if (source?.readyState !== EventSource.CLOSED) return // the browser tries by itself
    later()
  }
  hear('case')
  hear('task')
  hear('call')
  hear('clock')
  hear('event_mode')
  source.addEventListener('reload', everybodyReload)
}

function later(): void {
  clearTimeout(again)
  again = setTimeout(() => void reopen(), PAUSES_S[Math.min(failures++, PAUSES_S.length - 1)] * 1000)
}

/** Asking for the session first tells an ended one from a lost connection. */
async function reopen(): Promise<void> {
  try {
    if (await openSession()) open()
  } catch {
    later()
  }
}

export function startLive(): void {
  stopLive()
  open()
}

export function stopLive(): void {
  source?.close()
  source = undefined
  clearTimeout(again)
  clearInterval(fallback)
  fallback = undefined
  live.value = true
  wasLost = false
}

/** While the component is shown. */
export function useLive(ear: Ear): void {
  onMounted(() => ears.add(ear))
  onBeforeUnmount(() => ears.delete(ear))
}

/** For the whole life of an application. */
export function listen(ear: Ear): void {
  ears.add(ear)
}
