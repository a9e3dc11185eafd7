// The keys of the call-taker's screen. Those that hold anywhere are ones no browser and no input method has a use for;
// letters hold only outside fields (Esc leaves one), and a person may switch them off (WCAG 2.1.4).
export type Deed =
  | 'words' | 'knowledge' | 'answer' | 'hard' | 'register' | 'leave'
  | 'look' | 'third' | 'back' | 'case' | 'extension' | 'next' | 'help' | 'tab1' | 'tab2' | 'tab3' | 'tab4'

export interface Key {
  deed: Deed
  key: string // KeyboardEvent.key
  shown: string
  ctrl?: boolean
  anywhere?: boolean
}

export const KEYS: Key[] = [
  { deed: 'words', key: 'F2', shown: 'F2', anywhere: true },
  { deed: 'knowledge', key: 'F4', shown: 'F4', anywhere: true },
  { deed: 'answer', key: 'F8', shown: 'F8', anywhere: true },
  { deed: 'hard', key: 'F9', shown: 'F9', anywhere: true },
  { deed: 'register', key: 'Enter', shown: 'Ctrl + Enter', ctrl: true, anywhere: true },
  { deed: 'leave', key: 'Escape', shown: 'Esc', anywhere: true },
  { deed: 'look', key: 'l', shown: 'L' },
  { deed: 'third', key: 't', shown: 'T' },
  { deed: 'back', key: 'b', shown: 'B' },
  { deed: 'case', key: 'c', shown: 'C' },
  { deed: 'next', key: 'n', shown: 'N' },
  { deed: 'extension', key: 'e', shown: 'E' },
  { deed: 'tab1', key: '1', shown: '1' },
  { deed: 'tab2', key: '2', shown: '2' },
  { deed: 'tab3', key: '3', shown: '3' },
  { deed: 'tab4', key: '4', shown: '4' },
  { deed: 'help', key: '?', shown: '?' },
]

export type Stroke = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'isComposing' | 'keyCode' | 'defaultPrevented' | 'repeat'>

const COMPOSING = 229 // keyCode of a stroke that belongs to an input method, where isComposing is not told

/** `inField`: somebody types there. `letters`: single keys are on. */
export function deedOf(stroke: Stroke, { inField, letters }: { inField: boolean; letters: boolean }): Deed | null {
  if (stroke.isComposing || stroke.keyCode === COMPOSING || stroke.defaultPrevented || stroke.altKey || stroke.repeat) return null
  const ctrl = stroke.ctrlKey || stroke.metaKey
  const wanted = stroke.key.length === 1 ? stroke.key.toLowerCase() : stroke.key
  const found = KEYS.find((one) => one.key === wanted && Boolean(one.ctrl) === ctrl)
  if (!found) return null
  return found.anywhere || (letters && !inField) ? found.deed : null
}

export function shownKey(deed: Deed): string {
  return KEYS.find((one) => one.deed === deed)?.shown ?? ''
}

/** Whoever is here types: a letter is a letter. */
export function isField(at: Element | null): boolean {
  if (!(at instanceof HTMLElement)) return false
  return at.isContentEditable || at.tagName === 'TEXTAREA' || at.tagName === 'SELECT' || (at.tagName === 'INPUT' && !['checkbox', 'radio', 'button', 'submit'].includes((at as HTMLInputElement).type))
}
