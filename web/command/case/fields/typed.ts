// What a person has typed into an action's dialog, how it becomes the action's input, and what is still lacking.
import type { Schemas } from '../../../shared/api'
import { answersOf } from '../../../shared/questions'
import type { Question, Values } from '../../../shared/questions'
import type { ActionForm, Field } from '../action-table'
import type { ActionInput, CaseFile } from '../case-file'
import { t } from '../words'

export interface CalledUnit {
  unit: string
  lead: boolean
  required: boolean
}
export interface Correction {
  category: string
  urgency: string
  difficulty: string
  position: Schemas['Position'] | null
  placeText: string
}
export interface Typed {
  note: string
  unit: string
  person: string
  units: CalledUnit[]
  callPick: number | undefined
  finding: 'FOUND' | 'NOT_FOUND' | 'UNCLEAR' | undefined
  photos: Schemas['Photo'][]
  code: string
  master: string
  elements: Record<'received' | 'contacted' | 'measure' | 'limit', string>
  until: string
  percent: number | undefined
  reached: boolean | undefined
  granted: boolean | undefined
  upheld: boolean | undefined
  correction: Correction
  redaction: string
  scores: Record<'timely' | 'attend' | 'result', number>
  score: number
  position: Schemas['Position'] | null
  asked: { category: string; questions: Question[] }
  values: Values
}

export function emptyTyped(): Typed {
  return {
    note: '', unit: '', person: '', units: [], callPick: undefined, finding: undefined, photos: [], code: '', master: '',
    elements: { received: '', contacted: '', measure: '', limit: '' }, until: '', percent: undefined, reached: undefined, granted: undefined,
    upheld: undefined, correction: { category: '', urgency: '', difficulty: '', position: null, placeText: '' }, redaction: '',
    scores: { timely: 0, attend: 0, result: 0 }, score: 0, position: null, asked: { category: '', questions: [] }, values: {},
  }
}

const orNone = <T>(value: T): T | undefined => (value === '' || value === null || value === 0 ? undefined : value)

function redactionInput(choice: string): Pick<ActionInput, 'photo' | 'seq' | 'field'> {
  const [kind, id, field] = choice.split(':')
  return kind === 'photo' ? { photo: id } : { seq: Number(id), field }
}

const PUTS: Record<Field, (typed: Typed) => ActionInput> = {
  assignee: (typed) => ({ unit: typed.unit }),
  'transfer-to': (typed) => ({ unit: typed.unit }),
  'instruct-to': (typed) => ({ unit: typed.unit }),
  'co-unit': (typed) => ({ unit: typed.unit }),
  'true-owner': (typed) => ({ unit: typed.unit }),
  'new-lead-unit': (typed) => (typed.upheld ? { unit: orNone(typed.unit) } : {}),
  person: (typed) => ({ person: orNone(typed.person) }),
  units: (typed) => ({ units: typed.units }),
  'call-pick': (typed) => ({ call: typed.callPick }),
  finding: (typed) => ({ finding: typed.finding }),
  photos: (typed) => ({ photos: typed.photos.length ? typed.photos.map((photo) => photo.id) : undefined }),
  reject: (typed) => ({ code: typed.code }),
  master: (typed) => ({ master: typed.master }),
  elements: (typed) => ({ elements: { ...typed.elements } }),
  until: (typed) => ({ until: typed.until }),
  percent: (typed) => ({ percent: typed.percent }),
  reached: (typed) => ({ reached: typed.reached }),
  granted: (typed) => ({ granted: typed.granted }),
  upheld: (typed) => ({ upheld: typed.upheld }),
  correction: ({ correction }) => ({ category: orNone(correction.category), urgency: orNone(correction.urgency), difficulty: orNone(correction.difficulty), position: correction.position ?? undefined, place_text: orNone(correction.placeText) }),
  redaction: (typed) => redactionInput(typed.redaction),
  scores: (typed) => ({ scores: { ...typed.scores } }),
  score: (typed) => ({ score: typed.score }),
  position: (typed) => ({ position: typed.position ?? undefined }),
  answers: ({ asked, values }) => ({ answers: answersOf(asked.category, asked.questions, values) }),
}

export function inputOf(form: ActionForm, typed: Typed): ActionInput {
  const parts = form.fields.map((field) => PUTS[field](typed))
  return Object.assign({ note: orNone(typed.note.trim()) }, ...parts) as ActionInput
}

/** What is missing, by field: at most a few entries, mostly one. */
type Lack = Record<string, string>
const none: Lack = {}
const must = (key: string, filled: unknown, text = t('chooseOne')): Lack => (filled === '' || filled === undefined || filled === 0 ? { [key]: text } : {})

function unitsLack(units: CalledUnit[], file: CaseFile): Lack {
  if (units.length === 0) return { units: t('unitsMissing') }
  const leads = units.filter((unit) => unit.lead).length + (hasLead(file) ? 1 : 0)
  return leads === 1 ? {} : { units: t('leadMissing') }
}

const GONE = ['UPHELD', 'CANCELLED', 'RELEASED']
export const liveCalls = (file: CaseFile) => file.call_list.filter((call) => !GONE.includes(call.state))
export const hasLead = (file: CaseFile): boolean => liveCalls(file).some((call) => call.lead)

const NEEDS: Partial<Record<Field, (typed: Typed, file: CaseFile) => Lack>> = {
  assignee: (typed) => must('unit', typed.unit),
  'transfer-to': (typed) => must('unit', typed.unit),
  'instruct-to': (typed) => must('unit', typed.unit),
  'co-unit': (typed) => must('unit', typed.unit),
  'true-owner': (typed) => must('unit', typed.unit),
  units: (typed, file) => unitsLack(typed.units, file),
  'call-pick': (typed) => must('call', typed.callPick),
  finding: (typed) => must('finding', typed.finding),
  reject: (typed) => must('code', typed.code),
  master: (typed) => must('master', typed.master),
  elements: ({ elements }) => Object.assign({}, ...(Object.keys(elements) as (keyof typeof elements)[]).map((key) => must(`elements.${key}`, elements[key].trim(), t('needed')))) as Lack,
  until: (typed) => must('until', typed.until),
  percent: (typed) => must('percent', typed.percent, t('needed')),
  reached: (typed) => must('reached', typed.reached),
  granted: (typed) => must('granted', typed.granted),
  upheld: (typed) => must('upheld', typed.upheld),
  redaction: (typed) => must('redaction', typed.redaction),
  correction: ({ correction }) => (Object.values(correction).some(Boolean) ? none : { category: t('changeNothing') }),
  scores: ({ scores }) => (Object.values(scores).every((n) => n > 0) ? none : { scores: t('scoreMissing') }),
  score: (typed) => must('score', typed.score, t('scoreMissing')),
}

/** Sentences by field for what is missing; empty when it may be sent. */
export function lacking(form: ActionForm, typed: Typed, rules: { noteMust: boolean; file: CaseFile }): Lack {
  const found: Lack = Object.assign({}, ...form.fields.map((field) => NEEDS[field]?.(typed, rules.file)))
  if (rules.noteMust && !typed.note.trim()) found.note = t('needed')
  return found
}
