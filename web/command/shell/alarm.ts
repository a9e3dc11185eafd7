// What tells a duty officer that a case has come: a sound, a sentence for screen readers, a number in the page's title, and
// a mark on the row until it has been looked at.
import { reactive, ref, watchEffect } from 'vue'
import { chime, soundReady, unlockSound } from '../../shared/chime'
import { recall, remember } from '../../shared/memory'

export { prepareSound as startAlarm } from '../../shared/chime'
export { soundReady }
export const soundOn = ref(recall('gulou.sound') !== 'off')
/** Numbers of cases that came while this page was open and have not been looked at. */
export const unseen = reactive(new Set<string>())
/** The one that came last, to be spoken. */
export const cameLast = ref('')
export const pageTitle = ref('')
/** Who calls, while a telephone at this desk rings; '': nobody. */
export const ringing = ref('')

watchEffect(() => {
  const name = pageTitle.value
  if (name) document.title = ringing.value ? `☎ ${ringing.value} · ${name}` : unseen.size ? `(${unseen.size}) ${name}` : name
})

export function switchSound(): void {
  unlockSound()
  soundOn.value = !soundOn.value
  remember('gulou.sound', soundOn.value ? 'on' : 'off')
  if (soundOn.value) setTimeout(() => chime(), 60)
}

export function caseCame(number: string): void {
  if (unseen.has(number)) return // another list of this page said so already
  unseen.add(number)
  cameLast.value = number
  if (soundOn.value) chime()
}

export function caseSeen(number: string): void {
  unseen.delete(number)
}
