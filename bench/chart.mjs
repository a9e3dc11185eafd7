// The picture of a run: what a page costs the server and how long it takes, against how many cases are stored. Both axes are
// logarithmic, so a page whose cost does not hang on the past is a level line.
//   node bench/chart.mjs build/bench/bench.json docs/images/bench      writes .svg and .png
import {spawnSync} from 'node:child_process'
import {copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync} from 'node:fs'
import {resolve} from 'node:path'
import {fileURLToPath} from 'node:url'

const SHOWN = {desk: '#c8102e', 'centre, all open': '#e07b00', case: '#1f6fb4', map: '#6a51a3', search: '#15803d', 'centre, newest of all': '#8b5a2b', tracking: '#0f766e'}
const WIDTH = 1080, HEIGHT = 560, TOP = 96, BOTTOM = 470, PANEL = 330
const short = n => n >= 1e6 ? `${n / 1e6} M` : n >= 1e3 ? `${n / 1e3} k` : String(n)
const escape = text => text.replace(/&/g, '&amp;').replace(/</g, '&lt;')

function scale(from, to, low, high) {
  const a = Math.log10(low), b = Math.log10(high)
  return value => from + (Math.log10(value) - a) / (b - a) * (to - from)
}

// Labels at the ends of lines are pushed apart, never over one another.
function apart(labels) {
  labels.sort((a, b) => a.y - b.y)
  for (let i = 1; i < labels.length; i++) labels[i].y = Math.max(labels[i].y, labels[i - 1].y + 16)
  return labels
}

function panel({left, title, stores, value, low, high, unit}) {
  const counts = stores.map(one => one.cases)
  const x = scale(left, left + PANEL, Math.min(...counts), Math.max(...counts, counts[0] * 10))
  const y = scale(BOTTOM, TOP, low, high)
  let svg = `<text x="${left}" y="${TOP - 16}" class="title">${escape(title)}</text>`
  for (let power = Math.round(Math.log10(low)); power <= Math.log10(high); power++) {
    const at = y(10 ** power)
    svg += `<line x1="${left}" x2="${left + PANEL}" y1="${at}" y2="${at}" class="grid"/><text x="${left - 8}" y="${at + 4}" class="tick end">${10 ** power}</text>`
  }
  for (const count of counts) svg += `<line x1="${x(count)}" x2="${x(count)}" y1="${TOP}" y2="${BOTTOM}" class="grid"/><text x="${x(count)}" y="${BOTTOM + 20}" class="tick middle">${short(count)}</text>`
  svg += `<text x="${left + PANEL / 2}" y="${BOTTOM + 42}" class="axis middle">cases in the store</text>`
  svg += `<text transform="translate(${left - 44} ${(TOP + BOTTOM) / 2}) rotate(-90)" class="axis middle">${unit}</text>`
  const labels = []
  for (const [name, colour] of Object.entries(SHOWN)) {
    const points = stores.filter(one => one.pages[name]).map(one => [x(one.cases), y(Math.max(low, value(one.pages[name])))])
    if (points.length === 0) continue
    svg += `<polyline points="${points.map(at => at.map(n => n.toFixed(1)).join(',')).join(' ')}" fill="none" stroke="${colour}" stroke-width="2.2"/>`
    svg += points.map(([px, py]) => `<circle cx="${px.toFixed(1)}" cy="${py.toFixed(1)}" r="3.6" fill="${colour}"/>`).join('')
    labels.push({name, colour, y: points.at(-1)[1], x: points.at(-1)[0]})
  }
  for (const label of apart(labels)) svg += `<text x="${label.x + 10}" y="${(label.y + 4).toFixed(1)}" class="tick" style="fill:${label.colour}">${escape(label.name)}</text>`
  return svg
}

export function chart(figures, path) {
  const stores = figures.stores.filter(one => one.engine === 'sqlite').sort((a, b) => a.cases - b.cases)
  const m = figures.machine
  const power = value => 10 ** value
  const all = stores.flatMap(one => Object.keys(SHOWN).filter(name => one.pages[name]).flatMap(name => [one.pages[name].p50_ms, one.pages[name].cpu_ms]))
  const low = power(Math.floor(Math.log10(Math.max(0.01, Math.min(...all))))), high = power(Math.ceil(Math.log10(Math.max(...all))))
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}">
<style>text{font-family:"DejaVu Sans",Arial,sans-serif;fill:#1f2937}.head{font-size:19px;font-weight:bold}.title{font-size:14px;font-weight:bold}.tick{font-size:12px}.axis{font-size:12.5px;fill:#4b5563}.foot{font-size:11.5px;fill:#6b7280}.end{text-anchor:end}.middle{text-anchor:middle}.grid{stroke:#e5e7eb}</style>
<rect width="100%" height="100%" fill="#fff"/>
<text x="70" y="40" class="head">Pages against the years behind them (SQLite, ten years of cases)</text>
${panel({left: 86, title: 'Answered, one at a time (median)', stores, value: page => page.p50_ms, low, high, unit: 'milliseconds'})}
${panel({left: 610, title: 'Processor time of the server, sixteen at a time', stores, value: page => page.cpu_ms, low, high, unit: 'milliseconds a page'})}
<text x="70" y="${HEIGHT - 18}" class="foot">${escape(`gulou ${m.gulou} ${m.commit}, ${m.when.slice(0, 10)}; ${m.cores} cores of ${m.cpu}, load ${m.load.toFixed(1)} before the run; make bench`)}</text>
</svg>
`
  writeFileSync(`${path}.svg`, svg)
  paint(path)
}

// Debian's Chromium, which the browser tests use too.
function paint(path) {
  const folder = mkdtempSync('/tmp/gulou-chart-')
  const shot = spawnSync('chromium', ['--headless', '--no-sandbox', '--disable-gpu', '--hide-scrollbars', '--force-device-scale-factor=2', `--user-data-dir=${folder}`, `--window-size=${WIDTH},${HEIGHT}`, `--screenshot=${folder}/shot.png`, `file://${resolve(path)}.svg`], {encoding: 'utf8', timeout: 60000})
  if (shot.status === 0) copyFileSync(`${folder}/shot.png`, `${path}.png`)
  else console.error(`no PNG: ${shot.error?.message ?? shot.stderr.trim().split('\n').at(-1)}`)
  rmSync(folder, {recursive: true, force: true})
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [json, path] = process.argv.slice(2)
  chart(JSON.parse(readFileSync(json, 'utf8')), path)
}
