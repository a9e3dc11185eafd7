// What people's pages cost on a filled store: the very requests the pages make, one after the other, then sixteen at a time.
//   node bench/pages.mjs PROGRAM FOLDER [DATABASE]      prints one JSON object
import {Server} from './server.mjs'

const [program, folder, database] = process.argv.slice(2)
const MS = Number(process.env.PAGE_MS ?? 1500)
const server = new Server({program, folder, database, port: Number(process.env.PORT ?? 12531)})
const firstUp = await server.up()

const [dispatcher, centre, leader, street] = await Promise.all(['wufeng', 'centre', 'centreleader', 'wufengleader'].map(login => server.signIn(login)))
const fullPage = '/api/cases?view=desk&sort=due&limit=50'
const list = await server.get('/api/cases?view=desk&sort=due&limit=200', dispatcher)
const all = await server.get('/api/cases?view=all&sort=newest&limit=200', centre)
const open = list.items.map(item => item.number)
const known = all.items.map(item => item.number)
const second = (await server.get(fullPage, dispatcher)).next

// The tracking page's secret stands on the resident's receipt; here cases are sent to get some.
const tracked = []
for (let i = 0; i < 8; i++) tracked.push(await server.submit(i))

const words = ['井盖', '路灯', '噪音', '垃圾', '占道', '油烟', '电动车', '树枝', '漏水', '停车']
const pages = {
  desk: [{path: fullPage, session: dispatcher}],
  'desk, second page': second ? [{path: `${fullPage}&cursor=${encodeURIComponent(second)}`, session: dispatcher}] : [],
  'desk, only overdue': [{path: `${fullPage}&overdue=true`, session: dispatcher}],
  'centre, all open': [{path: '/api/cases?view=open&sort=due&limit=50', session: centre}],
  'centre, newest of all': [{path: '/api/cases?view=all&sort=newest&limit=50', session: centre}],
  'work of a unit': [{path: '/api/cases?view=work&sort=due&limit=50', session: dispatcher}],
  case: open.flatMap(number => [{path: `/api/cases/${number}`, session: dispatcher}]),
  'case, twins': open.map(number => ({path: `/api/cases/${number}/twins`, session: dispatcher})),
  'case, any age': known.map(number => ({path: `/api/cases/${number}`, session: centre})),
  map: [{path: '/api/map', session: centre}],
  search: words.map(word => ({path: `/api/cases?view=all&limit=50&q=${encodeURIComponent(word)}`, session: centre})),
  'dashboard, 30 days': [{path: '/api/dashboard?days=30', session: leader}],
  'dashboard, a year': [{path: '/api/dashboard?days=366', session: leader}],
  'dashboard of a street': [{path: '/api/dashboard?days=30', session: street}],
  // each resident from an address of their own: guessing is limited by address
  tracking: Array.from({length: 1000}, (_, i) => ({path: `/api/track/${tracked[i % tracked.length].number}`, headers: {Authorization: `Tracking ${tracked[i % tracked.length].secret}`, 'X-Forwarded-For': `10.1.${i >> 8}.${i & 255}`}})),
}

const figures = {}
for (const [name, asks] of Object.entries(pages)) {
  if (asks.length === 0) continue
  const began = performance.now()
  await (await fetch(server.base + asks[0].path, {headers: {...asks[0].headers, ...(asks[0].session ? {cookie: asks[0].session.cookie} : {})}})).arrayBuffer()
  const firstMs = performance.now() - began // nothing of it is cached yet
  const alone = server.ask(asks, {ms: MS})
  const crowd = server.ask(asks, {connections: 16, ms: MS})
  figures[name] = {first_ms: firstMs, p50_ms: alone.p50_ms, p99_ms: alone.p99_ms, asked: alone.asked, kb: alone.bytes / 1024, cpu_ms: crowd.cpu_ms, per_second: crowd.per_second, crowd_p99_ms: crowd.p99_ms}
}
const memory = server.memory()
await server.stop()
console.log(JSON.stringify({first_up_ms: firstUp, open: list.total, pages: figures, memory}))
