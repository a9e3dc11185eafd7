// Which event modes hold (台风应急): asked for once signed in, and again whenever somebody switches one or one ends.
import { computed, shallowRef } from 'vue'
import { api } from '../../shared/api'
import type { Schemas } from '../../shared/api'
import { useNow } from '../../shared/time'

export type EventModes = Schemas['EventModes']

export const eventModes = shallowRef<EventModes | null>(null)

export async function loadEventModes(): Promise<void> {
  eventModes.value = await api('GET /api/event-mode')
}

export async function switchEventMode(body: { event: string; on: boolean; until?: string; note?: string }): Promise<void> {
  eventModes.value = await api('POST /api/event-mode', { body })
}

/** Those that hold at this moment: one ends by itself, also on a page that nobody reloads. */
export function useEventsNow() {
  const now = useNow()
  return computed(() => (eventModes.value?.now ?? []).filter((one) => one.until !== null && Date.parse(one.until) > now.value))
}
