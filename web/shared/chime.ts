// Sounds of our own making: browsers allow them only after the person's first touch of the page.
import { ref } from 'vue'

export const soundReady = ref(false)
let audio: AudioContext | undefined

export function unlockSound(): void {
  if (typeof AudioContext === 'undefined') return
  audio = audio ?? new AudioContext()
  void audio.resume().then(() => { soundReady.value = audio?.state === 'running' })
}

/** Call once on opening. Not on the way down: the hint that then goes would move what is being clicked from under the pointer. */
export function prepareSound(): void {
  window.addEventListener('click', unlockSound, { once: true, capture: true })
  window.addEventListener('keydown', unlockSound, { once: true })
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

/** Two strokes of the drum; three for what cannot wait. */
export function chime(urgent = false): void {
  if (!audio || audio.state !== 'running') return
  const now = audio.currentTime
  const strokes = urgent ? [880, 988, 1175] : [659, 880]
  strokes.forEach((pitch, i) => tone(now + i * 0.18, pitch))
}
