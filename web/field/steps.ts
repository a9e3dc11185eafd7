// What comes next on a case, as one big button, and what else may be done. Only what the server allows is offered; what
// each action asks of the person is a table.
import type { Schemas } from '../shared/api'
import type { Call, CaseDetail } from './work'
import { unitCodes } from './who'
import type { Key } from './words'

export type Asked = 'position' | 'elements' | 'finding' | 'unit' | 'units' | 'until' | 'percent' | 'score' | 'scores' | 'reached' | 'photos' | 'note'

export interface Step {
  asks: Asked[]
  noteNeeded?: boolean
  noteHint?: Key
  why?: Key
  unitLabel?: Key
  /** A call's action: the call's number goes with it. */
  ofCall?: boolean
  /** Says what is so, whatever else has happened meanwhile: sent again by itself when the case has moved on. */
  fact?: boolean
}

export const STEPS: Record<string, Step> = {
  'sign': { asks: [], ofCall: true, fact: true },
  'check-in': { asks: ['position', 'photos', 'note'], ofCall: true, fact: true, noteHint: 'noteHintCheckIn' },
  'start-work': { asks: [], ofCall: true, fact: true },
  'finish-call': { asks: ['photos', 'note'], ofCall: true, fact: true, noteHint: 'noteHintProgress' },
  'start': { asks: [], fact: true },
  'report-finding': { asks: ['finding', 'photos', 'note'], fact: true, noteHint: 'noteHintFinding' },
  'progress': { asks: ['note', 'photos'], noteNeeded: true, fact: true, noteHint: 'noteHintProgress' },
  'propose-done': { asks: ['elements', 'photos'] },
  'ask-co-unit': { asks: ['unit', 'note'], noteNeeded: true, unitLabel: 'unitCo', noteHint: 'noteHintCall' },
  'call': { asks: ['units', 'note'], noteHint: 'noteHintCall' },
  'extend': { asks: ['percent', 'note'], noteNeeded: true, noteHint: 'noteHintReason' },
  'suspend': { asks: ['until', 'note'], noteNeeded: true, why: 'suspendWhy', noteHint: 'noteHintReason' },
  'dispute': { asks: ['unit', 'note'], noteNeeded: true, ofCall: true, why: 'disputeWhy', unitLabel: 'unitOwner', noteHint: 'noteHintReason' },
  'return-assignment': { asks: ['note'], noteNeeded: true, why: 'returnWhy', noteHint: 'noteHintReason' },
  'contact': { asks: ['reached', 'note'], fact: true },
  'score-caller': { asks: ['score', 'note'], ofCall: true, fact: true },
  'confirm-call': { asks: ['note'], ofCall: true },
  'return-call': { asks: ['note'], noteNeeded: true, ofCall: true, noteHint: 'noteHintReason' },
  'cancel-call': { asks: ['note'], ofCall: true, noteHint: 'noteHintReason' },
  'score-callee': { asks: ['scores', 'note'], ofCall: true, fact: true },
}

/** In this order the next step is looked for; 'contact' has a page of its own, and scoring can wait. */
const NEXT = ['sign', 'check-in', 'start-work', 'report-finding', 'start', 'propose-done', 'finish-call', 'progress', 'score-caller']
const AT_ONCE = ['sign', 'start', 'start-work']

export interface Offer {
  action: string
  call: number | null
}

export function myCall(file: CaseDetail): Call | undefined {
  return file.call_list.find((call) => call.no === file.my_call) ?? file.call_list.filter((call) => unitCodes.value.has(call.callee.code)).pop()
}

/** My own call's actions, then the case's, then those on calls that I made. */
export function offersOf(file: CaseDetail): Offer[] {
  const mine = myCall(file)
  const offers: Offer[] = (mine?.allowed ?? []).map((action) => ({ action, call: mine?.no ?? null }))
  file.allowed.forEach((action) => offers.push({ action, call: null }))
  file.call_list.filter((call) => call !== mine).forEach((call) => call.allowed.forEach((action) => offers.push({ action, call: call.no })))
  return offers.filter((offer) => offer.action in STEPS)
}

/** A remote check-in of my call that the caller has not decided on. */
export function remoteRequest(file: CaseDetail, call: Call | undefined): Schemas['Request'] | undefined {
  return call && file.requests.filter((request) => request.kind === 'REMOTE' && request.call === call.no).pop()
}

export function nextOffer(file: CaseDetail): Offer | undefined {
  if (waitingFor(file)) return undefined
  const mine = myCall(file)
  const offers = offersOf(file).filter((offer) => offer.call === null || offer.call === mine?.no)
  for (const action of NEXT) {
    const found = offers.find((offer) => offer.action === action)
    if (found) return found
  }
  return undefined
}

/** Needs no page: one tap sends it. */
export function isOneTap(action: string): boolean {
  return AT_ONCE.includes(action)
}

/** Whether the action may still be taken on the case as it is now. */
export function stillOffered(file: CaseDetail, offer: Offer): boolean {
  if (offer.call === null) return file.allowed.includes(offer.action)
  return file.call_list.find((call) => call.no === offer.call)?.allowed.includes(offer.action) ?? false
}

/** Where no button is due: what is being waited for. */
export function waitingFor(file: CaseDetail): Key | null {
  const mine = myCall(file)
  const remote = remoteRequest(file, mine)
  if (remote && !remote.decided_at) return 'waitingRemote'
  if (mine?.state === 'DISPUTED') return 'waitingArbitration'
  if (file.state === 'REVIEW') return 'waitingReview'
  if (mine?.state === 'DONE' && file.state === 'HANDLING') return 'waitingOthers'
  return null
}
