// Names of units, categories and reasons for rejection: asked for once, then read by code.
import { shallowRef } from 'vue'
import { api } from '../../shared/api'
import type { Schemas } from '../../shared/api'
import { nameOf } from '../../shared/i18n'

export const units = shallowRef<Schemas['Unit'][]>([])
export const categories = shallowRef<Schemas['Category'][]>([])
export const rejections = shallowRef<Schemas['Rejection'][]>([])

let asked: Promise<void> | undefined

async function fetchAll(): Promise<void> {
  const [unitList, categoryList, rejectionList] = await Promise.all([api('GET /api/units'), api('GET /api/categories'), api('GET /api/rejections')])
  units.value = unitList.items
  categories.value = categoryList.items
  rejections.value = rejectionList.items
}

export function loadNames(): Promise<void> {
  asked ??= fetchAll().catch((thrown: unknown) => {
    asked = undefined
    throw thrown
  })
  return asked
}

export const kindOf = (unit: Schemas['Unit']): string => unit.kind.toUpperCase()

function named(list: { code: string; name: Schemas['Names'] }[], code: string): string {
  return nameOf(list.find((one) => one.code === code)?.name) || code
}
export const unitName = (code: string): string => named(units.value, code)
export const categoryName = (code: string): string => named(categories.value, code)
export const rejectionName = (code: string): string => named(rejections.value, code)
