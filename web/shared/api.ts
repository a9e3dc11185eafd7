// The one way to the server. An operation is named by its method and address as in docs/openapi.yaml, and the
// generated types say what it takes and gives:
//   const page = await api('GET /api/cases', { query: { view: 'desk' } })
//   await api('POST /api/cases/{number}/{action}', { path: { number, action: 'respond' }, body: { version } })
// Two things can go wrong: the server said no (ApiProblem, with a sentence for the person), or was not reached
// (NetworkFailure). Nothing else is thrown.
import type { components, paths } from './contract'
import { say } from './failures'
import { locale } from './i18n'

export type { components, operations, paths } from './contract'
export type Schemas = components['schemas']

type Method = 'get' | 'post' | 'put' | 'delete'
type OperationsOf<P extends keyof paths> = {
  [M in Method]: paths[P][M] extends { responses: unknown } ? `${Uppercase<M>} ${P & string}` : never
}[Method]
export type Route = { [P in keyof paths]: OperationsOf<P> }[keyof paths]

type Operation<R extends Route> = R extends `${infer M} ${infer P}`
  ? P extends keyof paths
    ? Lowercase<M> extends keyof paths[P]
      ? paths[P][Lowercase<M>]
      : never
    : never
  : never
type Parameters<R extends Route> = Operation<R> extends { parameters: infer A } ? A : never
type PathOf<R extends Route> = Parameters<R> extends { path: infer A } ? { path: A } : { path?: undefined }
type QueryOf<R extends Route> = Parameters<R> extends { query?: infer A } ? { query?: A } : { query?: undefined }
type BodyOf<R extends Route> = Operation<R> extends { requestBody: { content: { 'application/json': infer B } } } ? { body: B } : { body?: undefined }
type Good<T> = T extends { 200: infer A } ? A : T extends { 201: infer A } ? A : never
type JsonOf<T> = T extends { content: { 'application/json': infer A } } ? A : void
export type Answer<R extends Route> = Operation<R> extends { responses: infer A } ? JsonOf<Good<A>> : never

export type Input<R extends Route> = PathOf<R> &
  QueryOf<R> &
  BodyOf<R> & {
    /** The same key again gives the first answer: make it once per thing sent, and keep it with the draft. */
    key?: string
    /** A reporter's tracking secret. */
    secret?: string
    signal?: AbortSignal
    timeoutMs?: number
  }
// An operation without a path or a body needs no second argument.
type Rest<R extends Route> = object extends Input<R> ? [input?: Input<R>] : [input: Input<R>]

/** The server refused. `message` is a sentence for the person in their language; `field` names what to put right. */
export class ApiProblem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly field: string | null = null,
    readonly requestId: string | null = null,
    /** 429 and 503: how long the server asks to wait. */
    readonly waitS: number | null = null,
  ) {
    super(message)
    this.name = 'ApiProblem'
  }
  /** Sending the very same thing later may succeed. */
  get passing(): boolean {
    return this.status === 429 || this.status === 408 || this.status >= 500
  }
}

/** The server was not reached, or did not answer in time: what was sent may or may not have arrived. */
export class NetworkFailure extends Error {
  constructor(readonly kind: 'unreachable' | 'timeout' | 'aborted') {
    super(say(kind === 'timeout' ? 'timeout' : navigator.onLine === false ? 'offline' : 'unreachable'))
    this.name = 'NetworkFailure'
  }
}

/** A sentence for the person, whatever was thrown. */
export function sentenceOf(thrown: unknown): string {
  return thrown instanceof ApiProblem || thrown instanceof NetworkFailure ? thrown.message : say('unknown')
}

let csrf = ''
/** Staff: set from `session.csrf` after signing in or on opening the page. */
export function useCsrf(token: string): void {
  csrf = token
}

const onSignedOut: Array<() => void> = []
/** Staff: told when the server no longer knows the session (401). */
export function whenSignedOut(tell: () => void): void {
  onSignedOut.push(tell)
}

export function headersFor(method: string, input: { key?: string; secret?: string }): Record<string, string> {
  const headers: Record<string, string> = { 'Accept-Language': locale.value === 'zh' ? 'zh-CN' : 'en' }
  if (csrf && method !== 'GET') headers['X-CSRF-Token'] = csrf
  if (input.key) headers['Idempotency-Key'] = input.key
  if (input.secret) headers.Authorization = `Tracking ${input.secret}`
  return headers
}

export function addressOf(path: string, into: Record<string, unknown> = {}, query: Record<string, unknown> = {}): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(into[name])))
  const pairs = Object.keys(query)
    .filter((name) => query[name] !== undefined && query[name] !== null && query[name] !== '')
    .map((name) => `${encodeURIComponent(name)}=${encodeURIComponent(String(query[name]))}`)
  return pairs.length ? `${filled}?${pairs.join('&')}` : filled
}

/** A refused answer as a problem, also when a proxy in between answered with something else than problem JSON. */
export function problemOf(status: number, text: string, waitS: number | null = null): ApiProblem {
  try {
    const problem = JSON.parse(text) as Partial<Schemas['Problem']>
    if (problem && typeof problem.detail === 'string')
      return new ApiProblem(status, problem.code ?? '', problem.detail, problem.field ?? null, problem.request_id ?? null, waitS)
  } catch {
    /* not JSON: said below in our own words */
  }
  return new ApiProblem(status, '', say(status === 413 ? 'tooLarge' : status === 429 ? 'tooMany' : status >= 500 ? 'serverDown' : 'unknown'), null, null, waitS)
}

export async function api<R extends Route>(route: R, ...rest: Rest<R>): Promise<Answer<R>> {
  const input = (rest[0] ?? {}) as { path?: Record<string, unknown>; query?: Record<string, unknown>; body?: unknown; key?: string; secret?: string; signal?: AbortSignal; timeoutMs?: number }
  const [method, path] = route.split(' ')
  const headers = headersFor(method, input)
  if (input.body !== undefined) headers['Content-Type'] = 'application/json'
  const { status, text, waitS } = await exchange(addressOf(path, input.path, input.query), {
    method,
    headers,
    body: input.body === undefined ? undefined : JSON.stringify(input.body),
    credentials: 'same-origin',
    cache: 'no-store',
  }, input)
  if (status < 200 || status > 299) {
    if (status === 401) onSignedOut.forEach((tell) => tell())
    throw problemOf(status, text, waitS)
  }
  return (text ? JSON.parse(text) : undefined) as Answer<R>
}

async function exchange(address: string, init: RequestInit, input: { signal?: AbortSignal; timeoutMs?: number }) {
  const stop = new AbortController()
  let late = false
  const timer = setTimeout(() => { late = true; stop.abort() }, input.timeoutMs ?? 30_000)
  const forward = () => stop.abort()
  input.signal?.addEventListener('abort', forward)
  if (input.signal?.aborted) stop.abort()
  try {
    const response = await fetch(address, { ...init, signal: stop.signal })
    return { status: response.status, text: await response.text(), waitS: Number(response.headers.get('Retry-After')) || null }
  } catch {
    throw new NetworkFailure(late ? 'timeout' : input.signal?.aborted ? 'aborted' : 'unreachable')
  } finally {
    clearTimeout(timer)
    input.signal?.removeEventListener('abort', forward)
  }
}

/** A fresh random key or id; works without HTTPS too. */
export function freshKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
