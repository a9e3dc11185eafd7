// Sends what is queued, once: photos first, then the thing itself under the draft's Idempotency-Key, so that a second
// try after a lost answer gets the first answer. Runs on opening, when the connection returns, and again after a pause.
// A refusal stops the draft (state `refused`) and waits for the person; a lost connection only waits.
import { ref } from 'vue'
import { ApiProblem, NetworkFailure, sentenceOf } from './api'
import { dropDraft, findDraft, keepDraft, photoBlob, refreshDrafts } from './drafts'
import type { Draft, DraftPhoto } from './drafts'
import { say } from './failures'
import { uploadPhoto } from './photos'

export interface Sender<T, R> {
  kind: string
  /** False: not now, e.g. until the person who wrote it is signed in again. Left out: always. */
  ready?(draft: Draft<T>): boolean
  /** Sends it with the ids of its photos on the server. */
  send(draft: Draft<T>, photos: string[]): Promise<R>
  /** It has arrived; the draft is dropped when this returns. */
  arrived(draft: Draft<T>, answer: R): void | Promise<void>
}

const PHOTO_KEPT_MS = 20 * 3600_000 // the server keeps an unused photo 24 hours
const PHOTOS_GONE = 'PHOTO_NOT_LOOSE'
const STRANGER = 'CSRF_WRONG'
const PAUSES_S = [4, 8, 15, 30, 60]

const senders = new Map<string, Sender<unknown, unknown>>()
export const sending = ref<string | null>(null) // id of the draft on its way

let timer: ReturnType<typeof setTimeout> | undefined
let running: Promise<void> | undefined
let failures = 0

export function registerSender<T, R>(sender: Sender<T, R>): void {
  senders.set(sender.kind, sender as unknown as Sender<unknown, unknown>)
}

const strangerEars: Array<() => void> = []
/** Told when the server says that this browser is meanwhile somebody else's: nothing was sent. */
export function whenStranger(tell: () => void): void {
  strangerEars.push(tell)
}

/** Call once on opening, after the senders are registered. */
export function startOutbox(): void {
  window.addEventListener('online', () => { failures = 0; void flush() })
  document.addEventListener('visibilitychange', () => { if (document.visibilityState === 'visible') void flush() })
  void flush()
}

/** Marks it as to be sent and tries at once. Afterwards the draft is gone (arrived), `queued` (no connection) or `refused`. */
export async function queueDraft<T>(draft: Draft<T>): Promise<void> {
  draft.state = 'queued'
  draft.queuedAt = draft.queuedAt ?? Date.now()
  draft.problem = undefined
  draft.held = false
  await keepDraft(draft)
  if (running) await running // it may have read the list before this draft was in it
  await flush()
}

export function flush(): Promise<void> {
  if (!running) running = alone(sendAll).then(() => { running = undefined }, () => { running = undefined })
  return running
}

/** Two tabs must not send side by side; where there are no locks the key makes it harmless. */
async function alone(work: () => Promise<void>): Promise<void> {
  if (!navigator.locks) return work()
  await navigator.locks.request('gulou-outbox', work)
}

async function sendAll(): Promise<void> {
  clearTimeout(timer)
  const queued = (await refreshDrafts()).filter((draft) => draft.state === 'queued' && senders.has(draft.kind))
  queued.sort((a, b) => (a.queuedAt ?? 0) - (b.queuedAt ?? 0))
  let waiting = false
  for (const draft of queued) waiting = !(await sendOne(draft)) || waiting
  failures = waiting ? failures + 1 : 0
  if (waiting) timer = setTimeout(() => void flush(), PAUSES_S[Math.min(failures, PAUSES_S.length) - 1] * 1000)
}

/** False: to be tried again later. */
async function sendOne(draft: Draft): Promise<boolean> {
  const sender = senders.get(draft.kind)
  if (!sender) return true
  if (sender.ready && !sender.ready(draft)) return false
  sending.value = draft.id
  try {
    const answer = await deliver(sender, draft)
    await sender.arrived(draft, answer)
    await dropDraft(draft)
    return true
  } catch (thrown) {
    if (thrown instanceof ApiProblem && thrown.code === STRANGER) strangerEars.forEach((tell) => tell())
    if (isForLater(thrown)) {
      await hold(draft, thrown)
      return false
    }
    await refuse(draft, thrown)
    return true
  } finally {
    sending.value = null
  }
}

/** Why it still waits, for the person who waits: their network, or the server. */
async function hold(draft: Draft, thrown: unknown): Promise<void> {
  const held = thrown instanceof ApiProblem && thrown.passing
  if (held === Boolean(draft.held)) return
  draft.held = held
  if (await findDraft(draft.id)) await keepDraft(draft)
}

function isForLater(thrown: unknown): boolean {
  if (thrown instanceof NetworkFailure) return true
  return thrown instanceof ApiProblem && (thrown.passing || thrown.status === 401 || thrown.code === STRANGER)
}

/** Photos that waited so long that the server dropped them are sent anew, under the same key: nothing has been done yet. */
async function deliver(sender: Sender<unknown, unknown>, draft: Draft): Promise<unknown> {
  try {
    return await sendWithPhotos(sender, draft)
  } catch (thrown) {
    const dropped = thrown instanceof ApiProblem && thrown.code === PHOTOS_GONE && draft.photos.some((photo) => Date.now() - (photo.uploadedAt ?? 0) > PHOTO_KEPT_MS)
    if (!dropped) throw thrown
    draft.photos.forEach((photo) => { photo.uploaded = undefined })
    return sendWithPhotos(sender, draft)
  }
}

async function sendWithPhotos(sender: Sender<unknown, unknown>, draft: Draft): Promise<unknown> {
  const photos = []
  for (const photo of draft.photos) photos.push(await onServer(draft, photo))
  draft.tries += 1
  await keepDraft(draft)
  return sender.send(draft, photos)
}

async function refuse(draft: Draft, thrown: unknown): Promise<void> {
  const known = thrown instanceof ApiProblem ? thrown : null
  draft.state = 'refused'
  draft.problem = { message: sentenceOf(thrown), field: known?.field ?? null, code: known?.code ?? '' }
  // Photos the server no longer has are sent anew next time.
  if (known?.field === 'photos') draft.photos.forEach((photo) => { photo.uploaded = undefined })
  if (await findDraft(draft.id)) await keepDraft(draft)
}

/** The photo's id on the server, uploading it first where needed. After a lost answer the very same words must be asked
 *  again, or it would be another thing: then the server says whether it still has the photo. */
async function onServer(draft: Draft, photo: DraftPhoto): Promise<string> {
  const isFresh = Date.now() - (photo.uploadedAt ?? 0) < PHOTO_KEPT_MS
  if (photo.uploaded && (isFresh || draft.tries > 0)) return photo.uploaded.photo.id
  const blob = await photoBlob(photo.id)
  if (!blob) throw new ApiProblem(0, 'PHOTO_GONE', say('photoGone'), 'photos')
  photo.uploaded = await uploadPhoto({ photo: blob, name: photo.name })
  photo.uploadedAt = Date.now()
  await keepDraft(draft)
  return photo.uploaded.photo.id
}
