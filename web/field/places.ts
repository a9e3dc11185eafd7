// Where I am, how far it is, and how to get there. The position is asked for only when the person wants it, or has
// allowed it before; why it failed is said in words that help.
import { ref } from 'vue'
import type { Schemas } from '../shared/api'
import { serverNow } from '../shared/time'
import { t } from './words'

export type Position = Schemas['Position']
export interface Fix {
  lat: number
  lon: number
  accuracyM: number
  at: number
}
interface Point {
  lat: number
  lon: number
}

const GOOD_ENOUGH_M = 30
const PATIENCE_MS = 12_000
const EARTH_M = 6_371_008.8

export const here = ref<Fix | null>(null)

function fixOf({ coords }: GeolocationPosition): Fix {
  return { lat: coords.latitude, lon: coords.longitude, accuracyM: Math.round(coords.accuracy), at: serverNow() }
}

function whyNot(code: number): string {
  return t(code === 1 ? 'gpsRefused' : code === 3 ? 'gpsSlow' : 'gpsUnavailable')
}

/** Listens until the position is good or patience ends, and takes the best heard. Rejects with a sentence. */
export function locate(): Promise<Fix> {
  if (!window.isSecureContext || !navigator.geolocation) return Promise.reject(new Error(t('gpsInsecure')))
  return new Promise((done, refuse) => {
    let best: Fix | null = null
    const finish = (failure?: number) => {
      navigator.geolocation.clearWatch(watching)
      clearTimeout(timer)
      if (best) here.value = best
      if (best) done(best)
      else refuse(new Error(whyNot(failure ?? 3)))
    }
    const watching = navigator.geolocation.watchPosition(
      (heard) => {
        const fix = fixOf(heard)
        if (!best || fix.accuracyM <= best.accuracyM) best = fix
        if (fix.accuracyM <= GOOD_ENOUGH_M) finish()
      },
      ({ code }) => finish(code),
      { enableHighAccuracy: true, timeout: PATIENCE_MS, maximumAge: 5000 },
    )
    const timer = setTimeout(() => finish(), PATIENCE_MS)
  })
}

/** Follows the phone without asking, where the person has allowed it before. */
export async function followIfAllowed(): Promise<void> {
  const allowed = await navigator.permissions?.query({ name: 'geolocation' }).catch(() => null)
  if (allowed?.state !== 'granted') return
  navigator.geolocation.watchPosition((heard) => { here.value = fixOf(heard) }, () => undefined, { maximumAge: 30_000 })
}

/** Great-circle distance, as the server measures it. */
export function metresBetween(a: Point, b: Point): number {
  const rad = Math.PI / 180
  const s = (x: number) => Math.sin(x / 2) ** 2
  const h = s((b.lat - a.lat) * rad) + Math.cos(a.lat * rad) * Math.cos(b.lat * rad) * s((b.lon - a.lon) * rad)
  return 2 * EARTH_M * Math.asin(Math.min(1, Math.sqrt(h)))
}

export function farText(metres: number): string {
  if (metres < 1000) return t('metres', { n: Math.round(metres < 100 ? metres : metres / 10) * (metres < 100 ? 1 : 10) })
  return t('kilometres', { n: (metres / 1000).toFixed(metres < 10_000 ? 1 : 0) })
}

export function farFromHere(place: Point | null | undefined): string {
  return place && here.value ? farText(metresBetween(here.value, place)) : ''
}

/** Whether the server will count it as on site: the limit, and at most as much again for the phone's own accuracy. */
export function isOnSite(metres: number, accuracyM: number, limitM: number): boolean {
  return Math.round(metres) <= limitM + Math.min(accuracyM, limitM)
}

/** Opens the phone's own map application. */
export function navigationLink(place: Point, label: string): string {
  const at = `${place.lat.toFixed(6)},${place.lon.toFixed(6)}`
  const apple = /iPhone|iPad|iPod/.test(navigator.userAgent)
  return apple ? `maps://?daddr=${at}` : `geo:${at}?q=${at}(${encodeURIComponent(label)})`
}

export function positionOf(fix: Fix): Position {
  return { lat: fix.lat, lon: fix.lon, accuracy_m: fix.accuracyM, datum: 'WGS84', source: 'gps' }
}

/** Nearest first, going on from each stop to the next: a round for one on foot. */
export function roundFrom<T extends { position: Point | null | undefined }>(start: Point, stops: readonly T[]): T[] {
  const left = stops.filter((stop) => stop.position)
  const round: T[] = []
  let at = start
  while (left.length) {
    const far = left.map((stop) => metresBetween(at, stop.position as Point))
    const next = left.splice(far.indexOf(Math.min(...far)), 1)[0]
    round.push(next)
    at = next.position as Point
  }
  return round.concat(stops.filter((stop) => !stop.position))
}
