// Everything a person does here goes through the outbox: kept in the phone first, sent under its key as soon as there is
// a connection, once. A draft belongs to the person who wrote it and waits for that person's session.
import { api, ApiProblem, freshKey } from '../shared/api'
import type { Schemas } from '../shared/api'
import { dropDraft, drafts, findDraft, keepDraft, newDraft } from '../shared/drafts'
import type { Draft } from '../shared/drafts'
import { labelled, nameOf } from '../shared/i18n'
import { queueDraft, registerSender } from '../shared/outbox'
import { session } from '../shared/session'
import { clockTime, serverNow } from '../shared/time'
import { word } from '../shared/words'
import { say } from './notice'
import { STEPS, stillOffered } from './steps'
import { confirmed } from './who'
import { keepFile, loadFile, refreshWork } from './work'
import type { CaseDetail, Task } from './work'
import { t } from './words'

type ActionInput = Schemas['ActionInput']
export interface Author {
  person: string
  personName: string
}
export interface ActData extends Author {
  number: string
  action: string
  call: number | null
  title: string
  version: number
  /** When it happened, by the best clock known to the phone; kept by the server as a claim. */
  claimedAt: string | null
  input: ActionInput
}
export interface TaskData extends Author {
  task: string
  title: string
  clean: boolean | null
  note: string
  position: Schemas['Position'] | null
}
export interface ReportData extends Author {
  text: string
  placeText: string
  position: Schemas['Position'] | null
  near: string | null // the patrol task it was found at
  sentAt: string | null
  /** As it was when first sent: the same words must be sent again after a lost answer. */
  channel?: 'PATROL' | 'OFFICIAL'
}
export type ActDraft = Draft<ActData>
export type TaskDraft = Draft<TaskData>
export type ReportDraft = Draft<ReportData>

export const ACT = 'field-act'
export const TASK = 'field-task'
export const REPORT = 'field-report'
export const KINDS = [ACT, TASK, REPORT]

export function author(): Author {
  return { person: session.value?.person ?? '', personName: session.value?.name ?? '' }
}

const isMine = (draft: Draft) => (draft.data as Author).person === session.value?.person
export const mayGo = (draft: Draft) => confirmed.value && isMine(draft)

export function mine<T>(kind: string): Draft<T>[] {
  return drafts.value.filter((draft) => draft.kind === kind && isMine(draft)) as Draft<T>[]
}

export function actDraftOf(number: string, action: string, call: number | null): ActDraft | undefined {
  return mine<ActData>(ACT).find(({ data }) => data.number === number && data.action === action && data.call === call)
}

export function newAct(file: CaseDetail, action: string, call: number | null): ActDraft {
  const title = file.title || nameOf(file.category?.name) || file.number
  return newDraft<ActData>(ACT, { ...author(), number: file.number, action, call, title, version: file.version, claimedAt: null, input: {} })
}

export function nameOfDraft(draft: Draft): string {
  if (draft.kind === ACT) return labelled(actionName((draft as ActDraft).data.action), (draft as ActDraft).data.title)
  if (draft.kind === TASK) return t('patrolDraft', { title: (draft as TaskDraft).data.title })
  return t('reportDraft', { title: (draft as ReportDraft).data.text || t('untitled') })
}

export function actionName(slug: string): string {
  return word('action', slug.replace(/-/g, '_').toUpperCase())
}

/** Of what waits in the phone: since when, and whether for signal or for the server. */
export function waitingWords(draft: Draft, since: string | number, what: string): string {
  return t(draft.held ? 'waitingHeld' : 'waitingSaved', { time: clockTime(since), what })
}

export type Outcome = 'arrived' | 'queued' | 'refused'

/** A refused thing was not done: sent again it is a new thing with a key of its own. */
export async function sendDraft<T>(draft: Draft<T>): Promise<Outcome> {
  if (draft.state === 'refused') draft.key = freshKey()
  draft.queuedAt = Date.now()
  await queueDraft(draft)
  const left = await findDraft<T>(draft.id)
  if (!left) return 'arrived'
  Object.assign(draft, left)
  return left.state === 'refused' ? 'refused' : 'queued'
}

// --- actions on cases
function postAct(draft: ActDraft, photos: string[]): Promise<CaseDetail> {
  const { number, action, call, version, claimedAt, input } = draft.data
  const body: ActionInput = { ...input, version }
  if (call !== null) body.call = call
  if (action === 'check-in' && claimedAt) body.at = claimedAt
  if (STEPS[action]?.asks.includes('photos')) body.photos = photos
  if (!body.note?.trim()) delete body.note
  const path = { number, action: action as Schemas['ActionSlug'] }
  return api('POST /api/cases/{number}/{action}', { path, body, key: draft.key, timeoutMs: 45_000 }) as Promise<CaseDetail>
}

/** Why the step is no longer to be taken, told by what the case or the call has become. */
function whyNotNow(file: CaseDetail, { call }: ActData): string {
  const state = file.call_list.find((one) => one.no === call)?.state
  return state ? t('callGone', { state: word('call_state', state) }) : t('caseMoved', { state: word('case_state', file.state) })
}

/** The case has moved on since the person looked. Facts stand whatever happened; of a choice the person is told first. */
async function afterChange(draft: ActDraft, photos: string[], refused: ApiProblem): Promise<CaseDetail> {
  const file = await loadFile(draft.data.number)
  if (!stillOffered(file, draft.data)) throw new ApiProblem(409, refused.code, whyNotNow(file, draft.data))
  const moved = file.version !== draft.data.version
  draft.data.version = file.version
  if (!moved || !STEPS[draft.data.action]?.fact) throw refused
  await keepDraft(draft) // a lost answer must be asked for with the same words
  return postAct(draft, photos)
}

async function sendAct(draft: ActDraft, photos: string[]): Promise<CaseDetail> {
  try {
    return await postAct(draft, photos)
  } catch (thrown) {
    if (!(thrown instanceof ApiProblem)) throw thrown
    if (thrown.status === 404) throw new ApiProblem(404, thrown.code, t('caseGone'))
    if (thrown.status !== 409) throw thrown
    return afterChange(draft, photos, thrown)
  }
}

// --- patrol tasks
async function sendTask(draft: TaskDraft, photos: string[]): Promise<Task> {
  const { task, clean, note, position } = draft.data
  const body = { photos, clean: Boolean(clean), ...(note.trim() ? { note: note.trim() } : {}), ...(position ? { position } : {}) }
  try {
    return await api('POST /api/tasks/{id}/done', { path: { id: task }, body, key: draft.key, timeoutMs: 45_000 })
  } catch (thrown) {
    if (!(thrown instanceof ApiProblem) || thrown.status !== 409) throw thrown
    const all = await api('GET /api/tasks', { query: { state: 'all' } })
    const found = all.items.find((one) => one.id === task)
    // Done with these very photos: by this phone, whose first answer was lost.
    if (found?.photos.some(({ id }) => photos.includes(id))) return found
    throw new ApiProblem(409, thrown.code, t(found?.state === 'done' ? 'taskTaken' : found?.state === 'missed' ? 'taskTooLate' : 'taskStopped'))
  }
}

/** What was seen at a task that others closed meanwhile is not lost: it becomes a report, with its photos. */
export async function reportInstead(draft: TaskDraft): Promise<ReportDraft> {
  const { title, note, position, person, personName } = draft.data
  const report = newDraft<ReportData>(REPORT, { person, personName, text: note, placeText: title, position, near: null, sentAt: null })
  report.photos = draft.photos.map((photo) => ({ ...photo, uploaded: undefined, uploadedAt: undefined }))
  await keepDraft(report)
  await dropDraft({ ...draft, photos: [] })
  return report
}

// --- reports
const myChannel = () => (session.value?.grants.some((grant) => /^(grid_member|community_desk)$/i.test(grant.role)) ? 'PATROL' : 'OFFICIAL')

async function sendReport(draft: ReportDraft, photos: string[]): Promise<Schemas['SubmitAnswer']> {
  const { text, placeText, position, sentAt, channel = myChannel() } = draft.data
  if (!draft.data.channel) {
    draft.data.channel = channel
    await keepDraft(draft)
  }
  const body: Schemas['SubmitInput'] = { photos, channel }
  if (sentAt) body.sent_at = sentAt
  if (text.trim()) body.text = text.trim()
  if (placeText.trim()) body.place_text = placeText.trim()
  if (position) body.position = position
  return api('POST /api/cases', { body, key: draft.key, timeoutMs: 45_000 })
}

const ears: Array<(draft: Draft, answer: unknown) => void> = []
/** Told of everything that arrives, also what was sent in the background. */
export function whenArrived(tell: (draft: Draft, answer: unknown) => void): () => void {
  ears.push(tell)
  return () => { ears.splice(ears.indexOf(tell), 1) }
}

function arrived(draft: Draft, answer: unknown): void {
  ears.slice().forEach((tell) => tell(draft, answer))
  void refreshWork()
}

export function registerSenders(): void {
  registerSender<ActData, CaseDetail>({
    kind: ACT, ready: mayGo, send: sendAct,
    arrived: (draft, file) => { keepFile(file); say(t('done', { what: actionName(draft.data.action) })); arrived(draft, file) },
  })
  registerSender<TaskData, Task>({ kind: TASK, ready: mayGo, send: sendTask, arrived: (draft, task) => { say(t('taskDone')); arrived(draft, task) } })
  registerSender<ReportData, Schemas['SubmitAnswer']>({
    kind: REPORT, ready: mayGo, send: sendReport,
    arrived: (draft, answer) => { say(t('reportDone', { number: answer.number, desk: nameOf(answer.desk.name) }), 8); arrived(draft, answer) },
  })
}

/** The phone's best idea of the time, to be claimed. */
export function nowClaimed(): string {
  return new Date(serverNow()).toISOString()
}

