// Whose pages these are: names, limits, map and texts of the district, and its clock. The last answer is remembered,
// so that a page opened without a connection still knows its limits.
import { ref } from 'vue'
import { api } from './api'
import type { Schemas } from './api'
import { nameOf } from './i18n'
import { recallJson, remember } from './memory'
import { syncClock, useZone } from './time'

export type District = Schemas['District']

const KEPT = 'gulou.district'

export const district = ref<District | null>(recallJson<District | null>(KEPT, null))
if (district.value) useZone(zoneOf(district.value))

function zoneOf(of: District): number {
  return of.limits.timezone_minutes ?? 480
}

/** Also sets the pages' clock; call it on opening and whenever the page comes back to the front. */
export async function loadDistrict(): Promise<District> {
  const sentAt = performance.now()
  const answer = await api('GET /api/district')
  syncClock(answer.server_time, sentAt)
  useZone(zoneOf(answer))
  district.value = answer
  remember(KEPT, JSON.stringify(answer))
  return answer
}

/** A text that the district may change, e.g. districtText('privacy.text'); '' when it has none. */
export function districtText(key: string): string {
  return nameOf(district.value?.texts[key])
}

/** A phone that slept has a clock that stood still: ask the server again when the page is looked at. */
export function keepDistrictFresh(): void {
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') loadDistrict().catch(() => undefined)
  })
}
