// Gives each place of districts/gulou/gazetteer.csv a synthetic point inside its area's polygon where it has
// none, or where its point fell outside after the polygons were redrawn. Points that are inside stay as they are.
// The point depends only on the place's name and area, so running it twice changes nothing.
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { csvLine, parseCsv } from './district/csv.mjs'
import { boundsOf, contains, distanceToRing } from './district/plane.mjs'

const folder = new URL('../districts/gulou/', import.meta.url)
const read = (name) => readFileSync(new URL(name, folder), 'utf8')
const marginDegrees = 0.0002 // about 20 m: a pin never sits on a boundary

const rings = new Map(JSON.parse(read('areas.geojson')).features.map((f) => [f.properties.code, f.geometry.coordinates[0].slice(0, -1)]))

/** A number in 0..1 that is always the same for the same words. */
const chance = (...words) => createHash('sha256').update(words.join('|')).digest().readUInt32BE(0) / 2 ** 32

function pointInside(ring, place) {
  const { left, right, bottom, top } = boundsOf(ring)
  for (let attempt = 0; attempt < 10000; attempt++) {
    const lon = left + chance(place.name, place.area, 'lon', attempt) * (right - left)
    const lat = bottom + chance(place.name, place.area, 'lat', attempt) * (top - bottom)
    const point = [Math.round(lon * 1e6) / 1e6, Math.round(lat * 1e6) / 1e6]
    if (contains(ring, point) && distanceToRing(ring, point) > marginDegrees) return point
  }
  throw new Error(`no room for ${place.name} in ${place.area}`)
}

const places = parseCsv(read('gazetteer.csv'))
let moved = 0
for (const place of places) {
  if (place.kind === 'district') continue // a neighbour: no point of it is ours
  const ring = rings.get(place.area)
  if (!ring) throw new Error(`${place.name}: no polygon for area ${place.area}`)
  if (place.lat !== '' && contains(ring, [Number(place.lon), Number(place.lat)])) continue
  const [lon, lat] = pointInside(ring, place)
  place.lat = lat.toFixed(6)
  place.lon = lon.toFixed(6)
  moved++
}
const columns = ['name', 'kind', 'area', 'lat', 'lon', 'aliases', 'certain']
writeFileSync(new URL('gazetteer.csv', folder), csvLine(columns) + places.map((place) => csvLine(columns.map((c) => place[c]))).join(''))
console.log(`gazetteer.csv: ${places.length} places, ${moved} given a new point`)
