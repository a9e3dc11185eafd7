// The events of a case as sentences: who did what, and what it said, chose or changed.
import type { Schemas } from '../../shared/api'
import { bracketed, clauses, nameOf, quoted } from '../../shared/i18n'
import { dayAndTime } from '../../shared/time'
import { word } from '../../shared/words'
import { categoryName, rejectionName, unitName } from '../parts/names'
import { codeOf } from './action-table'
import { t } from './words'
import type { CaseWord } from './words'

export type Entry = Schemas['TimelineEntry']
type File = Schemas['CaseDetail']

export function actorOf(entry: Entry): string {
  const unit = nameOf(entry.unit?.name)
  if (entry.person) return unit ? entry.person + bracketed(unit) : entry.person
  if (codeOf(entry.relation) === 'SYSTEM') return t('systemActor')
  if (codeOf(entry.relation) === 'REPORTER') return t('reporterActor')
  return unit || word('relation', codeOf(entry.relation))
}

const yes = (value: unknown): boolean => value === true || value === 1
/** Times inside `detail` are milliseconds, or a text for what came from outside. */
const timeOf = (value: unknown): string => dayAndTime(typeof value === 'number' ? value : String(value))

type Teller = (value: unknown, file: File | null) => string
const TELLERS: Record<string, Teller> = {
  unit: (code) => t('fact_unit', { name: unitName(String(code)) }),
  lead: (code) => (typeof code === 'string' ? t('fact_lead', { name: unitName(code) }) : ''),
  true_owner: (code) => t('fact_true_owner', { name: unitName(String(code)) }),
  category: (code) => categoryName(String(code)),
  code: (code) => rejectionName(String(code)),
  urgency: (code) => word('urgency', String(code)),
  difficulty: (code) => word('difficulty', String(code)),
  finding: (code) => word('finding', String(code)),
  presence: (code) => word('presence', String(code)),
  distance_m: (n) => (Number(n) >= 0 ? t('fact_distance', { n: Number(n) }) : ''),
  granted: (v) => (yes(v) ? t('fact_granted') : t('fact_refused')),
  reached: (v) => (yes(v) ? t('fact_reached') : t('fact_notReached')),
  upheld: (v) => (yes(v) ? t('fact_upheld') : t('fact_dismissed')),
  percent: (n) => t('fact_percent', { n: Number(n) }),
  until: (ms) => t('fact_until', { time: timeOf(ms) }),
  master: (number) => t('fact_master', { number: String(number) }),
  satisfied: (n) => t('fact_satisfied', { n: Number(n) }),
  claimed_at: (ms) => t('fact_claimed', { time: timeOf(ms) }),
  spam: (v) => (yes(v) ? t('fact_spam') : ''),
  photo: () => t('fact_redacted'),
  seq: () => t('fact_redacted'),
  request: (n, file) => {
    const request = file?.requests.find((one) => one.no === Number(n))
    return request ? word('request', request.kind) : t('fact_request', { n: Number(n) })
  },
}

/** What the event chose or measured, in a few words each. */
export function factsOf(entry: Entry, file: File | null): string[] {
  const facts = Object.entries(entry.detail ?? {})
    .filter(([key, value]) => key in TELLERS && value !== null && value !== '')
    .map(([key, value]) => TELLERS[key](value, file))
  const call = entry.call ? file?.call_list.find((one) => one.no === entry.call) : undefined
  if (call) facts.unshift(nameOf(call.callee.name))
  return facts.filter((fact, i) => fact !== '' && facts.indexOf(fact) === i)
}

const UNITS: Record<string, CaseWord> = { m: 'limit_m', h: 'limit_h', d: 'limit_d', wh: 'limit_wh', wd: 'limit_wd' }

/** '3wd' as people say it: 3 个工作日. */
export function limitText(limit: string): string {
  const found = /^(\d+)(m|h|d|wh|wd)$/.exec(limit)
  return found ? t(UNITS[found[2]], { n: Number(found[1]) }) : limit
}

export function actionName(action: string): string {
  return word('action', codeOf(action))
}

export function stateChange(entry: Entry): string {
  if (!entry.from || !entry.to || entry.from === entry.to) return ''
  return t('becomes', { from: word('case_state', entry.from), to: word('case_state', entry.to) })
}

/** One line, for telling what changed meanwhile. */
export function sentenceFor(entry: Entry, file: File | null): string {
  const facts = factsOf(entry, file)
  const said = entry.note ? quoted(entry.note) : ''
  return [dayAndTime(entry.at), actorOf(entry), actionName(entry.action) + (facts.length ? bracketed(clauses(facts)) : ''), said].filter(Boolean).join(' ')
}
