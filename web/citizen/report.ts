// A report from its first word to its arrival: what its draft holds and how it is sent.
import { api } from '../shared/api'
import type { Schemas } from '../shared/api'
import { newDraft } from '../shared/drafts'
import type { Draft } from '../shared/drafts'
import { registerSender } from '../shared/outbox'
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
}
export type ReportDraft = Draft<ReportData>

export function newReport(): ReportDraft {
  return newDraft<ReportData>('report', { text: '', placeText: '', position: null, name: '', phone: '' })
}

export function isEmptyReport({ data, photos }: ReportDraft): boolean {
  return !photos.length && !data.text && !data.placeText && !data.position && !data.name && !data.phone
}

function inputOf({ data }: ReportDraft, photos: string[]): Schemas['SubmitInput'] {
  const input: Schemas['SubmitInput'] = { photos, sent_at: new Date().toISOString() }
  if (data.text.trim()) input.text = data.text.trim()
  if (data.placeText.trim()) input.place_text = data.placeText.trim()
  if (data.position) input.position = data.position
  if (data.name.trim()) input.name = data.name.trim()
  if (data.phone.trim()) input.phone = data.phone.trim()
  return input
}

/** The report page that shows this draft moves on by itself; any other page gets a notice with a link. */
function arrived(draft: ReportDraft, answer: Schemas['SubmitAnswer']): void {
  addMine({
    number: answer.number, secret: answer.secret, title: titleOf(draft.data.text || draft.data.placeText), at: answer.submitted_at,
    desk: answer.desk.name, dueAt: answer.due_at, guidance: answer.guidance, leafHash: answer.receipt.leaf_hash, state: answer.state,
  })
  const here = router.currentRoute.value
  if (here.path === '/report' && here.query.draft === draft.id) void router.replace(`/sent/${answer.number}`)
  else tell({ text: t('arrivedLater'), link: { to: `/sent/${answer.number}`, text: t('look') } }, 20)
}

export function registerReports(): void {
  registerSender<ReportData, Schemas['SubmitAnswer']>({
    kind: 'report',
    send: (draft, photos) => api('POST /api/cases', { key: draft.key, body: inputOf(draft, photos), timeoutMs: 45_000 }),
    arrived,
  })
}
