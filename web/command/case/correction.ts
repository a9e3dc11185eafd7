// One click corrects what the brain took a case for, and for ten seconds one more click takes it back: both are
// actions, recorded like any other.
import { computed, onBeforeUnmount, ref } from 'vue'
import type { Ref } from 'vue'
import { nameOf } from '../../shared/i18n'
import { tell, warnOf } from '../shell/notice'
import type { ActionInput, CaseFile } from './case-file'
import { t } from './decision-words'

const UNDO_S = 10

type Act = (action: string, input: ActionInput) => Promise<void>
export type PlaceGuess = NonNullable<CaseFile['decision']>['places'][number]

export function useCorrection(file: Ref<CaseFile | null>, act: Act, changed: () => void) {
  const busy = ref('')
  const done = ref<{ name: string; back?: ActionInput } | null>(null)
  const left = ref(0)
  let timer: ReturnType<typeof setInterval> | undefined

  function forget(): void {
    clearInterval(timer)
    done.value = null
  }
  function offerUndo(name: string, back?: ActionInput): void {
    forget()
    done.value = { name, back }
    left.value = UNDO_S
    timer = setInterval(() => { if (--left.value <= 0) forget() }, 1000)
  }
  async function take(key: string, input: ActionInput): Promise<boolean> {
    if (busy.value) return false
    busy.value = key
    try {
      await act('correct', input)
      changed()
      return true
    } catch (thrown) {
      warnOf(thrown)
      return false
    } finally {
      busy.value = ''
    }
  }
  async function toCategory(code: string, name: string): Promise<void> {
    const before = file.value?.category?.code
    if (await take(code, { category: code })) offerUndo(name, before ? { category: before } : undefined)
  }
  async function toPlace(place: PlaceGuess): Promise<boolean> {
    const before = file.value
    if (!place.position) return false
    const back = before?.position ? { position: pointOf(before.position), place_text: before.place_text ?? undefined } : undefined
    const taken = await take(place.name, { position: pointOf(place.position), place_text: place.name })
    if (taken) offerUndo([place.name, nameOf(place.unit?.name)].filter(Boolean).join(' · '), back)
    return taken
  }
  async function undo(): Promise<void> {
    const back = done.value?.back
    forget()
    if (back && (await take('undo', back))) tell(t('undone'))
  }

  onBeforeUnmount(() => clearInterval(timer))
  const mayCorrect = computed(() => file.value?.allowed.includes('correct') ?? false)
  return { busy, done, left, mayCorrect, toCategory, toPlace, undo }
}

function pointOf(at: { lat: number; lon: number }): NonNullable<ActionInput['position']> {
  return { lat: at.lat, lon: at.lon, datum: 'WGS84', source: 'desk' }
}
