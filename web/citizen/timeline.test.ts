import { afterEach, describe, expect, it } from 'vitest'
import { locale } from '../shared/i18n'
import { repeatsTheReport, sentenceFor } from './timeline'

const entry = (action: string, unit: string | null) => ({
  seq: 1, at: null, action, relation: '', unit: unit ? { code: 'u', name: { zh: unit, en: unit } } : null, person: null, from: '', to: '', call: null, note: null, detail: {}, photos: [],
})

describe('the story of a case', () => {
  afterEach(() => { locale.value = 'zh' })

  it('is told to a follower as another’s', () => {
    expect(sentenceFor(entry('submit', null), true)).toBe('有人反映了这件事')
    expect(sentenceFor(entry('respond', '五凤街道'), true)).toBe(sentenceFor(entry('respond', '五凤街道')))
  })

  it('is told in plain words, however the action is spelt', () => {
    expect(sentenceFor(entry('CHECK_IN', '区园林中心'))).toBe('区园林中心已到现场')
    expect(sentenceFor(entry('check-in', '区园林中心'))).toBe('区园林中心已到现场')
  })
  it('reads well when no unit is named', () => {
    expect(sentenceFor(entry('RESPOND', null))).toBe('已响应')
    locale.value = 'en'
    expect(sentenceFor(entry('RESPOND', null))).toBe('Responded')
  })
  it('shows an unknown action by its code rather than nothing', () => expect(sentenceFor(entry('NEW_THING', '五凤街道'))).toBe('五凤街道 NEW_THING'))
  it('does not say the report twice', () => expect(repeatsTheReport(entry('SUBMIT', null))).toBe(true))
})
