// Who works with this phone. The last answer is remembered without its secrets, so that the application opens without
// signal; nothing is sent before the server has confirmed the session.
import { computed, ref } from 'vue'
import { NetworkFailure } from '../shared/api'
import { recallJson, remember } from '../shared/memory'
import { expired, openSession, session, signOut } from '../shared/session'
import type { Session } from '../shared/session'

const KEPT = 'gulou.field.who'

/** The server has confirmed the session since the page was opened. */
export const confirmed = ref(false)

export const unitCodes = computed(() => new Set(session.value?.grants.map((grant) => grant.unit) ?? []))

export function hasRole(role: string): boolean {
  return session.value?.grants.some((grant) => grant.role.toUpperCase() === role) ?? false
}

export function keepWho(): void {
  if (!session.value) return
  confirmed.value = true
  remember(KEPT, JSON.stringify({ ...session.value, csrf: '' }))
}

/** Throws only when there is neither a connection nor anybody remembered. */
export async function recogniseWho(): Promise<void> {
  const before = session.value?.person
  try {
    if (await openSession()) {
      if (before !== undefined && before !== session.value?.person) location.reload() // another tab signed somebody else in
      return keepWho()
    }
    if (session.value) expired.value = true // opened without signal, and meanwhile the session has ended
  } catch (thrown) {
    if (session.value) return
    session.value = recallJson<Session | null>(KEPT, null)
    if (!session.value || !(thrown instanceof NetworkFailure)) throw thrown
  }
}

export async function leave(): Promise<void> {
  remember(KEPT, 'null')
  confirmed.value = false
  await signOut().catch(() => undefined)
}
