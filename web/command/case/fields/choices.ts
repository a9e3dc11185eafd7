// The choices of the fields that are a few buttons.
import { nameOf } from '../../../shared/i18n'
import { dayAndTime } from '../../../shared/time'
import { word } from '../../../shared/words'
import type { CaseFile } from '../case-file'
import { actionName } from '../sentences'
import { t } from '../words'
import { liveCalls } from './typed'

export interface Choice {
  value: string | number | boolean
  text: string
}

function redactions(file: CaseFile): Choice[] {
  const photos = file.photos.map((photo, i) => ({ value: `photo:${photo.id}`, text: t('redactPhoto', { n: i + 1 }) }))
  const noted = file.timeline.filter((entry) => entry.note && !entry.erased)
  const notes = noted.map((entry) => ({ value: `seq:${entry.seq}:note`, text: t('redactText', { time: dayAndTime(entry.at), action: actionName(entry.action) }) }))
  const own = file.text ? [{ value: 'seq:1:text', text: t('report') }] : []
  const answers = [...new Set(file.answers.map((one) => one.seq))].map((seq) => ({ value: `seq:${seq}:answers`, text: t('answers') }))
  return [...own, ...answers, ...photos, ...notes]
}

export function choicesOf(kind: 'granted' | 'upheld' | 'finding' | 'reached' | 'call' | 'redaction', file?: CaseFile): Choice[] {
  switch (kind) {
    case 'granted': return [{ value: true, text: t('grant') }, { value: false, text: t('refuse') }]
    case 'upheld': return [{ value: true, text: t('upheldYes') }, { value: false, text: t('upheldNo') }]
    case 'reached': return [{ value: true, text: t('reachedYes') }, { value: false, text: t('reachedNo') }]
    case 'finding': return ['FOUND', 'NOT_FOUND', 'UNCLEAR'].map((code) => ({ value: code, text: word('finding', code) }))
    case 'call': return (file ? liveCalls(file) : []).filter((call) => !call.lead).map((call) => ({ value: call.no, text: nameOf(call.callee.name) }))
    case 'redaction': return file ? redactions(file) : []
  }
}
