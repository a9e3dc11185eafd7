// The polygons: whole, simple, counter-clockwise rings that divide the district without a gap or an overlap.
// The proof is exact: the directed edges of an area's children, after opposite ones cancel, are its own edges.
// Areas and random points are counted as well, because they would catch a mistake in the proof.
import { boundsOf, contains, signedArea } from './plane.mjs'

const samples = 20000

export function checkPolygons(district) {
  const complain = (message) => district.problems.push(`areas.geojson: ${message}`)
  const rings = readRings(district, complain)
  const levels = ['subdistrict', 'community', 'grid']
  const codesOf = (level) => district.areas.filter((area) => area.level === level).map((area) => area.code)
  for (const area of district.areas) if (!rings.has(area.code)) complain(`${area.code} has no polygon`)
  if (district.areas.some((area) => !rings.has(area.code))) return

  for (const parent of district.areas.filter((area) => area.level !== 'grid')) {
    const children = district.areas.filter((area) => area.parent === parent.code).map((area) => rings.get(area.code))
    checkDivision(parent.code, rings.get(parent.code), children, complain)
  }
  const whole = rings.get(codesOf('district')[0])
  let worst = 0
  for (const level of levels) {
    const sum = codesOf(level).reduce((total, code) => total + signedArea(rings.get(code)), 0)
    worst = Math.max(worst, Math.abs(sum / signedArea(whole) - 1))
  }
  if (worst > 1e-9) complain(`areas of the parts differ from the whole by ${worst}`)
  const inside = throwPoints(whole, levels.map((level) => codesOf(level).map((code) => rings.get(code))), complain)
  district.counted.push(`polygons: ${rings.size}; ${samples} random points, ${inside} in the district, each in exactly one ${levels.join(', one ')}; area error ${worst.toExponential(1)}`)
}

function readRings(district, complain) {
  const file = district.areasGeojson
  const rings = new Map()
  if (file.type !== 'FeatureCollection') complain('not a FeatureCollection')
  if (file.synthetic === true && !(/[一-鿿]/.test(file.note ?? '') && /synthetic/i.test(file.note ?? ''))) complain('synthetic, but the note does not say so in both languages')
  for (const { properties, geometry } of file.features) {
    const area = district.areas.find((other) => other.code === properties.code)
    if (!area || area.level !== properties.level || area.name_zh !== properties.name) complain(`${properties.code} ${properties.name} is not a row of areas.csv`)
    if (Boolean(properties.synthetic) !== Boolean(file.synthetic)) complain(`${properties.code}: synthetic differs from the file's`)
    if (rings.has(properties.code)) complain(`${properties.code} has two polygons`)
    const closed = geometry.coordinates[0]
    const ring = closed.slice(0, -1)
    if (geometry.type !== 'Polygon' || geometry.coordinates.length !== 1) complain(`${properties.code}: expected one ring`)
    if (ring.length < 3 || String(closed[0]) !== String(closed.at(-1))) complain(`${properties.code}: the ring is not closed`)
    if (closed.flat().some((v) => Math.abs(v * 1e6 - Math.round(v * 1e6)) > 1e-4)) complain(`${properties.code}: more than six decimals`)
    if (signedArea(ring) <= 0) complain(`${properties.code}: the ring does not run counter-clockwise`)
    if (touchesItself(ring)) complain(`${properties.code}: the ring crosses or touches itself`)
    rings.set(properties.code, ring)
  }
  return rings
}

const cross = (o, a, b) => (a[0] - o[0]) * (b[1] - o[1]) - (a[1] - o[1]) * (b[0] - o[0])

function touchesItself(ring) {
  const n = ring.length
  if (new Set(ring.map(String)).size !== n) return true
  for (let i = 0; i < n; i++) {
    for (let j = i + 2; j < n; j++) {
      if (i === 0 && j === n - 1) continue
      const [a, b, c, d] = [ring[i], ring[i + 1], ring[j], ring[(j + 1) % n]]
      if (cross(a, b, c) * cross(a, b, d) <= 0 && cross(c, d, a) * cross(c, d, b) <= 0) return true
    }
  }
  return false
}

const edgesOf = (ring) => ring.map((p, i) => [String(p), String(ring[(i + 1) % ring.length])])

function checkDivision(code, parent, children, complain) {
  const edges = new Set()
  for (const [from, to] of children.flatMap(edgesOf)) {
    if (edges.has(`${from} ${to}`)) complain(`${code}: two of its parts overlap at ${from}`)
    if (!edges.delete(`${to} ${from}`)) edges.add(`${from} ${to}`)
  }
  for (const [from, to] of edgesOf(parent)) if (!edges.delete(`${from} ${to}`)) complain(`${code}: its parts do not reach the edge at ${from}`)
  if (edges.size > 0) complain(`${code}: ${edges.size} edges of its parts have no neighbour, the first at ${[...edges][0]}`)
}

/** Every random point lies in exactly one part of each level, or in none at all when it is outside. */
function throwPoints(whole, levels, complain) {
  const { left, right, bottom, top } = boundsOf(whole)
  const boxed = levels.map((rings) => rings.map((ring) => ({ ring, box: boundsOf(ring) })))
  const next = chanceFrom(350102)
  let inside = 0, wrong = 0
  for (let i = 0; i < samples; i++) {
    const point = [left + next() * (right - left), bottom + next() * (top - bottom)]
    const expected = contains(whole, point) ? 1 : 0
    inside += expected
    for (const parts of boxed) {
      const hits = parts.filter(({ ring, box }) => point[0] >= box.left && point[0] <= box.right && point[1] >= box.bottom && point[1] <= box.top && contains(ring, point)).length
      if (hits !== expected) wrong++
    }
  }
  if (wrong > 0) complain(`${wrong} of ${samples} random points are not in exactly one part`)
  return inside
}

/** Numbers in 0..1, the same on every run (mulberry32). */
function chanceFrom(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}
