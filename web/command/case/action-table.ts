// What each action asks for: the table of docs/openapi.yaml as the dialogs read it, and which actions come first in
// which state. Whether an action may be taken is not decided here: the server says so in `allowed`.
export type Field =
  | 'assignee' | 'transfer-to' | 'instruct-to' | 'co-unit' | 'true-owner' | 'new-lead-unit' | 'person' | 'units' | 'call-pick'
  | 'finding' | 'photos' | 'reject' | 'master' | 'elements' | 'until' | 'percent' | 'reached' | 'correction' | 'redaction' | 'granted'
  | 'upheld' | 'scores' | 'score' | 'position' | 'answers'

export interface ActionForm {
  fields: Field[]
  note: 'must' | 'may'
  /** A click is enough: nothing has to be asked. */
  atOnce?: boolean
  danger?: boolean
}

const form = (note: 'must' | 'may', ...fields: Field[]): ActionForm => ({ fields, note })

export const FORMS: Record<string, ActionForm> = {
  respond: { ...form('may'), atOnce: true },
  start: { ...form('may'), atOnce: true },
  wake: form('may'),
  unmerge: form('may'),
  'ask-verify': form('may', 'assignee', 'person'),
  'report-finding': form('may', 'finding', 'photos'),
  transfer: form('must', 'transfer-to'),
  escalate: form('must'),
  'return-assignment': form('must'),
  merge: form('may', 'master'),
  reject: { ...form('may', 'reject'), danger: true },
  assign: form('may', 'assignee', 'person'),
  reassign: form('may', 'assignee', 'person'),
  call: form('may', 'units'),
  'change-lead': form('must', 'call-pick'),
  answer: form('must'),
  progress: form('must', 'photos'),
  'add-note': form('must', 'photos'),
  'ask-co-unit': form('must', 'co-unit'),
  'propose-done': form('may', 'elements', 'photos'),
  suspend: form('must', 'until'),
  extend: form('must', 'percent'),
  decide: form('may', 'granted'),
  instruct: form('must', 'instruct-to'),
  pass: form('may'),
  'send-back': { ...form('must'), danger: true },
  contact: form('may', 'reached', 'answers'),
  correct: form('may', 'correction'),
  urge: form('must'),
  supervise: form('must'),
  redact: { ...form('must', 'redaction'), danger: true },
  countersign: form('may'),
  sign: { ...form('may'), atOnce: true },
  'check-in': form('may', 'position', 'photos'),
  'start-work': { ...form('may'), atOnce: true },
  'finish-call': form('may', 'photos'),
  'confirm-call': form('may'),
  'return-call': form('must'),
  dispute: form('must', 'true-owner'),
  arbitrate: form('must', 'upheld', 'new-lead-unit'),
  'cancel-call': { ...form('may'), danger: true },
  'release-call': form('may'),
  'score-callee': form('may', 'scores'),
  'score-caller': form('may', 'score'),
}

/** The next step of the ordinary way, best first. */
const FIRST: Record<string, string[]> = {
  ROUTED: ['respond', 'ask-verify'],
  VERIFYING: ['report-finding'],
  ACCEPTED: ['call', 'assign', 'answer'],
  ASSIGNED: ['start', 'call'],
  HANDLING: ['propose-done', 'progress'],
  SUSPENDED: ['wake'],
  ESCALATED: ['instruct', 'call', 'assign'],
  REVIEW: ['pass', 'send-back'],
  MERGED: ['unmerge'],
}
const RARE = ['redact', 'supervise', 'urge', 'change-lead', 'withdraw', 'escalate', 'merge', 'suspend', 'extend', 'reassign', 'unmerge']

export interface Ordered {
  primary: string[]
  plain: string[]
  rare: string[]
}

/** `decide` has its buttons beside each request, and actions on a call beside the call. */
export function orderActions(state: string, allowed: readonly string[]): Ordered {
  const known = allowed.filter((slug) => slug in FORMS && slug !== 'decide')
  const first = (FIRST[state] ?? []).filter((slug) => known.includes(slug))
  const primary = first.slice(0, 1)
  const rest = [...first.slice(1), ...known.filter((slug) => !first.includes(slug))]
  const rare = rest.filter((slug) => RARE.includes(slug) && !first.includes(slug))
  return { primary, plain: rest.filter((slug) => !rare.includes(slug)), rare }
}

/** 'check-in' and 'check_in' → 'CHECK_IN' */
export const codeOf = (action: string): string => action.toUpperCase().replace(/-/g, '_')
