// A report from its first word to its arrival: what its draft holds and how it is sent.
import { api, ApiProblem } from '../shared/api'
import type { Schemas } from '../shared/api'
import { keepDraft, newDraft } from '../shared/drafts'
import type { Draft } from '../shared/drafts'
import { registerSender } from '../shared/outbox'
import { answersOf } from '../shared/questions'
import type { Question, Values } from '../shared/questions'
import { addMine, titleOf } from './mine'
import { tell } from './notice'
import { router } from './router'
import { t } from './words'

export interface ReportData {
  text: string
  placeText: string
  position: Schemas['Position'] | null
  name: string
  phone: string
  /** Drafts of before have neither. */
  mail?: string
  way?: 'sms' | 'mail'
  /** Others may see the words and photos, once a desk shows them. */
  consent?: boolean
  /** The extra questions of the kind that the words tell, and what was answered. */
  asked?: Asked
  values?: Values
  /** What was first put on the wire. It may have arrived although no answer came back. */
  firstSent?: Schemas['SubmitInput']
}
export interface Asked {
  category: string
  sure: boolean
  questions: Question[]
  skipped?: boolean
}
export type ReportDraft = Draft<ReportData>

export function newReport(): ReportDraft {
  return newDraft<ReportData>('report', { text: '', placeText: '', position: null, name: '', phone: '', mail: '', way: 'sms' })
}

export function isEmptyReport({ data, photos }: ReportDraft): boolean {
  return !photos.length && !data.text && !data.placeText && !data.position && !data.name && !data.phone && !data.mail
}

/** The same draft always gives the same bytes: the server knows a repeated sending by them. */
function inputOf({ data, queuedAt, createdAt }: ReportDraft, photos: string[]): Schemas['SubmitInput'] {
  const input: Schemas['SubmitInput'] = { photos, sent_at: new Date(queuedAt ?? createdAt).toISOString() }
  if (data.text.trim()) input.text = data.text.trim()
  if (data.placeText.trim()) input.place_text = data.placeText.trim()
  if (data.position) input.position = data.position
  if (data.name.trim()) input.name = data.name.trim()
  if (data.phone.trim()) input.phone = data.phone.trim()
  if (data.mail?.trim()) input.mail = data.mail.trim()
  if (data.consent) input.consent = true
  if (input.phone && input.mail) input.way = data.way ?? 'sms'
  const answers = data.asked && !data.asked.skipped ? answersOf(data.asked.category, data.asked.questions, data.values ?? {}) : undefined
  if (answers) input.answers = answers
  return input
}

const submit = (draft: ReportDraft, body: Schemas['SubmitInput']) => api('POST /api/cases', { key: draft.key, body, timeoutMs: 45_000 })

/** A first sending whose answer was lost, then changed by the person: the server has the first. Its answer is fetched
 *  by sending the very same bytes again, and the person is told that what came later is not in it. */
async function send(draft: ReportDraft, photos: string[]): Promise<Schemas['SubmitAnswer']> {
  const body = inputOf(draft, photos)
  const first = draft.data.firstSent
  if (!first) {
    draft.data.firstSent = body
    await keepDraft(draft)
  }
  try {
    return await submit(draft, body)
  } catch (thrown) {
    if (!first || !(thrown instanceof ApiProblem) || thrown.code !== 'KEY_REUSED') throw thrown
    const answer = await submit(draft, first)
    tell({ text: t('firstArrived') }, 30)
    return answer
  }
}

/** The draft that the report page shows now; '' on any other page. */
export const shownReport = { id: '' }

/** The report page that shows this draft moves on by itself; any other page gets a notice with a link. */
function arrived(draft: ReportDraft, answer: Schemas['SubmitAnswer']): void {
  addMine({
    number: answer.number, secret: answer.secret, title: titleOf(draft.data.text || draft.data.placeText), at: answer.submitted_at,
    desk: answer.desk.name, dueAt: answer.due_at, guidance: answer.guidance, leafHash: answer.receipt.leaf_hash, state: answer.state,
  })
  if (shownReport.id === draft.id) void router.replace(`/sent/${answer.number}`)
  else tell({ text: t('arrivedLater'), link: { to: `/sent/${answer.number}`, text: t('look') } }, 20)
}

export function registerReports(): void {
  registerSender<ReportData, Schemas['SubmitAnswer']>({
    kind: 'report',
    send,
    arrived,
  })
}
