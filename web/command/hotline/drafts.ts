// What a call-taker has written of a call, kept in this browser until the server has it: a reload, a closed page or a
// power cut loses nothing. One entry for each person and call, so that two windows do not overwrite each other. What
// nobody touched for three days goes, whoever wrote it.
import { freshKey } from '../../shared/api'
import type { Schemas } from '../../shared/api'
import type { Values } from '../../shared/questions'

export interface UsedArticle {
  id: string
  title: string
  version: number
}
export interface CallDraft {
  call: string // '': registered by hand, no telephone call
  masked: string
  offeredAt: string
  text: string
  place_text: string
  position: Schemas['Position'] | null
  category: string
  name: string
  phone: string // as told; the caller's own number is never kept here
  withheld: boolean // the caller wants no number in the case
  values: Values
  article: UsedArticle | null
  answer: string
  why: string
  key: string // Idempotency-Key of the case, made once
  touchedAt: number
}
export type Box = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>

const KEPT = 'gulou.call.'
const KEPT_MS = 3 * 86_400_000
const addressOf = (person: string, call: string): string => `${KEPT}${person}.${call}`

export function newDraft(call = '', masked = '', offeredAt = ''): CallDraft {
  return { call, masked, offeredAt, text: '', place_text: '', position: null, category: '', name: '', phone: '', withheld: false, values: {}, article: null, answer: '', why: '', key: freshKey(), touchedAt: 0 }
}

/** Nothing in it that somebody typed or chose. */
export function isBlank(draft: CallDraft): boolean {
  return ![draft.text, draft.place_text, draft.category, draft.name, draft.phone, draft.answer, draft.why].some((one) => one.trim()) && draft.position === null
}

function parse(text: string | null): CallDraft | null {
  try {
    const told = JSON.parse(text ?? '') as Partial<CallDraft> | null
    if (!told || typeof told.text !== 'string' || typeof told.call !== 'string' || typeof told.touchedAt !== 'number') return null
    return { ...newDraft(), ...told }
  } catch {
    return null
  }
}

function addresses(box: Box): string[] {
  return Array.from({ length: box.length }, (_, i) => box.key(i) ?? '').filter((one) => one.startsWith(KEPT))
}

/** This person's, the newest first. */
export function readDrafts(box: Box, person: string, now: number): CallDraft[] {
  const mine: CallDraft[] = []
  for (const address of addresses(box)) {
    const draft = parse(box.getItem(address))
    if (!draft || now - draft.touchedAt > KEPT_MS) box.removeItem(address)
    else if (address === addressOf(person, draft.call)) mine.push(draft)
  }
  return mine.sort((a, b) => b.touchedAt - a.touchedAt)
}

/** False when the browser would not keep it. */
export function keepDraft(box: Box, person: string, draft: CallDraft, now: number): boolean {
  try {
    box.setItem(addressOf(person, draft.call), JSON.stringify({ ...draft, touchedAt: now }))
    return true
  } catch {
    return false
  }
}

export function dropDraft(box: Box, person: string, call: string): void {
  box.removeItem(addressOf(person, call))
}

/** For a window that may keep nothing: as long as the page lives. */
export function memoryBox(): Box {
  const held = new Map<string, string>()
  return {
    get length() { return held.size },
    key: (i) => Array.from(held.keys())[i] ?? null,
    getItem: (address) => held.get(address) ?? null,
    setItem: (address, text) => void held.set(address, text),
    removeItem: (address) => void held.delete(address),
  }
}
