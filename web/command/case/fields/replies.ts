// Texts to begin a note with: how their holes are filled, and a person's own, kept in this browser.
import { recallJson, remember } from '../../../shared/memory'
import { session } from '../../../shared/session'

const OWN_MAX = 20

/** The actions whose words a resident reads, or that are noted again and again. */
export const REPLIED = ['answer', 'progress', 'reject', 'contact'] as const
export type Replied = (typeof REPLIED)[number]
export const isReplied = (action: string | undefined): action is Replied => REPLIED.some((one) => one === action)

export function fillReply(text: string, holes: Record<string, string>): string {
  return text.replace(/\{(\w+)\}/g, (hole, name: string) => holes[name] ?? hole)
}

const shelf = (action: Replied): string => `gulou.replies.${session.value?.person ?? ''}.${action}`

export function ownReplies(action: Replied): string[] {
  const kept = recallJson<unknown>(shelf(action), [])
  return Array.isArray(kept) ? kept.filter((one): one is string => typeof one === 'string') : []
}

export function saveOwn(action: Replied, replies: string[]): string[] {
  const kept = [...new Set(replies)].slice(0, OWN_MAX)
  remember(shelf(action), JSON.stringify(kept))
  return kept
}
