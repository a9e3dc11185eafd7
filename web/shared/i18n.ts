// Two languages, chosen by the person and remembered. An application's words are a catalogue: zh is written first,
// and `const en: Catalogue<typeof zh>` makes the compiler refuse a missing or a superfluous key.
import { ref, watch } from 'vue'
import type { components } from './contract'
import { recall, remember } from './memory'

export type Locale = 'zh' | 'en'
export type Names = components['schemas']['Names']
export type Catalogue<Zh> = { [Key in keyof Zh]: string }
export type Args = Record<string, string | number>

export const locale = ref<Locale>(recall('gulou.lang') === 'en' ? 'en' : 'zh')

watch(
  locale,
  (now) => {
    remember('gulou.lang', now)
    if (typeof document !== 'undefined') document.documentElement.lang = now === 'zh' ? 'zh-CN' : 'en'
  },
  { immediate: true },
)

/** `{name}` is replaced by its argument. English may hold "one photo|{n} photos": the first when n is 1. */
export function fill(sentence: string, args: Args = {}): string {
  const forms = 'n' in args ? sentence.split('|') : [sentence]
  const form = Number(args.n) === 1 ? forms[0] : forms[forms.length - 1]
  return form.replace(/\{(\w+)\}/g, (hole, name: string) => (name in args ? String(args[name]) : hole))
}

/** The `t` of one application. Used in a template or a computed it follows the language by itself. */
export function translator<Zh extends Record<string, string>>(zh: Zh, en: Catalogue<Zh>) {
  return (key: keyof Zh, args?: Args): string => fill(locale.value === 'zh' ? zh[key] : en[key], args)
}

export function nameOf(names: Names | null | undefined): string {
  return names ? names[locale.value] || names.zh : ''
}

/** Signs between words that are put together: each language has its own. */
export const listed = (words: readonly string[]): string => words.join(locale.value === 'zh' ? '、' : ', ')
export const clauses = (parts: readonly string[]): string => parts.join(locale.value === 'zh' ? '；' : '; ')
export const labelled = (label: string, words: string): string => (locale.value === 'zh' ? `${label}：${words}` : `${label}: ${words}`)
export const bracketed = (words: string): string => (locale.value === 'zh' ? `（${words}）` : ` (${words})`)
export const quoted = (words: string): string => (locale.value === 'zh' ? `「${words}」` : `“${words}”`)
