// Several servers on one private PostgreSQL behind HAProxy, which runs packaging/haproxy.cfg as it is shipped; clients that
// come through it by TLS from addresses of their own; and a city that goes on while servers and the database are killed.
import assert from 'node:assert/strict'
import { execFileSync, spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { appendFileSync, chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { request as plain } from 'node:http'
import { request as secure } from 'node:https'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client, eventually, PLACE, ROOT, startServer } from '../api/support.mjs'
import { BUILD, preload } from '../crash/load.mjs'

export const pause = (ms) => new Promise((done) => setTimeout(done, ms))
export const FASTER = 6 // the city's clock runs so fast, in all processes; leases go by the database's, which does not

/** A port nobody has just now. */
export function freePort() {
  return new Promise((done) => {
    const door = createServer()
    door.listen(0, '127.0.0.1', () => {
      const { port } = door.address()
      door.close(() => done(port))
    })
  })
}

const tool = (...words) => execFileSync(join(ROOT, 'tools/postgres.sh'), words, { encoding: 'utf8' }).trim()

export class Cluster {
  static async open() {
    const cluster = new Cluster()
    cluster.folder = mkdtempSync(join(tmpdir(), 'gulou-cluster-'))
    chmodSync(cluster.folder, 0o711)
    cluster.database = tool('start', join(cluster.folder, 'pg'))
    cluster.data = join(cluster.folder, 'data')
    mkdirSync(cluster.data)
    cluster.ports = [await freePort(), await freePort(), await freePort()]
    cluster.servers = [null, null, null]
    cluster.since = Math.floor(Date.now() / 1000)
    cluster.env = { ...preload('faster', new URL('./faster.c', import.meta.url)), FASTER: String(FASTER), FASTER_SINCE: String(cluster.since), GULOU_DATABASE: cluster.database, GULOU_DEMO_NO_HISTORY: '1' }
    cluster.district = join(cluster.folder, 'district')
    cpSync(join(ROOT, 'districts/gulou'), cluster.district, { recursive: true })
    cluster.edit('clocks.csv', (text) => text.replace(/^(T1,.*),10m,/gm, '$1,1m,')) // a minute to respond: ten seconds here
    // no letter waits for the morning or for the next minute: each shall be seen to leave once
    cluster.edit('district.ini', (text) => text.replace(/quiet_(from|until)_hour = \d+/g, 'quiet_$1_hour = 0').replace(/letters_day = \d+/, 'letters_day = 1000').replace(/letters_minute = \d+/, 'letters_minute = 100000'))
    return cluster
  }

  edit(file, change) {
    const path = join(this.district, file)
    const before = readFileSync(path, 'utf8')
    const after = change(before)
    assert.notEqual(after, before, file)
    writeFileSync(path, after)
  }

  /** The city's time. */
  now() { return this.since * 1000 + (Date.now() - this.since * 1000) * FASTER }

  async start(i, flags = []) {
    const server = await startServer({ data: this.data, build: BUILD, port: this.ports[i], flags: ['--district', this.district, ...flags], env: this.env })
    this.servers[i] = server
    return server
  }

  async end(i, signal = 'SIGTERM') {
    const server = this.servers[i]
    this.servers[i] = null
    server.child.kill(signal)
    return server.ended
  }

  url(i) { return `http://127.0.0.1:${this.ports[i]}` }

  async startProxy() {
    const [port, plainPort] = [await freePort(), await freePort()]
    const [key, cert, pem] = ['key', 'cert', 'both'].map((name) => join(this.folder, `${name}.pem`))
    execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2', '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost', '-keyout', key, '-out', cert], { stdio: 'ignore' })
    writeFileSync(pem, readFileSync(cert) + readFileSync(key))
    const env = { GULOU_BIND: `127.0.0.1:${port}`, GULOU_BIND_PLAIN: `127.0.0.1:${plainPort}`, GULOU_CERT: pem, GULOU_OWN_USER: '1' }
    this.ports.forEach((at, i) => { env[`GULOU_${i + 1}`] = `127.0.0.1:${at}` })
    this.proxy = spawn('/usr/sbin/haproxy', ['-db', '-f', join(ROOT, 'packaging/haproxy.cfg')], { env: { ...process.env, ...env }, stdio: ['ignore', 'ignore', 'pipe'] })
    this.proxySaid = ''
    this.proxy.stderr.on('data', (bytes) => { this.proxySaid += bytes })
    this.door = { url: `https://127.0.0.1:${port}`, ca: readFileSync(cert) }
    this.proxy.once('exit', (code) => { this.proxySaid += `ended with ${code}` })
    await eventually(async () => (await new Visitor(this.door).get('/api/district', { check: false }).catch(() => ({}))).status === 200 || this.proxySaid.includes('ended'), 'the proxy', 15_000)
    assert.doesNotMatch(this.proxySaid, /ended/, this.proxySaid)
  }

  killDatabase() { tool('kill', join(this.folder, 'pg')) }
  startDatabase() { tool('again', join(this.folder, 'pg')) }

  /** Rows of one statement, each a list of texts. */
  ask(text) {
    const out = execFileSync('psql', [this.database, '-XqAtc', text], { encoding: 'utf8' }).trim()
    return out === '' ? [] : out.split('\n').map((line) => line.split('|'))
  }

  holder(job) { return this.ask(`SELECT holder, until > CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT) FROM leases WHERE name = '${job}'`)[0] }

  /** Which server answers to a name in the table of leases. */
  serverOf(holder) { return this.servers.findIndex((server) => server?.said.includes(holder)) }

  async close() {
    for (const server of this.servers) server?.child.kill('SIGKILL')
    this.proxy?.kill('SIGKILL')
    try { execFileSync(join(ROOT, 'tools/postgres.sh'), ['stop', join(this.folder, 'pg')], { env: { ...process.env, MODE: 'immediate' }, stdio: 'ignore' }) } catch { /* it may be down */ }
    if (process.env.GULOU_KEEP) appendFileSync('/dev/stderr', `kept: ${this.folder}\n`)
    else rmSync(this.folder, { recursive: true, force: true })
  }
}

let visitors = 0

/** Somebody who comes through the proxy, from an address of their own (of the thousands that are this machine's). */
export class Visitor extends Client {
  constructor(door, more) {
    super(door, more)
    visitors++
    this.address = `127.${1 + (visitors >> 16 & 63)}.${visitors >> 8 & 255}.${1 + (visitors & 127)}`
    this.agent = false
  }

  fetch(url, { method, headers, body }) {
    const sent = { ...headers }
    delete sent['X-Forwarded-For'] // the proxy says who it is
    if (body !== undefined) sent['Content-Length'] = Buffer.byteLength(body)
    const { ca } = this.district
    return new Promise((done, refuse) => {
      const broken = (fault) => refuse(new TypeError(fault.message))
      const ask = (ca ? secure : plain)(url, { method, headers: sent, agent: this.agent, localAddress: this.address, ca, servername: 'localhost', timeout: 30_000 }, (answer) => {
        const parts = []
        answer.on('data', (bytes) => parts.push(bytes))
        answer.on('error', broken)
        answer.on('end', () => (answer.complete ? done({ status: answer.statusCode, headers: new Headers(Object.entries(answer.headers).map(([name, value]) => [name, String(value)])), arrayBuffer: async () => Buffer.concat(parts) }) : broken(new Error('cut off'))))
      })
      ask.on('error', broken)
      ask.on('timeout', () => ask.destroy(new Error('no answer within 30 s')))
      ask.end(body)
    })
  }
}

export const isBroken = (fault) => fault instanceof TypeError || fault.name === 'SyntaxError'

/** A city that does not stop: residents who repeat a report under its key until it is taken, a desk, and readers. */
export class City {
  constructor(cluster, rand) {
    Object.assign(this, { cluster, rand, acks: [], acted: new Map(), repeats: 0, both: 0, refusals: [], reads: [], failed: [], running: false })
  }

  async begin() {
    this.desk = await new Visitor(this.cluster.door).signIn('wufeng')
    this.reader = await new Visitor(this.cluster.door).signIn('centre')
  }

  start() {
    this.running = true
    this.workers = [this.reporting(), this.reporting(), this.reporting(), this.acting(), this.acting(), this.reading()].map((work) => work.catch((fault) => this.failed.push(fault)))
  }

  async stop() {
    this.running = false
    await Promise.all(this.workers)
    if (this.failed.length > 0) throw this.failed[0]
  }

  async send(key, json) {
    try {
      const answer = await new Visitor(this.cluster.door).post('/api/cases', json, { headers: { 'Idempotency-Key': key }, check: false })
      if (answer.status === 201) return answer.body
      this.refuse(answer)
    } catch (fault) {
      if (!isBroken(fault)) throw fault
      this.refusals.push({ at: Date.now(), status: 0 })
    }
    return null
  }

  refuse({ status, headers, type, path }) {
    assert.ok([502, 503].includes(status), `${path}: ${status}`)
    if (status === 503) assert.ok(Number(headers.get('retry-after')) > 0, 'a 503 says when to come back')
    if (status === 503) assert.equal(type, 'application/problem+json')
    this.refusals.push({ at: Date.now(), status })
  }

  async reporting() {
    while (this.running) {
      const key = randomUUID()
      const json = { text: `江厝路街头公园里，很多人露营乱扔垃圾 ${Math.floor(this.rand() * 1e6)}`, position: { lat: PLACE.park.lat + this.rand() * 0.002, lon: PLACE.park.lon + this.rand() * 0.002, source: 'pin' } }
      let made = null
      for (let i = 0; made === null; i++) {
        if (i > 0) { this.repeats++; await pause(100 + this.rand() * 200) }
        if (this.rand() < 0.1) { // an impatient thumb: twice at once, on whichever servers
          const answers = await Promise.all([this.send(key, json), this.send(key, json)])
          made = answers[0] ?? answers[1]
          if (answers[0] && answers[1]) { this.both++; assert.equal(answers[0].number, answers[1].number, 'one key, two cases') }
        } else made = await this.send(key, json)
      }
      this.acks.push({ key, json, number: made.number, secret: made.secret })
      await pause(this.rand() * 500)
    }
  }

  async acting() {
    while (this.running) {
      await pause(20 + this.rand() * 150)
      const ack = this.acks[Math.floor(this.rand() * this.acks.length)]
      if (!ack || (ack.number.charCodeAt(ack.number.length - 1) & 1) === 0) continue // every other one nobody answers
      try {
        const seen = await this.desk.get(`/api/cases/${ack.number}`, { check: false })
        if (seen.status !== 200) { this.refuse(seen); continue }
        const [action, fields] = seen.body.state === 'ROUTED' ? ['respond', {}] : ['urge', { note: '请尽快' }]
        const answer = await this.desk.try(ack.number, action, { version: seen.body.version, ...fields }, { check: false })
        if (answer.status === 200) this.acted.set(ack.number, Math.max(answer.body.version, this.acted.get(ack.number) ?? 0))
        else if (answer.status >= 500) this.refuse(answer)
      } catch (fault) {
        if (!isBroken(fault)) throw fault
      }
    }
  }

  async reading() {
    while (this.running) {
      const at = Date.now()
      try {
        const answer = await this.reader.get('/api/cases?view=all&limit=10', { check: false })
        if (answer.status !== 200) this.refuse(answer)
        this.reads.push({ at, ms: Date.now() - at, status: answer.status })
      } catch (fault) {
        if (!isBroken(fault)) throw fault
        this.reads.push({ at, ms: Date.now() - at, status: 0 })
      }
      await pause(100)
    }
  }

  /** Waits for a report that is taken from now on; answers how long that took. */
  async taken() {
    const [from, count] = [Date.now(), this.acks.length]
    await eventually(() => this.acks.length > count, 'a report is taken', 30_000)
    return Date.now() - from
  }
}

/** Opens a person's live line at one server and gathers what arrives. */
export function listen(url, client) {
  const line = { heard: [], open: false, ended: false }
  const ask = plain(`${url}/api/stream`, { headers: { Cookie: client.cookie }, agent: false }, (answer) => {
    line.open = answer.statusCode === 200
    let rest = ''
    answer.setEncoding('utf8')
    answer.on('data', (text) => {
      const blocks = (rest + text).split('\n\n')
      rest = blocks.pop()
      for (const block of blocks) {
        const event = /^event: ?(.*)$/m.exec(block)?.[1]
        if (event) line.heard.push({ name: event, ...JSON.parse(/^data: ?(.*)$/m.exec(block)[1]) })
      }
    })
    answer.on('error', () => {})
    answer.on('close', () => { line.ended = true })
  })
  ask.on('error', () => { line.ended = true })
  ask.end()
  line.close = () => ask.destroy()
  return line
}
