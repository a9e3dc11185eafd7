// Covering parts of words before others see them, as the server does it: each code point becomes one ▇, so that a place
// in the words means the same however much is covered. Textareas count in UTF-16 units; spans in code points.
export interface Span { from: number; until: number }

export const BLOCK = '▇'
const isBreak = (letter: string): boolean => letter === '\n' || letter === '\r'

/** What is selected in a textarea that shows `text`; null: nothing. */
export function spanOf(text: string, start: number, end: number): Span | null {
  const from = Array.from(text.slice(0, start)).length
  const until = from + Array.from(text.slice(start, end)).length
  return until > from ? { from, until } : null
}

export function covered(text: string, spans: readonly Span[]): string {
  return Array.from(text, (letter, i) => (!isBreak(letter) && spans.some(({ from, until }) => from <= i && i < until) ? BLOCK : letter)).join('')
}

/** In order, touching ones made one. */
function tidy(spans: readonly Span[]): Span[] {
  const made: Span[] = []
  for (const { from, until } of [...spans].sort((a, b) => a.from - b.from)) {
    const last = made[made.length - 1]
    if (last && from <= last.until) last.until = Math.max(last.until, until)
    else made.push({ from, until })
  }
  return made
}

export const cover = (spans: readonly Span[], more: Span): Span[] => tidy([...spans, more])

export function uncover(spans: readonly Span[], less: Span): Span[] {
  const left: Span[] = []
  for (const { from, until } of spans) left.push({ from, until: Math.min(until, less.from) }, { from: Math.max(from, less.until), until })
  return tidy(left.filter(({ from, until }) => until > from))
}

/** What was covered of `text` to make `shown` of it. */
export function spansBetween(text: string, shown: string | null): Span[] {
  const letters = Array.from(shown ?? '')
  const found: Span[] = []
  Array.from(text).forEach((letter, i) => { if (letter !== BLOCK && !isBreak(letter) && letters[i] !== letter) found.push({ from: i, until: i + 1 }) })
  return tidy(found)
}
