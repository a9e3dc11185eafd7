// What the server advises before a report is sent (whom to call, what else is asked), and answers while they are typed.
import { api } from './api'
import type { Schemas } from './api'

export type Question = Schemas['Question']
export type Advice = Schemas['Advice']
/** code → what is typed or chosen; several for a multivaluelist. */
export type Values = Record<string, string | string[]>

const WAIT_MS = 3000

export async function adviceFor(text: string, placeText: string, category?: string): Promise<Advice> {
  return api('POST /api/advice', { body: { text, place_text: placeText, ...(category ? { category } : {}) }, timeoutMs: WAIT_MS })
}

function valueOf(values: Values, question: Question): string | string[] {
  const value = values[question.code] ?? ''
  return Array.isArray(value) ? value.filter((key) => question.options.some((option) => option.key === key)) : value.trim()
}

const filled = (value: string | string[]): boolean => value.length > 0

/** Only answers to these questions: what was typed for another kind stays behind. Undefined: nothing answered. */
export function answersOf(category: string, questions: Question[], values: Values): Schemas['AnswersInput'] | undefined {
  const given: Values = {}
  for (const question of questions) {
    const value = valueOf(values, question)
    if (filled(value)) given[question.code] = value
  }
  return Object.keys(given).length ? { category, values: given } : undefined
}

/** The first required question that is still open. */
export function firstMissing(questions: Question[], values: Values): Question | undefined {
  return questions.find((question) => question.required && !filled(valueOf(values, question)))
}

/** "answers.depth" → "depth"; '' for other fields. */
export const answerField = (field: string | undefined): string => (field?.startsWith('answers.') ? field.slice('answers.'.length) : '')

/** What is wrong with which question, from what is wrong with which field. */
export function wrongOf(errors: Record<string, string>): Record<string, string> {
  const wrong: Record<string, string> = {}
  for (const field of Object.keys(errors)) if (answerField(field)) wrong[answerField(field)] = errors[field]
  return wrong
}
