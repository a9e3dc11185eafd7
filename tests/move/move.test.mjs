// A district moves from its file to PostgreSQL and back: whole, killed in the middle, and while residents report. Run by
// tools/on-postgres.sh (GULOU_TEST_DATABASE), with the release build. Ends what it starts.
import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { createHash, randomUUID } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { Client, PLACE, ROOT, startServer } from '../api/support.mjs'

const GULOU = join(ROOT, 'build/gulou')
const SERVER = process.env.GULOU_TEST_DATABASE
const TABLES = ['server_settings', 'people', 'cases', 'case_events', 'case_clocks', 'case_calls', 'case_texts', 'reporters', 'photos', 'outbox', 'log_tiles', 'log_heads', 'due_items', 'decisions', 'examples']
const work = mkdtempSync(join(tmpdir(), 'gulou-move-'))
const demo = join(work, 'demo')
let databases = 0

function psql(url, sql) {
  const done = spawnSync('psql', [url, '-qAtc', sql], { encoding: 'utf8', env: { ...process.env, LC_ALL: 'C' } })
  assert.equal(done.status, 0, done.stderr)
  return done.stdout.trim()
}

function database() {
  const name = `move_${process.pid}_${++databases}`
  psql(SERVER, `CREATE DATABASE ${name} TEMPLATE template0`)
  return SERVER.replace(/\/[^/]*$/, `/${name}`)
}

/** Runs `gulou move` to its end, or until its progress matches `killAt`: then kill -9. */
function move(from, to, { killAt, flags = [] } = {}) {
  return new Promise((done) => {
    let out = ''
    const child = spawn(GULOU, ['move', '--from', from, '--to', to, ...flags], { env: { ...process.env, LANG: 'en_US.UTF-8', LC_ALL: 'en_US.UTF-8', GULOU_DATABASE: '', GULOU_DATA: '' } })
    const hear = (bytes) => {
      out += bytes
      if (killAt?.test(out)) child.kill('SIGKILL')
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    child.once('exit', (code, signal) => done({ code: code ?? signal, out }))
  })
}

const sha256 = (path) => createHash('sha256').update(readFileSync(path)).digest('hex')
const rowsOf = (folder, table) => {
  const asked = spawnSync('sqlite3', [join(folder, 'gulou.db'), `SELECT * FROM ${table}`], { encoding: 'utf8', maxBuffer: 1 << 28 })
  assert.equal(asked.status, 0, asked.stderr)
  return asked.stdout.split('\n').sort().join('\n').trim()
}
const twice = (folder, table) => {
  const count = spawnSync('sqlite3', [join(folder, 'gulou.db'), `SELECT COUNT(*) FROM ${table}`], { encoding: 'utf8' }).stdout.trim()
  return `${count}|${count}`
}
const numberIn = (out, pattern) => Number(pattern.exec(out)?.[1])
const serve = (data, database = '') => startServer({ data, build: 'release', flags: ['--demo'], env: { GULOU_DEMO_NO_HISTORY: '1', GULOU_DATABASE: database } })

async function stop(server) {
  server.child.kill('SIGTERM')
  assert.equal(await server.ended, 0, server.said)
}

before(() => {
  assert.ok(SERVER, 'run by tools/on-postgres.sh')
  const made = spawnSync(GULOU, ['demo', '--data', demo], { encoding: 'utf8', env: { ...process.env, GULOU_DATABASE: '' } })
  assert.equal(made.status, 0, made.stderr)
})
after(() => rmSync(work, { recursive: true, force: true }))

test('sixty days of a district go to PostgreSQL and back, row by row the same, and leave the source as it was', async () => {
  const there = database()
  const back = join(work, 'back')
  const untouched = sha256(join(demo, 'gulou.db'))
  const gone = await move(`sqlite:${demo}`, there)
  assert.equal(gone.code, 0, gone.out)
  assert.match(gone.out, /every chain whole/)
  assert.match(gone.out, /moving \d+ % \w+ +\d+\/\d+ rows +\d+\/s/)
  assert.equal(sha256(join(demo, 'gulou.db')), untouched)
  assert.equal(psql(there, 'SELECT COUNT(*) FROM case_events_rest'), '0', 'every event lies in the partition of its year')
  const home = await move(there, `sqlite:${back}`, { flags: ['--data', demo] })
  assert.equal(home.code, 0, home.out)
  for (const table of TABLES) assert.equal(rowsOf(back, table), rowsOf(demo, table), table)
  const verified = spawnSync(GULOU, ['verify', '--data', back], { encoding: 'utf8', env: { ...process.env, GULOU_DATABASE: '' } })
  assert.equal(verified.status, 0, `${verified.stdout}${verified.stderr}`)
  assert.match(home.out, /[1-9]\d* photo files are in/)
  assert.ok(existsSync(join(back, 'photos')))
  const again = await move(`sqlite:${demo}`, there)
  assert.equal(again.code, 1, again.out)
  assert.match(again.out, /already holds \d+ rows/)
})

test('a move that is killed in the middle serves nobody, and goes on when it is run again', async () => {
  const there = database()
  const killed = await move(`sqlite:${demo}`, there, { killAt: /moving [3-7]\d %/ })
  assert.equal(killed.code, 'SIGKILL', killed.out)
  const early = spawnSync(GULOU, ['serve', '--data', demo, '--database', there, '--port', '0'], { encoding: 'utf8', env: { ...process.env, LANG: 'en_US.UTF-8', LC_ALL: 'en_US.UTF-8' } })
  assert.notEqual(early.status, 0)
  assert.match(early.stderr, /not whole yet/)
  const other = join(work, 'other')
  await stop(await serve(other))
  const foreign = await move(`sqlite:${other}`, there)
  assert.equal(foreign.code, 1, foreign.out)
  assert.match(foreign.out, /filled from another source/)
  const rest = await move(`sqlite:${demo}`, there)
  assert.equal(rest.code, 0, rest.out)
  const brought = numberIn(rest.out, /seen, (\d+) brought/), all = numberIn(rest.out, /(\d+) rows seen/)
  assert.ok(brought > 0 && brought < all * 0.8, `brought ${brought} of ${all}: it went on`)
  assert.equal(psql(there, 'SELECT COUNT(*), COUNT(DISTINCT (number, seq)) FROM case_events'), twice(demo, 'case_events'))
})

test('residents report while the district moves; after a short stop not one acknowledged case is missing or doubled', async () => {
  const there = database()
  const here = join(work, 'live')
  const server = await serve(here)
  const district = { url: server.url }
  const acknowledged = []
  let going = true
  const report = async () => {
    const resident = new Client(district)
    while (going) {
      const made = await resident.send('POST', '/api/cases', { json: { text: `路灯不亮 ${acknowledged.length}`, position: { ...PLACE.park, source: 'pin' } }, headers: { 'Idempotency-Key': randomUUID(), 'X-Forwarded-For': `10.9.${acknowledged.length >> 8 & 255}.${acknowledged.length & 255}` }, check: false })
      if (made.status === 201) acknowledged.push(made.body)
    }
  }
  const residents = [report(), report(), report(), report()]
  while (acknowledged.length < 100) await new Promise((next) => setTimeout(next, 50))
  const live = await move(`sqlite:${here}`, there)
  assert.equal(live.code, 4, live.out)
  assert.match(live.out, /The source is in use/)
  const copied = Number(psql(there, 'SELECT COUNT(*) FROM cases'))
  assert.ok(copied >= 100, `${copied} cases copied beside the server`)
  going = false
  await Promise.all(residents)
  assert.ok(acknowledged.length > copied, 'residents went on')
  const began = Date.now()
  await stop(server)
  const last = await move(`sqlite:${here}`, there)
  assert.equal(last.code, 0, last.out)
  const then = await serve(here, there)
  console.log(`# ${acknowledged.length} cases, ${copied} copied beside the server; stopped for ${Date.now() - began} ms`)
  assert.equal(psql(there, 'SELECT string_agg(number, \',\' ORDER BY number) FROM cases'), acknowledged.map((made) => made.number).sort().join(','))
  const mine = new Client({ url: then.url })
  mine.secret = acknowledged.at(-1).secret
  const seen = await mine.get(`/api/track/${acknowledged.at(-1).number}`, { check: false })
  assert.equal(seen.status, 200, `the last resident's link still opens: ${JSON.stringify(seen.body)}`)
  const more = await new Client({ url: then.url }).send('POST', '/api/cases', { json: { text: '路灯不亮', position: { ...PLACE.park, source: 'pin' } }, headers: { 'Idempotency-Key': randomUUID() }, check: false })
  assert.equal(more.status, 201)
  const used = await move(there, `sqlite:${join(work, 'while')}`)
  assert.equal(used.code, 4, 'a served PostgreSQL is known to be in use')
  await stop(then)
})

test('a target of a newer program and a source of an older one are refused', async () => {
  const newer = database()
  spawnSync(GULOU, ['migrate', '--database', newer], { env: { ...process.env, GULOU_DATABASE: '' } })
  psql(newer, "INSERT INTO schema_migrations VALUES (9999, 'later', 0)")
  const refused = await move(`sqlite:${demo}`, newer)
  assert.equal(refused.code, 1, refused.out)
  assert.match(refused.out, /9999/)
  const old = join(work, 'other')
  spawnSync('sqlite3', [join(old, 'gulou.db'), 'DELETE FROM schema_migrations WHERE number = (SELECT MAX(number) FROM schema_migrations)'])
  const before = await move(`sqlite:${old}`, database())
  assert.equal(before.code, 1, before.out)
  assert.match(before.out, /bring the source/)
  const nowhere = await move(`sqlite:${join(work, 'nowhere')}`, newer)
  assert.equal(nowhere.code, 1, nowhere.out)
  assert.ok(!existsSync(join(work, 'nowhere')), 'and nothing was made there')
})
