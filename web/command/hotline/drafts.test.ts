import { describe, expect, it } from 'vitest'
import { dropDraft, isBlank, keepDraft, memoryBox, newDraft, readDrafts } from './drafts'

const DAY = 86_400_000
const told = (call: string, text: string) => ({ ...newDraft(call, '138****0001'), text })

describe('a draft of a call', () => {
  it('is there again with all that was written, and its key, so that a case is made once', () => {
    const box = memoryBox()
    const draft = { ...told('c1', '路灯不亮'), place_text: '五凤路', values: { depth: 'knee' }, article: { id: 'a', title: '路灯', version: 2 } }
    expect(keepDraft(box, 'ann', draft, 5)).toBe(true)
    expect(readDrafts(box, 'ann', 6)).toEqual([{ ...draft, touchedAt: 5 }])
    expect(readDrafts(box, 'ann', 6)[0].key).toBe(draft.key)
  })
  it('is nobody else’s at the same desk', () => {
    const box = memoryBox()
    keepDraft(box, 'ann', told('c1', 'x'), 1)
    keepDraft(box, 'ann.b', told('c1', 'y'), 1)
    expect(readDrafts(box, 'ann', 2).map((one) => one.text)).toEqual(['x'])
    expect(readDrafts(box, 'b', 2)).toEqual([])
  })
  it('stands beside others, the one written last first, and goes alone', () => {
    const box = memoryBox()
    keepDraft(box, 'ann', told('c1', 'first'), 1)
    keepDraft(box, 'ann', told('c2', 'second'), 2)
    expect(readDrafts(box, 'ann', 3).map((one) => one.call)).toEqual(['c2', 'c1'])
    dropDraft(box, 'ann', 'c2')
    expect(readDrafts(box, 'ann', 3).map((one) => one.call)).toEqual(['c1'])
  })
  it('goes after three days, also somebody else’s, and so does what cannot be read', () => {
    const box = memoryBox()
    box.setItem('gulou.call.ann.bad', '{"text":')
    box.setItem('gulou.call.ann.old-form', '{"text":1}')
    box.setItem('gulou.lang', 'en')
    keepDraft(box, 'bob', told('c9', 'forgotten'), 0)
    keepDraft(box, 'ann', told('c1', 'fresh'), 2 * DAY)
    expect(readDrafts(box, 'ann', 3 * DAY + 1).map((one) => one.text)).toEqual(['fresh'])
    expect(box.length).toBe(2)
    expect(box.getItem('gulou.lang')).toBe('en')
  })
  it('says so when the browser keeps nothing', () => {
    const full = { ...memoryBox(), setItem: () => { throw new Error('QuotaExceededError') } }
    expect(keepDraft(full, 'ann', told('c1', 'x'), 1)).toBe(false)
  })
  it('is blank until something was typed', () => {
    expect(isBlank(newDraft('c1', '138****0001'))).toBe(true)
    expect(isBlank({ ...newDraft(), text: '  ' })).toBe(true)
    expect(isBlank({ ...newDraft(), why: '要会商' })).toBe(false)
  })
})
