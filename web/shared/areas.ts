// The district's polygons, asked for once per level and shared by every map of the page.
import { api } from './api'
import type { Schemas } from './api'

export type Areas = Schemas['AreaCollection']
export type Level = 'district' | 'subdistrict' | 'community' | 'grid'

const loaded = new Map<Level, Promise<Areas>>()

export function areasOf(level: Level): Promise<Areas> {
  const known = loaded.get(level)
  if (known) return known
  const asked = api('GET /api/areas', { query: { level } })
  loaded.set(level, asked)
  asked.catch(() => loaded.delete(level))
  return asked
}
