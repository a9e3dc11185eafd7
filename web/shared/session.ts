// Who is signed in (staff). When the server ends the session the page stays as it is, with everything typed in it:
// `expired` asks the application to show a sign-in over the page.
import { ref } from 'vue'
import { api, ApiProblem, useCsrf, whenSignedOut } from './api'
import type { Schemas } from './api'
import { syncClock } from './time'

export type Session = Schemas['Session']
export type Page = Session['pages'][number]

export const session = ref<Session | null>(null)
/** True: there was a session and the server no longer knows it. */
export const expired = ref(false)

whenSignedOut(() => {
  if (session.value) expired.value = true
})

function keep(answer: Session, sentAt: number): void {
  syncClock(answer.server_time, sentAt)
  useCsrf(answer.csrf)
  session.value = answer
  expired.value = false
}

/** Looks for a session left from before; false when there is none. Throws when the server was not reached. */
export async function openSession(): Promise<boolean> {
  const sentAt = performance.now()
  try {
    keep(await api('GET /api/session'), sentAt)
    return true
  } catch (thrown) {
    if (thrown instanceof ApiProblem && thrown.status === 401) return false
    throw thrown
  }
}

export async function signIn(login: string, password: string): Promise<void> {
  const before = session.value?.person
  const sentAt = performance.now()
  const answer = await api('POST /api/session', { body: { login, password } })
  keep(answer, sentAt)
  // Somebody else sat down at a page that still shows the first one's work.
  if (before !== undefined && before !== answer.person) location.reload()
}

/** Afterwards nobody is signed in here, whether or not the server heard it. Who came in by the identity provider leaves there too. */
export async function signOut(): Promise<void> {
  let there: string | null = null
  try {
    if (session.value?.signed_in_there) there = (await api('POST /api/sign-on/leave', { body: {} })).address
    else await api('DELETE /api/session')
  } finally {
    session.value = null
    expired.value = false
    useCsrf('')
  }
  if (there) location.assign(there)
}

/** Something stands before the person's work: a password to choose, a code to show, a second factor to set up. */
export function isUnsettled(): boolean {
  const now = session.value
  return now !== null && (now.must_change_password || now.second_factor === 'asked' || now.second_factor === 'enrol')
}

export async function showCode(code: string): Promise<void> {
  const sentAt = performance.now()
  keep(await api('POST /api/session/second-factor', { body: { code } }), sentAt)
}

/** The recovery codes, which nobody sees again; the session counts as proved from then on, so keep it once they are noted. */
export async function confirmSecond(code: string): Promise<{ codes: string[]; goOn: () => void }> {
  const sentAt = performance.now()
  const answer = await api('POST /api/session/second-factor/confirm', { body: { code } })
  useCsrf(answer.session.csrf)
  return { codes: answer.recovery_codes, goOn: () => keep(answer.session, sentAt) }
}

export async function changePassword(old: string, fresh: string): Promise<void> {
  const sentAt = performance.now()
  keep(await api('POST /api/session/password', { body: { old, new: fresh } }), sentAt)
}

function hasRole(role: string): boolean {
  return session.value?.grants.some((grant) => grant.role.toUpperCase() === role) ?? false
}
/** Takes calls at the hotline; others who open its pages look on. */
export const isOperator = (): boolean => hasRole('HOTLINE_OPERATOR')
export const isSupervisor = (): boolean => hasRole('SUPERVISOR')

export function mayOpen(page: Page): boolean {
  return session.value?.pages.includes(page) ?? false
}
