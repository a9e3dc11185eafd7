// The district's polygons, asked for once per level and shared by every map of the page. The last answer is kept in the
// browser's cache, so that a map opened without a connection is no empty sheet.
import { api, NetworkFailure } from './api'
import type { Schemas } from './api'

export type Areas = Schemas['AreaCollection']
export type Level = 'district' | 'subdistrict' | 'community' | 'grid'

const KEPT = 'areas.gulou'
const nameOf = (level: Level) => `/kept/areas/${level}`

async function keep(level: Level, answer: Areas): Promise<void> {
  if (!('caches' in window)) return
  const box = await caches.open(KEPT)
  await box.put(nameOf(level), new Response(JSON.stringify(answer)))
}

async function keptOf(level: Level): Promise<Areas | null> {
  if (!('caches' in window)) return null
  const kept = await (await caches.open(KEPT)).match(nameOf(level))
  return kept ? ((await kept.json()) as Areas) : null
}

async function ask(level: Level): Promise<Areas> {
  try {
    const answer = await api('GET /api/areas', { query: { level } })
    keep(level, answer).catch(() => undefined) // a full phone draws its maps from the server
    return answer
  } catch (thrown) {
    const kept = thrown instanceof NetworkFailure ? await keptOf(level).catch(() => null) : null
    if (!kept) throw thrown
    return kept
  }
}

const loaded = new Map<Level, Promise<Areas>>()

export function areasOf(level: Level): Promise<Areas> {
  const known = loaded.get(level)
  if (known) return known
  const asked = ask(level)
  loaded.set(level, asked)
  asked.catch(() => loaded.delete(level))
  return asked
}
