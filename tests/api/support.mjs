// A district of its own for each test file: the debug build (AddressSanitizer, UBSan) on a free port with a fresh data
// folder and the demo accounts; clients that sign in, track and upload. Every answer is held against the contract.
// The clients stand behind a proxy (X-Forwarded-For), each at an address of its own, as residents do.
import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { checkAnswer } from './contract.mjs'

export const ROOT = fileURLToPath(new URL('../..', import.meta.url))
export const PASSWORD = 'gulou-demo-2026'
const READY_MS = 90_000
const FIXTURES = join(ROOT, 'tests/photos/fixtures')

/** Places in 五凤街道 (synthetic polygons), some kilometres apart from `far`, which lies in 鼓东街道. */
export const PLACE = { park: { lat: 26.1079, lon: 119.2741 }, far: { lat: 26.0903, lon: 119.3015 }, beijing: { lat: 39.9042, lon: 116.4074 } }
export const UNIT = { wufeng: '350102009', guxi: '350102002', pingxi: '350102009001', garden: 'YLZX', city: 'CGJ', building: 'JSJ', water: 'SWJT', supervision: 'XNDC', centre: 'CEN' }

/** Runs the program to its end: { code, out }. */
export function run(program, args, { env } = {}) {
  return new Promise((done) => {
    let out = ''
    const data = args.indexOf('--data')
    const database = data >= 0 ? databaseOf(args[data + 1]) : {}
    const child = spawn(program, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...database, ...env } })
    child.stdout.on('data', (bytes) => { out += bytes })
    child.stderr.on('data', (bytes) => { out += bytes })
    child.once('exit', (code, signal) => done({ code: code ?? signal, out }))
  })
}

/** With GULOU_TEST_DATABASE=postgres://… each data folder has a schema of its own on that server; with GULOU_TEST_DISTRIBUTE=1
 *  its tables are spread over the nodes of the Citus cluster behind that address before anything is stored. */
function databaseOf(data) {
  const server = process.env.GULOU_TEST_DATABASE
  if (!server) return {}
  const schema = 't_' + Buffer.from(data).toString('hex').slice(-40)
  const made = spawnSync('psql', [server, '-qc', `CREATE SCHEMA IF NOT EXISTS ${schema}`], { encoding: 'utf8' })
  assert.equal(made.status, 0, made.stderr)
  const GULOU_DATABASE = `${server}?options=-csearch_path%3D${schema}`
  if (process.env.GULOU_TEST_DISTRIBUTE === '1') {
    const spread = spawnSync(join(ROOT, 'build/debug/gulou'), ['migrate', '--distribute'], { encoding: 'utf8', env: { ...process.env, GULOU_DATABASE } })
    assert.equal(spread.status, 0, spread.stderr)
  }
  return { GULOU_DATABASE }
}

/** Starts the server on a data folder and waits for its `listening on`. */
export async function startServer({ data, build = process.env.GULOU_TEST_BUILD ?? 'debug', port = 0, flags = [], env = {} }) {
  const program = join(ROOT, build === 'debug' ? 'build/debug/gulou' : 'build/gulou')
  assert.ok(existsSync(program), `${program} is missing: make VARIANT=debug build/debug/gulou build/debug/gulou-image`)
  const child = spawn(program, ['serve', '--data', data, '--port', String(port), '--proxies', '127.0.0.1', ...flags], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ASAN_OPTIONS: 'detect_leaks=1:abort_on_error=0', UBSAN_OPTIONS: 'print_stacktrace=1', ...databaseOf(data), ...env },
  })
  const server = { child, program, said: '', url: '' }
  server.ended = new Promise((done) => child.once('exit', (code, signal) => done(code ?? signal)))
  await new Promise((done, refuse) => {
    const late = setTimeout(() => refuse(new Error(`not ready after ${READY_MS} ms:\n${server.said}`)), READY_MS)
    const hear = (bytes) => {
      server.said += bytes
      const url = /^listening on (\S+)/m.exec(server.said)?.[1]
      if (!url || server.url) return
      server.url = url
      clearTimeout(late)
      done()
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    child.once('exit', (code) => refuse(new Error(`the server ended with ${code}:\n${server.said}`)))
  })
  return server
}

let addresses = 0
function newAddress() {
  addresses++
  return `10.${(addresses >> 16) & 255}.${(addresses >> 8) & 255}.${addresses & 255}`
}

/** Somebody at a phone or a desk. `get`, `post` … answer { status, body, headers, bytes }, checked against the contract. */
export class Client {
  constructor(district, { language = 'zh-CN', login = null } = {}) {
    Object.assign(this, { district, language, login, address: newAddress(), cookie: null, csrf: null, secret: null, session: null })
  }

  /** How a request travels; whoever stands elsewhere overrides it. */
  fetch(url, options) { return fetch(url, options) }

  async send(method, path, { json, body, headers = {}, check = true } = {}) {
    const all = { 'Accept-Language': this.language, 'X-Forwarded-For': this.address }
    if (this.cookie) all.Cookie = this.cookie
    if (this.csrf && method !== 'GET') all['X-CSRF-Token'] = this.csrf
    if (this.secret) all.Authorization = `Tracking ${this.secret}`
    if (json !== undefined) all['Content-Type'] = 'application/json'
    Object.assign(all, headers)
    for (const name of Object.keys(all)) if (all[name] === null) delete all[name]
    const answer = await this.fetch(this.district.url + path, { method, headers: all, body: json !== undefined ? JSON.stringify(json) : body })
    const bytes = Buffer.from(await answer.arrayBuffer())
    const type = (answer.headers.get('content-type') ?? '').split(';')[0]
    const result = { method, path, status: answer.status, headers: answer.headers, type, bytes, language: all['Accept-Language'] ?? 'zh', asReporter: Boolean(this.secret) }
    if (type.endsWith('json')) result.body = JSON.parse(bytes)
    if (check) checkAnswer(result)
    return result
  }

  get(path, more) { return this.send('GET', path, more) }
  post(path, json, more) { return this.send('POST', path, { json, ...more }) }
  delete(path, more) { return this.send('DELETE', path, more) }

  /** The same, but the test fails on any other status than `status`. */
  async must(status, method, path, json, more) {
    const answer = await this.send(method, path, { json, ...more })
    assert.equal(answer.status, status, `${this.login ?? 'resident'}: ${method} ${path} ${JSON.stringify(json)?.slice(0, 200)} → ${JSON.stringify(answer.body)?.slice(0, 400)}`)
    return answer.body
  }

  async signIn(login, password = PASSWORD) {
    this.login = login
    const answer = await this.post('/api/session', { login, password })
    assert.equal(answer.status, 200, `${login} could not sign in: ${JSON.stringify(answer.body)}`)
    this.take(answer)
    return this
  }

  take(answer) {
    this.cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? this.cookie
    this.session = answer.body
    this.csrf = answer.body.csrf
  }

  /** The case as this person sees it now. */
  see(number) { return this.must(200, 'GET', `/api/cases/${number}`) }

  /** Looks at the case, then acts; answers the case as it then is. */
  async act(number, action, fields = {}) {
    const { version } = await this.see(number)
    return this.must(200, 'POST', `/api/cases/${number}/${action}`, { version, ...fields })
  }

  /** Tries an action without looking first. */
  try(number, action, fields = {}, more) { return this.post(`/api/cases/${number}/${action}`, fields, more) }

  async upload(bytes, { name = 'photo.jpg', type = 'image/jpeg', check = true } = {}) {
    const form = new FormData()
    form.append('photo', new Blob([bytes], { type }), name)
    return this.send('POST', '/api/photos', { body: form, check })
  }

  /** Uploads a fixture and answers its identifier. */
  async photo(name = 'upright.jpg') {
    const answer = await this.upload(fixture(name), { name })
    assert.equal(answer.status, 201, JSON.stringify(answer.body))
    return answer.body.photo.id
  }
}

export const fixture = (name) => readFileSync(join(FIXTURES, name))
export const ELEMENTS = { received: '今日 10:20 接件', contacted: '已电话联系诉求人', measure: '清理垃圾并劝离露营者', limit: '当日办结，每日巡查' }

/** A server with a fresh district. `clean()` stops it: a clean exit, no sanitizer report, and `verify` finds no fault. */
export class District {
  static async open({ demo = true, ...more } = {}) { // more: flags (instead of demo) and env of startServer
    const district = new District()
    district.data = mkdtempSync(join(tmpdir(), 'gulou-api-'))
    district.clients = new Map()
    district.server = await startServer({ data: district.data, flags: demo ? ['--demo'] : [], env: { GULOU_DEMO_NO_HISTORY: '1' }, ...more })
    district.url = district.server.url
    return district
  }

  resident(more) { return new Client(this, more) }

  /** The person's client, signed in once; one after the other, since a password costs what it must. */
  as(login) {
    if (!this.clients.has(login)) {
      const signed = (this.signing ?? Promise.resolve()).then(() => new Client(this).signIn(login))
      this.signing = signed.catch(() => {})
      this.clients.set(login, signed)
    }
    return this.clients.get(login)
  }

  /** Whoever holds the tracking secret of a case. */
  reporter({ number, secret }, more) {
    const client = new Client(this, more)
    client.secret = secret
    client.number = number
    return client
  }

  /** A resident's report, by default litter in a park of 五凤街道 that the brain knows. */
  async report(fields = {}, by = this.resident()) {
    const made = await by.must(201, 'POST', '/api/cases', { text: '江厝路街头公园里，很多人露营乱扔垃圾', position: { ...PLACE.park, source: 'pin' }, ...fields }, { headers: { 'Idempotency-Key': randomUUID() } })
    return { ...made, reporter: this.reporter(made) }
  }

  async advance(minutes) {
    const centre = await this.as('centre')
    return centre.must(200, 'POST', '/api/demo/advance', { minutes })
  }

  async clean({ flags = [], env = {} } = {}) {
    this.server.child.kill('SIGTERM')
    const forced = setTimeout(() => this.server.child.kill('SIGKILL'), 20_000)
    const code = await this.server.ended
    clearTimeout(forced)
    assert.equal(code, 0, `the server ended with ${code}:\n${this.server.said.slice(-4000)}`)
    assert.doesNotMatch(this.server.said, /ERROR: \w+Sanitizer|runtime error:/, this.server.said.slice(0, 6000))
    const verified = await run(this.server.program, ['verify', '--data', this.data, ...flags], { env })
    assert.equal(verified.code, 0, `verify: ${verified.out}`)
    rmSync(this.data, { recursive: true, force: true })
  }
}

/** The starter district copied into `to`, without quiet hours, so that the tests do not depend on the hour, and with passwords alone. */
export function calmDistrict(to) {
  cpSync(join(ROOT, 'districts/gulou'), to, { recursive: true, filter: (path) => !path.includes('/photos') })
  const ini = join(to, 'district.ini')
  writeFileSync(ini, readFileSync(ini, 'utf8').replace(/quiet_(from|until)_hour = \d+/g, 'quiet_$1_hour = 0').replace(/second_factor_roles = .*/, 'second_factor_roles ='))
  return to
}

/** Waits until `probe` answers something true; fails after `ms`. */
export async function eventually(probe, what, ms = 5000) {
  const until = Date.now() + ms
  for (;;) {
    const seen = await probe()
    if (seen) return seen
    if (Date.now() > until) assert.fail(`still not after ${ms} ms: ${what}`)
    await new Promise((done) => setTimeout(done, 50))
  }
}
