import { describe, expect, it } from 'vitest'
import { cover, covered, spanOf, spansBetween, uncover } from './cover'

const TEXT = '我😀叫陈大明\n电话138'

describe('covering words', () => {
  it('counts code points where a textarea counts UTF-16 units', () => {
    const start = TEXT.indexOf('陈')
    expect(spanOf(TEXT, start, start + 3)).toEqual({ from: 3, until: 6 })
    expect(spanOf(TEXT, 1, 3)).toEqual({ from: 1, until: 2 })
    expect(spanOf(TEXT, 4, 4)).toBeNull()
  })
  it('makes one block of each code point and leaves lines', () => {
    expect(covered(TEXT, [{ from: 1, until: 2 }, { from: 5, until: 8 }])).toBe('我▇叫陈大▇\n▇话138')
    expect(covered(TEXT, [])).toBe(TEXT)
  })
  it('joins spans that touch and cuts what is uncovered out of them', () => {
    expect(cover([{ from: 4, until: 6 }, { from: 0, until: 1 }], { from: 1, until: 4 })).toEqual([{ from: 0, until: 6 }])
    expect(uncover([{ from: 0, until: 6 }], { from: 2, until: 3 })).toEqual([{ from: 0, until: 2 }, { from: 3, until: 6 }])
    expect(uncover([{ from: 2, until: 3 }], { from: 0, until: 9 })).toEqual([])
  })
  it('finds again what was covered', () => {
    const spans = [{ from: 3, until: 6 }, { from: 9, until: 12 }]
    expect(spansBetween(TEXT, covered(TEXT, spans))).toEqual(spans)
    expect(spansBetween('一▇三', '一▇▇')).toEqual([{ from: 2, until: 3 }])
    expect(spansBetween('一二', null)).toEqual([{ from: 0, until: 2 }])
  })
})
