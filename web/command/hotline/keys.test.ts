import { describe, expect, it } from 'vitest'
import { deedOf, KEYS } from './keys'
import type { Stroke } from './keys'

const stroke = (key: string, more: Partial<Stroke> = {}): Stroke => ({ key, ctrlKey: false, metaKey: false, altKey: false, isComposing: false, keyCode: 0, defaultPrevented: false, repeat: false, ...more })
const at = (key: string, more: Partial<Stroke> = {}, where = { inField: false, letters: true }) => deedOf(stroke(key, more), where)
const IN_FIELD = { inField: true, letters: true }

describe('a key', () => {
  it('does its deed; a capital letter too', () => {
    expect([at('F2'), at('l'), at('L'), at('?'), at('Enter', { ctrlKey: true }), at('Enter', { metaKey: true })]).toEqual(['words', 'look', 'look', 'help', 'register', 'register'])
  })
  it('is a letter while somebody types, and only what no field needs holds there', () => {
    expect([at('l', {}, IN_FIELD), at('?', {}, IN_FIELD), at('1', {}, IN_FIELD), at('Enter', {}, IN_FIELD)]).toEqual([null, null, null, null])
    expect([at('F4', {}, IN_FIELD), at('Enter', { ctrlKey: true }, IN_FIELD), at('Escape', {}, IN_FIELD)]).toEqual(['knowledge', 'register', 'leave'])
  })
  it('does nothing while an input method composes', () => {
    for (const { key, ctrl } of KEYS) {
      expect(at(key, { ctrlKey: ctrl, isComposing: true })).toBeNull()
      expect(at(key, { ctrlKey: ctrl, keyCode: 229 })).toBeNull()
    }
  })
  it('leaves to the browser what is the browser’s', () => {
    expect([at('l', { ctrlKey: true }), at('t', { ctrlKey: true }), at('n', { metaKey: true }), at('F4', { altKey: true }), at('F4', { ctrlKey: true }), at('1', { altKey: true }), at('Escape', { defaultPrevented: true })]).toEqual(Array(7).fill(null))
  })
  it('held down does its deed once', () => {
    expect(at('Enter', { ctrlKey: true, repeat: true })).toBeNull()
  })
  it('can be switched off where it is a letter', () => {
    expect([at('l', {}, { inField: false, letters: false }), at('F2', {}, { inField: false, letters: false })]).toEqual([null, 'words'])
  })
  it('is no other’s', () => {
    expect(new Set(KEYS.map((one) => `${one.ctrl ?? false} ${one.key}`)).size).toBe(KEYS.length)
  })
})
