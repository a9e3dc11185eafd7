// A new call must be heard in a pocket: the phone rings and shakes, if its owner wants it.
import { ref, watch } from 'vue'
import { chime, prepareSound, unlockSound } from '../shared/chime'
import { recall, remember } from '../shared/memory'
import { say } from './notice'
import { whenCalled } from './work'
import { t } from './words'

export const alarmOn = ref(recall('gulou.field.alarm') !== 'off')
watch(alarmOn, (on) => remember('gulou.field.alarm', on ? 'on' : 'off'))

export function ring(urgent = false): void {
  if (!alarmOn.value) return
  chime(urgent)
  navigator.vibrate?.(urgent ? [400, 150, 400, 150, 400] : [300, 150, 300])
}

export function tryAlarm(): void {
  unlockSound()
  setTimeout(() => ring(true), 80)
}

export function startAlarm(): void {
  prepareSound()
  whenCalled((urgent) => { say(t('newCall'), 8); ring(urgent) })
}
