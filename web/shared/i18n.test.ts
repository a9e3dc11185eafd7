import { describe, expect, it } from 'vitest'
import { bracketed, clauses, fill, labelled, listed, locale, nameOf, quoted, translator } from './i18n'

describe('words', () => {
  it('fills its holes and keeps the unknown ones visible', () => {
    expect(fill('{desk} 将在 {time} 前响应', { desk: '五凤', time: '10:24' })).toBe('五凤 将在 10:24 前响应')
    expect(fill('{a}{b}', { a: 1 })).toBe('1{b}')
  })
  it('chooses the form for one', () => {
    expect(fill('one photo|{n} photos', { n: 1 })).toBe('one photo')
    expect(fill('one photo|{n} photos', { n: 3 })).toBe('3 photos')
    expect(fill('{n} 张照片', { n: 1 })).toBe('1 张照片')
  })
  it('follows the language', () => {
    const t = translator({ hello: '你好' }, { hello: 'Hello' })
    locale.value = 'zh'
    expect(t('hello')).toBe('你好')
    locale.value = 'en'
    expect(t('hello')).toBe('Hello')
    expect(nameOf({ zh: '鼓楼', en: '' })).toBe('鼓楼')
    locale.value = 'zh'
  })
  it('puts words together by the signs of the language', () => {
    const told = () => [listed(['a', 'b']), clauses(['a', 'b']), `a${bracketed('b')}`, quoted('a'), labelled('a', 'b')]
    locale.value = 'en'
    expect(told()).toEqual(['a, b', 'a; b', 'a (b)', '“a”', 'a: b'])
    locale.value = 'zh'
    expect(told()).toEqual(['a、b', 'a；b', 'a（b）', '「a」', 'a：b'])
  })
})
