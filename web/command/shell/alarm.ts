// What tells a duty officer that a case has come: a sound of our own making (browsers allow it only after a first
// click), a number in the page's title, and a mark on the row until it has been looked at.
import { reactive, ref, watchEffect } from 'vue'
import { recall, remember } from '../../shared/memory'

export const soundOn = ref(recall('gulou.sound') !== 'off')
export const soundReady = ref(false)
/** Numbers of cases that came while this page was open and have not been looked at. */
export const unseen = reactive(new Set<string>())
export const pageTitle = ref('')

let audio: AudioContext | undefined

watchEffect(() => {
  const name = pageTitle.value
  if (name) document.title = unseen.size ? `(${unseen.size}) ${name}` : name
})

function unlock(): void {
  audio ??= new AudioContext()
  void audio.resume().then(() => { soundReady.value = audio?.state === 'running' })
}

export function startAlarm(): void {
  window.addEventListener('pointerdown', unlock, { once: true })
  window.addEventListener('keydown', unlock, { once: true })
}

function tone(at: number, pitch: number): void {
  if (!audio) return
  const wave = audio.createOscillator()
  const loudness = audio.createGain()
  wave.frequency.value = pitch
  loudness.gain.setValueAtTime(0.0001, at)
  loudness.gain.exponentialRampToValueAtTime(0.25, at + 0.02)
  loudness.gain.exponentialRampToValueAtTime(0.0001, at + 0.32)
  wave.connect(loudness).connect(audio.destination)
  wave.start(at)
  wave.stop(at + 0.35)
}

/** Two strokes of the drum; three for a case that cannot wait. */
export function ring(urgent = false): void {
  if (!soundOn.value || !audio || audio.state !== 'running') return
  const now = audio.currentTime
  const strokes = urgent ? [880, 988, 1175] : [659, 880]
  strokes.forEach((pitch, i) => tone(now + i * 0.18, pitch))
}

export function switchSound(): void {
  unlock()
  soundOn.value = !soundOn.value
  remember('gulou.sound', soundOn.value ? 'on' : 'off')
  if (soundOn.value) setTimeout(() => ring(), 60)
}

export function caseCame(number: string): void {
  unseen.add(number)
  ring()
}

export function caseSeen(number: string): void {
  unseen.delete(number)
}
