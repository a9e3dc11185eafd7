// Draws the starter district's synthetic polygons: districts/gulou/areas.csv in, areas.geojson out.
// No official polygon of a Gulou sub-district is public, so these are of our own making: a hand-drawn
// outline, cut into sub-districts by a power diagram whose weights are tuned to plausible sizes, then into
// communities and grids by relaxed Voronoi cells. Only the smallest cells are drawn; every larger area is
// the union of its children, so the levels nest exactly and neighbours share their vertices.
// Same input, same output: run `node tools/demo-polygons.mjs` after changing areas.csv.
import { readFileSync, writeFileSync } from 'node:fs'
import { parseCsv } from './district/csv.mjs'
import { boundsOf, contains, signedArea } from './district/plane.mjs'

const folder = new URL('../districts/gulou/', import.meta.url)
const micro = 1e6 // six decimals: about 0.1 m
const metresPerDegree = { x: 111320 * Math.cos((26.09 * Math.PI) / 180), y: 110850 }

// WGS-84, clockwise from the north-west corner.
const outline = [
  [119.2566, 26.1206], [119.2622, 26.1238], [119.2693, 26.1275], [119.2731, 26.1259], [119.2772, 26.1248],
  [119.2828, 26.1254], [119.2881, 26.1252], [119.2936, 26.1246], [119.2981, 26.1236], [119.3022, 26.1217],
  [119.3024, 26.1178], [119.3041, 26.1139], [119.3064, 26.1088], [119.3088, 26.1034], [119.3106, 26.0988],
  [119.3117, 26.0937], [119.3124, 26.0894], [119.3138, 26.0862], [119.3158, 26.0832], [119.3168, 26.0794],
  [119.3175, 26.0759], [119.3177, 26.0731], [119.3147, 26.0727], [119.3119, 26.0734], [119.3085, 26.0752],
  [119.3040, 26.0758], [119.2995, 26.0750], [119.2950, 26.0746], [119.2905, 26.0747], [119.2866, 26.0738],
  [119.2828, 26.0711], [119.2790, 26.0696], [119.2757, 26.0680], [119.2727, 26.0658], [119.2696, 26.0639],
  [119.2671, 26.0615], [119.2586, 26.0688], [119.2502, 26.0764], [119.2462, 26.0832], [119.2431, 26.0902],
  [119.2394, 26.0990], [119.2432, 26.0984], [119.2476, 26.1004], [119.2530, 26.1036], [119.2559, 26.1080],
  [119.2563, 26.1140],
]

// Sub-district: where it lies, its share of the district, and where its communities lie inside it
// (east and north as fractions of its bounding box).
const plan = {
  '350102001': { at: [119.2965, 26.0950], share: 1.5, inside: { '001': [0.3, 0.7], '002': [0.3, 0.3], '004': [0.7, 0.2], '005': [0.55, 0.5], '006': [0.8, 0.8] } },
  '350102002': { at: [119.2840, 26.0960], share: 2.4, inside: { '002': [0.2, 0.7], '003': [0.45, 0.8], '004': [0.3, 0.3], '005': [0.55, 0.3], '006': [0.75, 0.5], '007': [0.8, 0.2] } },
  '350102003': { at: [119.3045, 26.0990], share: 2.6, inside: { '001': [0.7, 0.3], '002': [0.8, 0.7], '003': [0.5, 0.9], '004': [0.3, 0.6], '005': [0.3, 0.2], '006': [0.4, 0.4], '007': [0.6, 0.6] } },
  '350102004': { at: [119.3000, 26.0885], share: 1.3, inside: { '001': [0.25, 0.5], '003': [0.7, 0.3], '004': [0.75, 0.7], '005': [0.45, 0.8] } },
  '350102005': { at: [119.2870, 26.0850], share: 2.0, inside: { '001': [0.3, 0.75], '002': [0.2, 0.3], '005': [0.5, 0.25], '006': [0.7, 0.2], '007': [0.35, 0.5], '008': [0.8, 0.7] } },
  '350102006': { at: [119.2965, 26.0795], share: 1.4, inside: { '001': [0.8, 0.3], '002': [0.15, 0.5], '003': [0.4, 0.3], '005': [0.65, 0.7] } },
  '350102007': { at: [119.2945, 26.1100], share: 4.2, inside: { '001': [0.8, 0.8], '002': [0.5, 0.1], '003': [0.3, 0.75], '004': [0.6, 0.85], '005': [0.7, 0.5], '006': [0.8, 0.3], '007': [0.5, 0.6], '008': [0.6, 0.25], '009': [0.25, 0.45] } },
  '350102008': { at: [119.3100, 26.0805], share: 2.2, inside: { '001': [0.3, 0.5], '002': [0.5, 0.75], '003': [0.7, 0.85], '004': [0.75, 0.5], '005': [0.6, 0.2] } },
  '350102009': { at: [119.2755, 26.1120], share: 7.6, inside: { '001': [0.85, 0.2], '002': [0.55, 0.45], '003': [0.7, 0.35], '004': [0.65, 0.6], '005': [0.9, 0.5], '006': [0.5, 0.7], '007': [0.25, 0.8], '008': [0.6, 0.1], '009': [0.35, 0.5], '010': [0.75, 0.85], '013': [0.2, 0.4] } },
  '350102100': { at: [119.2620, 26.0860], share: 10.0, inside: { '001': [0.2, 0.6], '002': [0.55, 0.85], '003': [0.75, 0.25], '004': [0.35, 0.8], '005': [0.7, 0.5], '006': [0.9, 0.6], '007': [0.85, 0.8], '008': [0.35, 0.35], '009': [0.55, 0.2], '010': [0.15, 0.4], '011': [0.65, 0.1], '012': [0.5, 0.55] } },
}

// ---- plane geometry in metres ----
const toPlane = ([lon, lat]) => [(lon - 119.28) * metresPerDegree.x, (lat - 26.09) * metresPerDegree.y]
const toDegrees = ([x, y]) => [x / metresPerDegree.x + 119.28, y / metresPerDegree.y + 26.09]

function centroid(ring) {
  const [ox, oy] = ring[0]
  let twice = 0, cx = 0, cy = 0
  ring.forEach((p, i) => {
    const q = ring[(i + 1) % ring.length]
    const [ax, ay, bx, by] = [p[0] - ox, p[1] - oy, q[0] - ox, q[1] - oy]
    const cross = ax * by - bx * ay
    twice += cross
    cx += (ax + bx) * cross
    cy += (ay + by) * cross
  })
  return [ox + cx / (3 * twice), oy + cy / (3 * twice)]
}

/** The part of a ring where a·x + b·y <= c (Sutherland-Hodgman). */
function clip(ring, [a, b, c]) {
  const kept = []
  const side = ([x, y]) => a * x + b * y - c
  ring.forEach((p, i) => {
    const q = ring[(i + 1) % ring.length]
    const [sp, sq] = [side(p), side(q)]
    if (sp <= 0) kept.push(p)
    if ((sp < 0 && sq > 0) || (sp > 0 && sq < 0)) {
      const t = sp / (sp - sq)
      kept.push([p[0] + t * (q[0] - p[0]), p[1] + t * (q[1] - p[1])])
    }
  })
  return kept
}

/** Cells of a power diagram inside a ring: points nearer to seed i, its weight subtracted from the squared distance. */
function cellsOf(ring, seeds, weights) {
  const square = ([x, y]) => x * x + y * y
  return seeds.map((s, i) =>
    seeds.reduce((cell, t, j) => {
      if (i === j || cell.length === 0) return cell
      const c = square(t) - weights[j] - square(s) + weights[i]
      return clip(cell, [2 * (t[0] - s[0]), 2 * (t[1] - s[1]), c])
    }, ring))
}

/** Seeds moved to the middle of their cells a few times, so that cells become even and stay near where they were asked for. */
function relaxedCells(ring, seeds, rounds) {
  const none = seeds.map(() => 0)
  for (let round = 0; round < rounds; round++) {
    const cells = cellsOf(ring, seeds, none)
    seeds = cells.map((cell, i) => (cell.length < 3 ? seeds[i] : centroid(cell)))
  }
  return cellsOf(ring, seeds, none)
}

function weightsForShares(ring, seeds, shares) {
  const total = signedArea(ring)
  const sum = shares.reduce((a, b) => a + b, 0)
  const weights = seeds.map(() => 0)
  for (let round = 0; round < 400; round++) {
    const cells = cellsOf(ring, seeds, weights)
    cells.forEach((cell, i) => {
      const area = cell.length < 3 ? 0 : signedArea(cell)
      weights[i] += 0.15 * ((total * shares[i]) / sum - area)
    })
  }
  return weights
}

function seedsInBox(ring, fractions) {
  const { left, right, bottom, top } = boundsOf(ring)
  const middle = centroid(ring)
  return fractions.map(([east, north]) => {
    let seed = [left + east * (right - left), bottom + north * (top - bottom)]
    while (!contains(ring, seed)) seed = [0.8 * seed[0] + 0.2 * middle[0], 0.8 * seed[1] + 0.2 * middle[1]]
    return seed
  })
}

/** Start positions for a community's grids: on a small circle round its middle. */
function seedsRound(ring, count) {
  const [cx, cy] = centroid(ring)
  const radius = 0.3 * Math.sqrt(signedArea(ring))
  return Array.from({ length: count }, (_, i) => {
    const angle = 0.6 + (2 * Math.PI * i) / count
    return [cx + radius * Math.cos(angle), cy + radius * Math.sin(angle)]
  })
}

/** Every grid's cell in metres, keyed by code. */
function drawGrids(areas) {
  const ring = outline.map(toPlane).reverse()
  const codes = Object.keys(plan)
  const seeds = codes.map((code) => toPlane(plan[code].at))
  const weights = weightsForShares(ring, seeds, codes.map((code) => plan[code].share))
  const grids = new Map()
  cellsOf(ring, seeds, weights).forEach((cell, i) => {
    const inside = Object.entries(plan[codes[i]].inside)
    relaxedCells(cell, seedsInBox(cell, inside.map(([, at]) => at)), 6).forEach((community, j) => {
      const parent = codes[i] + inside[j][0]
      const children = areas.filter((area) => area.level === 'grid' && area.parent === parent)
      relaxedCells(community, seedsRound(community, children.length), 8)
        .forEach((grid, k) => grids.set(children[k].code, grid))
    })
  })
  return grids
}

// ---- from cells to a shared mesh of six-decimal vertices ----
const keyOf = ([x, y]) => `${x},${y}`

/** Adds to each ring the other rings' vertices that lie on its edges, then rounds: afterwards neighbours share whole edges. */
function mesh(cells) {
  const vertices = [...new Map([...cells.values()].flat().map((p) => [`${p[0].toFixed(3)},${p[1].toFixed(3)}`, p])).values()]
  const rounded = (p) => toDegrees(p).map((v) => Math.round(v * micro))
  return new Map([...cells].map(([code, ring]) => {
    const points = ring.flatMap((p, i) => [p, ...verticesOn(p, ring[(i + 1) % ring.length], vertices)])
    const whole = points.map(rounded)
    return [code, whole.filter((p, i) => keyOf(p) !== keyOf(whole[(i + 1) % whole.length]))]
  }))
}

function verticesOn(p, q, vertices) {
  const [dx, dy] = [q[0] - p[0], q[1] - p[1]]
  const length = Math.hypot(dx, dy)
  if (length < 1e-3) return []
  return vertices
    .map((v) => ({ v, along: ((v[0] - p[0]) * dx + (v[1] - p[1]) * dy) / length, off: Math.abs((v[0] - p[0]) * dy - (v[1] - p[1]) * dx) / length }))
    .filter(({ along, off }) => off < 0.005 && along > 0.005 && along < length - 0.005)
    .sort((a, b) => a.along - b.along)
    .map(({ v }) => v)
}

/** Outline of several cells of the mesh: edges walked in both directions cancel, the rest is the ring. */
function unite(rings) {
  const next = new Map()
  const edges = new Set(rings.flatMap((ring) => ring.map((p, i) => `${keyOf(p)} ${keyOf(ring[(i + 1) % ring.length])}`)))
  for (const edge of edges) {
    const [from, to] = edge.split(' ')
    if (edges.has(`${to} ${from}`)) continue
    if (next.has(from)) throw new Error(`the union pinches at ${from}`)
    next.set(from, to)
  }
  const start = next.keys().next().value
  const ring = [start]
  for (let at = next.get(start); at !== start; at = next.get(at)) ring.push(at)
  if (ring.length !== next.size) throw new Error('the union is not one ring')
  return ring.map((key) => key.split(',').map(Number))
}

function feature(area, ring) {
  const coordinates = [...ring, ring[0]].map((p) => p.map((v) => v / micro))
  const properties = { code: area.code, name: area.name_zh, name_en: area.name_en, level: area.level, synthetic: true }
  return JSON.stringify({ type: 'Feature', properties, geometry: { type: 'Polygon', coordinates: [coordinates] } })
}

const areas = parseCsv(readFileSync(new URL('areas.csv', folder), 'utf8'))
const grids = mesh(drawGrids(areas))
const parentOf = new Map(areas.map((area) => [area.code, area.parent]))
const isWithin = (code, ancestor) => code !== undefined && (code === ancestor || isWithin(parentOf.get(code) || undefined, ancestor))
const features = areas.map((area) => feature(area, unite([...grids].filter(([code]) => isWithin(code, area.code)).map(([, ring]) => ring))))
const head = {
  note_zh: '演示用合成边界：本文件所有多边形均为自行绘制，不是官方行政区划界线，不得用于执法、确权或测绘。',
  note_en: 'Synthetic demo boundaries: every polygon here is drawn by this project. None is an official boundary; not for enforcement, ownership or surveying.',
}
const opening = `{"type":"FeatureCollection","synthetic":true,"note":${JSON.stringify(`${head.note_zh} ${head.note_en}`)},"note_zh":${JSON.stringify(head.note_zh)},"note_en":${JSON.stringify(head.note_en)},"features":[\n`
writeFileSync(new URL('areas.geojson', folder), `${opening}${features.join(',\n')}\n]}\n`)
console.log(`areas.geojson: ${features.length} polygons`)
