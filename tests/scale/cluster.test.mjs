// Three servers on one PostgreSQL behind a proxy. What one of them knows all know; and while reports and desk actions go
// on, a server is killed, the database is killed, another server is stopped: nothing acknowledged is lost or doubled,
// every deadline fires once, every notice leaves once, and all come back by themselves.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { Client, eventually, PASSWORD } from '../api/support.mjs'
import { chances, PROGRAM, run } from '../crash/load.mjs'
import { City, Cluster, FASTER, listen, pause, Visitor } from './cluster.mjs'

const seed = Number(process.env.GULOU_SEED ?? Date.now() % 1_000_000)
const ALL = [0, 1, 2]
let cluster
before(async () => { cluster = await Cluster.open() }, { timeout: 60_000 })
after(() => cluster?.close())

/** Somebody who talks to one server, not through the proxy. */
const at = (i, more) => new Client({ url: cluster.url(i) }, more)
/** The same person and session, at another server. */
const moved = (client, i) => Object.assign(at(i), { cookie: client.cookie, csrf: client.csrf, login: client.login })
const ready = async (i) => (await at(i).get('/readyz', { check: false }).catch(() => ({ status: 0 })))

test('three servers begin at once on an empty database, and are one house', async () => {
  await Promise.all(ALL.map((i) => cluster.start(i, ['--demo'])))
  const people = readFileSync(join(cluster.district, 'people.csv'), 'utf8').trim().split('\n').length - 1
  assert.equal(Number(cluster.ask('SELECT COUNT(*) FROM people')[0][0]), people)
  assert.equal(Number(cluster.ask("SELECT COUNT(*) FROM models")[0][0]), 1, 'one of them learns, the others wait')
  const { now } = await (await at(0).signIn('centre')).must(200, 'POST', '/api/demo/advance', { minutes: 60 })
  for (const i of ALL) await eventually(async () => Date.parse((await at(i).must(200, 'GET', '/api/district')).server_time) >= Date.parse(now), `server ${i} follows the demo's clock`)
  for (const i of ALL) assert.equal(await cluster.end(i), 0)
  await Promise.all(ALL.map((i) => cluster.start(i, ['--spool'])))
  await cluster.startProxy()
  for (const i of ALL) assert.equal((await ready(i)).status, 200)
})

test('a session holds at every server, and ends at every server', async () => {
  const here = await at(0).signIn('wufeng')
  for (const i of ALL) assert.equal((await moved(here, i).get('/api/session')).status, 200)
  assert.equal((await moved(here, 2).delete('/api/session')).status, 204)
  for (const i of ALL) assert.equal((await moved(here, i).get('/api/session')).status, 401, `server ${i} still lets in whoever signed out`)
})

test('who guesses a password is held back by all servers together', async () => {
  const statuses = []
  for (let i = 0; i < 8; i++) statuses.push((await at(i % 3).post('/api/session', { login: 'guxi', password: `guess ${i} of many` })).status)
  assert.equal(statuses[0], 401)
  assert.equal(statuses[7], 429, statuses.join(' '))
  assert.equal((await at(0).post('/api/session', { login: 'guxi', password: PASSWORD })).status, 429, 'also with the right one')
})

test('a change at one server reaches the live lines of the others, and all think alike', async () => {
  const desk = await at(0).signIn('wufeng')
  const lines = ALL.map((i) => listen(cluster.url(i), desk))
  await eventually(() => lines.every(({ open }) => open), 'the lines are open')
  const made = await at(1).must(201, 'POST', '/api/cases', { text: '路灯不亮了', position: { lat: 26.1079, lon: 119.2741, source: 'pin' } }, { headers: { 'Idempotency-Key': `live-${seed}` } })
  for (const line of lines) await eventually(() => line.heard.some(({ number }) => number === made.number), 'the new case, wherever the desk listens', 3000)
  const again = await at(2).must(201, 'POST', '/api/cases', { text: '路灯不亮了', position: { lat: 26.1079, lon: 119.2741, source: 'pin' } }, { headers: { 'Idempotency-Key': `live-${seed}` } })
  assert.equal(again.number, made.number)
  const leader = await at(0).signIn('centreleader')
  await leader.must(200, 'POST', '/api/event-mode', { event: 'typhoon', on: true })
  for (const i of ALL) assert.equal((await moved(leader, i).must(200, 'GET', '/api/event-mode')).now[0]?.event, 'typhoon', `server ${i} does not know the event mode`)
  for (const line of lines) await eventually(() => line.heard.some(({ name }) => name === 'event_mode'), 'the event mode is told', 3000)
  for (const line of lines) line.close()
  await eventually(async () => new Set(await Promise.all(ALL.map(async (i) => (await ready(i)).body.model))).size === 1, 'one model everywhere', 15_000)
})

const violations = (text) => cluster.ask(text).map((row) => row.join(' '))
const ALERTS = "SELECT number, body::jsonb->'detail'->>'clock' AS clock, CAST(body::jsonb->'detail'->>'rung' AS INT) AS rung FROM case_events WHERE action = 'CLOCK_ALERT'"

test(`servers and the database die under load: nothing acknowledged is lost, nothing happens twice (GULOU_SEED=${seed})`, { timeout: 150_000 }, async (t) => {
  const city = new City(cluster, chances(seed))
  await city.begin()
  const lines = ALL.map((i) => listen(cluster.url(i), city.desk))
  const letters = fetchLetters()
  city.start()
  await pause(6000)

  // the server that fires deadlines is killed
  const [holder] = cluster.holder('fire_clocks')
  const victim = cluster.serverOf(holder)
  assert.ok(victim >= 0, 'no server bears the name of the holder')
  const killed = Date.now()
  assert.equal(await cluster.end(victim, 'SIGKILL'), 'SIGKILL')
  t.diagnostic(`a report is taken ${await city.taken()} ms after a server was killed`)
  await pause(2000)
  await cluster.start(victim, ['--spool'])
  await eventually(() => { const now = cluster.holder('fire_clocks'); return now && now[0] !== holder && now[1] === 't' }, 'another fires the deadlines', 30_000)
  t.diagnostic(`its jobs are another's after ${Date.now() - killed} ms`)

  // the database is killed
  await pause(1000)
  const others = ALL.filter((i) => i !== victim)
  cluster.killDatabase()
  const away = Date.now()
  await pause(4000)
  for (const i of ALL) {
    const begun = Date.now()
    const [live, able] = [await at(i).get('/livez', { check: false }), await ready(i)]
    assert.deepEqual([live.status, able.status], [200, 503], `server ${i} without its database`)
    assert.ok(Number(able.headers.get('retry-after')) > 0)
    assert.ok(Date.now() - begun < 2500, `${Date.now() - begun} ms to say so`)
  }
  cluster.startDatabase()
  const back = Date.now()
  t.diagnostic(`the database was away for ${back - away} ms; a report is taken ${await city.taken()} ms after it is back`)
  for (const i of ALL) await eventually(async () => (await ready(i)).status === 200, `server ${i} comes back by itself`, 10_000)
  for (const i of others) await eventually(() => lines[i].heard.some(({ name }) => name === 'reload'), 'pages that may have missed something look anew', 10_000)
  const during = city.reads.filter((read) => read.at > away + 500 && read.at + read.ms < back)
  assert.ok(during.length > 5 && during.every(({ status }) => status === 503), `readers meanwhile: ${during.map(({ status }) => status)}`)
  assert.ok(during.every(({ ms }) => ms < 3000), `readers waited ${Math.max(...during.map(({ ms }) => ms))} ms`)

  // another server is stopped
  await pause(3000)
  const stopped = Date.now()
  const before = city.refusals.length
  assert.equal(await cluster.end(others[0]), 0)
  await pause(3000)
  t.diagnostic(`${city.refusals.slice(before).length} requests refused while a server stopped within ${Date.now() - 3000 - stopped} ms`)
  await city.stop()

  // the last ladder is climbed to its end
  const last = Date.now()
  await pause(Math.max(0, 1.5 * 60_000 / FASTER + 2000 - (Date.now() - last)))
  await eventually(() => cluster.ask("SELECT COUNT(*) FROM outbox WHERE state = 'waiting'")[0][0] === '0', 'all letters are on their way', 60_000)
  await pause(200)
  letters.stop()

  const kept = new Set(cluster.ask('SELECT number FROM cases').map(([number]) => number))
  for (const { number } of city.acks) assert.ok(kept.has(number), `${number} was acknowledged and is lost`)
  assert.equal(new Set(city.acks.map(({ number }) => number)).size, city.acks.length, 'two reports, one number')
  assert.equal(kept.size, city.acks.length + 1, 'a case nobody was told of') // the one of the live lines
  const versions = new Map(cluster.ask('SELECT number, COUNT(*) FROM case_events GROUP BY 1'))
  const there = await new Visitor(cluster.door).signIn('wufeng')
  for (const [number, version] of city.acted) assert.ok((await there.see(number)).version >= version, `an acknowledged action on ${number} is lost`)
  assert.ok(versions.size === kept.size)

  assert.deepEqual(violations(`SELECT number, clock, rung, COUNT(*) FROM (${ALERTS}) e GROUP BY 1, 2, 3 HAVING COUNT(*) > 1`), [], 'a rung that fired twice')
  assert.deepEqual(violations(`SELECT k.number, k.id, k.alerted, MAX(e.rung) FROM case_clocks k LEFT JOIN (${ALERTS}) e ON e.number = k.number AND e.clock = k.id GROUP BY 1, 2, 3 HAVING k.alerted <> COALESCE(MAX(e.rung), 0)`), [], 'a rung without its event')
  assert.deepEqual(violations(`SELECT number, id, alerted FROM case_clocks WHERE kind = 'T1' AND stopped_at = 0 AND alerted < 150`), [], 'a ladder that was not climbed to its end')
  assert.deepEqual(violations('SELECT number, recipient, body, COUNT(*) FROM outbox GROUP BY 1, 2, 3 HAVING COUNT(*) > 1'), [], 'a notice written twice')
  assert.deepEqual(violations("SELECT k.number FROM case_clocks k WHERE k.kind = 'T1' AND k.alerted >= 100 AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.number = k.number AND o.recipient = 'centre')"), [], 'an overdue case of which the centre was not told')
  const sent = cluster.ask("SELECT id FROM outbox WHERE state = 'sent'").map(([id]) => id)
  assert.deepEqual(sent.filter((id) => !letters.seen.has(id)), [], 'a letter that never left')
  // between handing a letter over and noting it, a killed server leaves at most the one in its hand to be handed over again
  const twice = [...letters.seen].filter(([, times]) => times > 1)
  assert.ok(twice.length <= 1, `letters that left twice: ${twice}`)

  const alerts = Number(cluster.ask(`SELECT COUNT(*) FROM (${ALERTS}) e`)[0][0])
  t.diagnostic(`${city.acks.length} reports (${city.repeats} repeats, ${city.both} keys sent twice at once), ${city.acted.size} cases acted on, ${alerts} alerts, ${sent.length} letters, ${city.refusals.length} refusals, ${city.reads.length} looks`)
  assert.ok(city.acks.length > 60 && city.acted.size > 10 && alerts > 60 && sent.length > 60 && city.repeats > 0 && city.both > 0, 'the load was too light')
  const { code, out } = await run(PROGRAM, ['verify', '--data', cluster.data], { env: cluster.env })
  assert.equal(code, 0, out)
})

test('a district imported meanwhile is noticed by every server that runs, and loaded by one that starts', async () => {
  cluster.edit('clocks.csv', (text) => text.replace(/^(T1,.*),1m,/gm, '$1,10m,'))
  const { code, out } = await run(PROGRAM, ['import', '--data', cluster.data, cluster.district], { env: cluster.env })
  assert.equal(code, 0, out)
  const up = ALL.filter((i) => cluster.servers[i])
  for (const i of up) await eventually(async () => (await ready(i)).body.district === 'behind', `server ${i} notices`, 15_000)
  for (const i of up) assert.equal(await cluster.end(i), 0, `server ${i} ends cleanly`)
  await cluster.start(up[0], ['--spool'])
  assert.equal((await ready(up[0])).body.district, 'current')
  assert.equal(await cluster.end(up[0]), 0)
})

/** The gateway: takes each letter and deletes it, and knows how often it saw each. */
function fetchLetters() {
  const folder = join(cluster.data, 'outbox')
  const letters = { seen: new Map(), stop: () => clearInterval(timer) }
  const timer = setInterval(() => {
    for (const name of readdirSync(folder)) {
      if (!name.endsWith('.json') || name.startsWith('.')) continue
      letters.seen.set(name.slice(0, -5), (letters.seen.get(name.slice(0, -5)) ?? 0) + 1)
      rmSync(join(folder, name))
    }
  }, 20)
  return letters
}
