// The table of run.sh's measurements: report.mjs RAW ITEMS. Median of the rounds, with the least and the most.
import { readFileSync } from 'node:fs'
import { cpus, totalmem, loadavg } from 'node:os'

const [raw, items] = process.argv.slice(2)
const rows = readFileSync(raw, 'utf8').trim().split('\n').map((line) => line.split(' '))
const NAMES = { rt: 'Request Tracker 5', fossil: 'Fossil', gulou: 'Gulou' }

function rates(what, peer, clients) {
  // Gulou's page is two requests; a refused creation is an answer that was not the good one, or none
  const parts = peer === 'gulou' && what !== 'create' ? 2 : 1
  const own = rows.filter(([w, p, c]) => w === what && p === peer && c === String(clients))
  const values = own.map(([, , , seconds, good]) => Number(good) / Number(seconds) / parts).sort((a, b) => a - b)
  const refused = own.reduce((sum, [, , , , good, all, broken]) => sum + Number(all) - Number(good) + Number(broken), 0)
  const missing = own.filter(([, , , , good, , , stored]) => what === 'create' && Number(stored) < Number(good)).length
  return { values, median: values[values.length >> 1] ?? NaN, refused, missing }
}

const number = (value) => (value >= 100 ? Math.round(value).toLocaleString('en') : value.toPrecision(3))
const cell = (rate) => `${number(rate.median)} (${number(rate.values[0])}–${number(rate.values.at(-1))})${rate.refused ? `, ${rate.refused} refused` : ''}${rate.missing ? ', some not stored' : ''}`

console.log(`${cpus()[0].model.trim()}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GB; load average at the end ${loadavg().map((one) => one.toFixed(1)).join(' ')}; ${items} items stored first`)
console.log('median of the rounds (least–most)\n')
console.log(`| | ${Object.values(NAMES).join(' | ')} | Gulou : RT | Gulou : Fossil |\n|---|---|---|---|---|---|`)
for (const [label, what, clients] of [['durable creations/s, 1 client', 'create', 1], ['durable creations/s, 16 clients', 'create', 16], ['list pages/s (50 newest), 16 clients', 'list', 16], ['item pages/s, 16 clients', 'item', 16]]) {
  const [rt, fossil, gulou] = Object.keys(NAMES).map((peer) => rates(what, peer, clients))
  console.log(`| ${label} | ${cell(rt)} | ${cell(fossil)} | ${cell(gulou)} | ${number(gulou.median / rt.median)} | ${number(gulou.median / fossil.median)} |`)
}
const memory = Object.fromEntries(rows.filter(([what]) => what === 'memory').map(([, peer, , mb]) => [peer, Number(mb)]))
console.log(`| memory after the run (PSS of all processes), MB | ${memory.rt} | ${memory.fossil} | ${memory.gulou} | ${number(memory.gulou / memory.rt)} | ${number(memory.gulou / memory.fossil)} |`)
