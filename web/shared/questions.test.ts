import { describe, expect, it } from 'vitest'
import { answerField, answersOf, firstMissing, wrongOf } from './questions'
import type { Question } from './questions'

const names = (zh: string) => ({ zh, en: zh })
const question = (code: string, type: Question['type'], required: boolean, keys: string[] = []): Question =>
  ({ code, type, required, question: names(code), options: keys.map((key) => ({ key, name: names(key) })) })
const asked = [question('depth', 'singlevaluelist', true, ['knee', 'ankle']), question('when', 'multivaluelist', false, ['noon', 'night']), question('shop', 'string', false)]

describe('answers', () => {
  it('hold only what was answered, to the questions that are asked now', () => {
    expect(answersOf('E0108', asked, { depth: 'knee', when: [], shop: '  ', lift: '3' })).toEqual({ category: 'E0108', values: { depth: 'knee' } })
    expect(answersOf('E0108', asked, { when: ['noon', 'gone'], shop: ' 某店 ' })).toEqual({ category: 'E0108', values: { when: ['noon'], shop: '某店' } })
  })
  it('are none where nothing was answered', () => {
    expect(answersOf('E0108', asked, { shop: ' ' })).toBeUndefined()
  })
  it('lack the first required one', () => {
    expect(firstMissing(asked, { shop: 'x' })?.code).toBe('depth')
    expect(firstMissing(asked, { depth: 'knee' })).toBeUndefined()
  })
})

it('a refusal names the question by its field', () => {
  expect(answerField('answers.depth')).toBe('depth')
  expect(answerField('answers')).toBe('')
  expect(answerField(undefined)).toBe('')
  expect(wrongOf({ 'answers.depth': 'x', note: 'y' })).toEqual({ depth: 'x' })
})
