// The field's `t`.
import { translator } from '../shared/i18n'
import { en } from './en'
import { zh } from './zh'

export const t = translator(zh, en)
export type Key = keyof typeof zh
