// "My cases": number and secret of what this phone has sent or opened, newest first. They lie only in this phone.
import { ref } from 'vue'
import type { Schemas } from '../shared/api'
import { nameOf } from '../shared/i18n'
import type { Names } from '../shared/i18n'
import { recallJson, remember } from '../shared/memory'

export interface MyCase {
  number: string
  secret: string
  title: string
  at: string | null
  desk: Names | null
  dueAt: string | null
  guidance: string | null
  leafHash: string | null
  state?: string
  stage?: Schemas['TrackedCase']['stage']
  /** Somebody else's case that is followed here. */
  follows?: boolean
}

const KEPT = 'gulou.mine'
const MOST = 100

export const mine = ref<MyCase[]>(recallJson<MyCase[]>(KEPT, []))
/** False when this browser would not keep them: the page then asks to save the link. */
export const mineKept = ref(true)

function keep(): void {
  mineKept.value = remember(KEPT, JSON.stringify(mine.value))
}

export function secretOf(number: string): string | undefined {
  return mine.value.find((one) => one.number === number)?.secret
}

export function addMine(one: MyCase): void {
  mine.value = [one].concat(mine.value.filter((other) => other.number !== one.number)).slice(0, MOST)
  keep()
}

export function removeMine(number: string): void {
  mine.value = mine.value.filter((one) => one.number !== number)
  keep()
}

/** What the tracking page saw last, so that the list can show it without asking. */
export function noteMine(secret: string, seen: Schemas['TrackedCase']): void {
  const known = mine.value.find((one) => one.number === seen.number)
  const fresh = { desk: seen.desk.name, dueAt: seen.due_at, state: seen.state, stage: seen.stage, follows: seen.follower }
  if (known) {
    Object.assign(known, fresh, { secret })
    keep()
  } else {
    addMine({ number: seen.number, secret, title: titleOf(seen.text ?? nameOf(seen.category?.name)), at: seen.submitted_at, guidance: null, leafHash: null, ...fresh })
  }
}

export function titleOf(text: string | null | undefined): string {
  const line = (text ?? '').trim().replace(/\s+/g, ' ')
  return line.length > 40 ? `${line.slice(0, 39)}…` : line
}

/** 1234 5678 90123, easier to read out on the phone. */
export function grouped(number: string): string {
  return number.replace(/^(\d{4})(\d{4})(\d+)$/, '$1 $2 $3')
}

export function trackPath(number: string, secret: string): string {
  return `/t/${number}#${secret}`
}

/** Number and secret of a pasted tracking link. */
export function readLink(text: string): { number: string; secret: string } | null {
  const found = /\/t\/(\d{13})#(\S+)/.exec(text)
  return found ? { number: found[1], secret: found[2] } : null
}
