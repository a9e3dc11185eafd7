// What happened, in the words of a neighbour and not of the register.
import type { Schemas } from '../shared/api'
import { nameOf } from '../shared/i18n'
import { word } from '../shared/words'
import { t } from './words'
import type { Key } from './words'

type Entry = Schemas['TimelineEntry']

const SENTENCES: Record<string, Key> = {
  submit: 'actSubmit', submit_case: 'actSubmit', triage: 'actTriage', respond: 'actRespond', ask_verify: 'actAskVerify', report_finding: 'actReportFinding',
  transfer: 'actTransfer', assign: 'actAssign', reassign: 'actAssign', start: 'actStart', call: 'actCall', sign: 'actSign', check_in: 'actCheckIn',
  progress: 'actProgress', propose_done: 'actProposeDone', pass: 'actPass', send_back: 'actSendBack', answer: 'actAnswer', reject: 'actReject',
  escalate: 'actEscalate', rate: 'actRate', reopen: 'actReopen', appeal: 'actAppeal', withdraw: 'actWithdraw', urge: 'actUrge', add_note: 'actAddNote',
  merge: 'actMerge', suspend: 'actSuspend', extend: 'actExtend', contact: 'actContact', supervise: 'actSupervise',
  hand_over: 'actHandOver', force_escalate: 'actEscalate', instruct: 'actInstruct', unmerge: 'actUnmerge', begin_handling: 'actStart',
  consent: 'actConsent', publish: 'actPublish', unpublish: 'actUnpublish', pause: 'actPause', wake: 'actWake', close: 'actClose',
}

/** For somebody who follows another's case: it was not they who did it. */
const OTHERS: Record<string, Key> = { submit: 'actSubmitOther', submit_case: 'actSubmitOther', withdraw: 'actWithdrawOther', reopen: 'actReopenOther' }

/** The code of an action whether it comes as `check_in` or `check-in`. */
const codeOf = (entry: Entry) => entry.action.replace(/-/g, '_').toLowerCase()

/** A sentence that lost its unit still begins as one. */
const capital = (sentence: string) => sentence.charAt(0).toUpperCase() + sentence.slice(1)

/** The report's own words stand elsewhere on the page. */
export const repeatsTheReport = (entry: Entry) => codeOf(entry) === 'submit'

export function sentenceFor(entry: Entry, follower = false): string {
  const key = (follower && OTHERS[codeOf(entry)]) || SENTENCES[codeOf(entry)]
  const unit = nameOf(entry.unit?.name)
  if (key) return capital(t(key, { unit }).trim())
  return [unit, word('action', entry.action) || word('action', codeOf(entry))].filter(Boolean).join(' ')
}
