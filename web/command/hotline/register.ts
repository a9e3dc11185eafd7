// From what is written to a case, an answer or a note. The case's key is the draft's: sending twice makes one case.
import { reactive, ref, watch } from 'vue'
import { api, ApiProblem, sentenceOf } from '../../shared/api'
import type { Schemas } from '../../shared/api'
import { answerField, answersOf, firstMissing } from '../../shared/questions'
import type { Advice } from '../../shared/questions'
import type { CallDraft } from './drafts'
import { t } from './words'

const FIELDS = ['name', 'phone', 'text', 'place_text', 'category', 'position']
const NOTE_MOST = 2000

/** What stands in the call's note for an answer given at once. */
export function answerNote(draft: CallDraft): string {
  const basis = draft.article ? t('noteBasis', { title: draft.article.title, n: draft.article.version, id: draft.article.id }) : ''
  const told = [t('noteAnswered'), draft.text.trim() && `${t('noteAsked')}${draft.text.trim()}`, `${t('noteAnswer')}${draft.answer.trim()}`, basis].filter(Boolean)
  return told.join('\n')
}

export function useRegister(draftOf: () => CallDraft, adviceOf: () => Advice | null, numberOf: () => string | null) {
  const errors = reactive<Record<string, string>>({})
  const refusal = ref('')
  const busy = ref(false)

  function clear(): void {
    Object.keys(errors).forEach((field) => delete errors[field])
    refusal.value = ''
  }
  // What was wrong is said until something is written.
  watch(() => { const { call, text, place_text, answer, why, phone } = draftOf(); return [call, text, place_text, answer, why, phone].join('\n') }, clear)

  function refuse(thrown: unknown): void {
    const field = thrown instanceof ApiProblem ? thrown.field ?? '' : ''
    if (answerField(field) || FIELDS.includes(field)) errors[field] = sentenceOf(thrown)
    else refusal.value = sentenceOf(thrown)
  }
  async function attempt<T>(work: () => Promise<T>): Promise<T | null> {
    if (busy.value) return null
    busy.value = true
    try {
      return await work()
    } catch (thrown) {
      refuse(thrown)
      return null
    } finally {
      busy.value = false
    }
  }

  function bodyOf(draft: CallDraft, hard: boolean): Schemas['SubmitInput'] | null {
    const optional = (value: string) => value.trim() || undefined
    const advice = adviceOf()
    const asked = advice?.category ? advice.questions : []
    const missing = answersOf(advice?.category?.code ?? '', asked, draft.values) ? firstMissing(asked, draft.values) : undefined
    if (!draft.text.trim()) errors.text = t('needText')
    else if (missing) errors[`answers.${missing.code}`] = t('needAnswer')
    else
      return {
        text: draft.text.trim(), place_text: optional(draft.place_text), position: draft.position ?? undefined, category: draft.category || undefined,
        answers: advice?.category ? answersOf(advice.category.code, asked, draft.values) : undefined,
        name: optional(draft.name), phone: optional(draft.phone) ?? (draft.withheld ? undefined : numberOf() ?? undefined),
        channel: 'HOTLINE', call: draft.call || undefined, to_centre: hard || undefined,
      }
    return null
  }
  /** The case; a hard one goes to the centre with a note that says why. */
  async function register(hard: boolean): Promise<Schemas['SubmitAnswer'] | null> {
    clear()
    const draft = draftOf()
    if (hard && !draft.why.trim()) { errors.why = t('needWhy'); return null }
    const body = bodyOf(draft, hard)
    if (!body) return null
    return attempt(async () => {
      const made = await api('POST /api/cases', { key: draft.key, body })
      if (hard) await explain(made.number, draft)
      return made
    })
  }
  async function explain(number: string, { why, key }: CallDraft): Promise<void> {
    const file = await api('GET /api/cases/{number}', { path: { number } }).catch((thrown: unknown) => {
      if (thrown instanceof ApiProblem && (thrown.status === 404 || thrown.status === 403)) return null // confidential: supervision has it, not the centre
      throw thrown
    })
    if (file) await api('POST /api/cases/{number}/{action}', { path: { number, action: 'add-note' }, key: `${key}-why`, body: { version: file.version, note: t('noteHard', { why: why.trim() }) } })
  }
  /** True: the answer given stands in the call's notes. */
  async function answer(): Promise<boolean> {
    clear()
    const draft = draftOf()
    if (!draft.answer.trim()) { errors.answer = t('needReply'); return false }
    const body = answerNote(draft)
    if (body.length > NOTE_MOST) { errors.answer = t('tooLong', { n: body.length - NOTE_MOST }); return false }
    return (await attempt(() => api('POST /api/calls/{call}/note', { path: { call: draft.call }, body: { body } }))) !== null
  }
  return { errors, refusal, busy, register, answer }
}
