// A city under load, and a memory of what the server acknowledged: residents report (some with a photo), the desk acts,
// a photo is uploaded; whatever was answered must be there after the next start, whatever was not is sent again.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { existsSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Client, fixture, PLACE, ROOT, run, startServer } from '../api/support.mjs'

export { run, startServer }
export const BUILD = existsSync(join(ROOT, 'build/gulou')) ? 'release' : 'debug'
export const PROGRAM = join(ROOT, BUILD === 'release' ? 'build/gulou' : 'build/debug/gulou')

/** Compiles NAME.c beside this file (or `from`) into a library to preload; answers the environment that does. */
export function preload(name, from = new URL(`./${name}.c`, import.meta.url)) {
  const source = fileURLToPath(from)
  const library = join(mkdtempSync(join(tmpdir(), 'gulou-preload-')), `${name}.so`)
  execFileSync(process.env.CC ?? 'cc', ['-shared', '-fPIC', '-O1', '-Wall', '-Wextra', '-Werror', '-o', library, source, '-ldl'])
  return { LD_PRELOAD: library, ASAN_OPTIONS: 'verify_asan_link_order=0' }
}

/** A generator of chances that can be replayed: the seed is printed by the test that uses it. */
export function chances(seed) {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

const pause = (ms) => new Promise((done) => setTimeout(done, ms))

export class Load {
  constructor() {
    this.url = ''
    this.acks = [] // { key, json, number, secret, photo }
    this.acted = new Map() // number → the version that an answered action left
    this.unsettled = [] // sent, never answered
    this.running = false
    this.checked = 0
    this.desk = new Client(this)
  }

  async begin() {
    await this.desk.signIn('wufeng')
  }

  /** Sends until `stop`; a connection that breaks is what we came for. */
  start(rand) {
    this.running = true
    this.workers = [...Array.from({ length: 6 }, () => this.reporting(rand)), this.acting(), this.photographing()]
  }

  async stop() {
    this.running = false
    await Promise.all(this.workers)
  }

  async report(json, key = randomUUID(), photo = null) {
    const sent = { key, json, photo }
    try {
      const answer = await new Client(this).post('/api/cases', json, { headers: { 'Idempotency-Key': key } })
      if (answer.status === 503) return this.unsettled.push(sent) && false
      assert.equal(answer.status, 201, JSON.stringify(answer.body))
      return this.acks.push({ ...sent, number: answer.body.number, secret: answer.body.secret }) && true
    } catch (fault) {
      if (!(fault instanceof TypeError || fault.name === 'SyntaxError')) throw fault // TypeError: the connection broke
      this.unsettled.push(sent)
      return false
    }
  }

  async reporting(rand) {
    while (this.running) {
      await this.report({ text: `江厝路街头公园垃圾 ${Math.floor(rand() * 1e6)}`, position: { lat: PLACE.park.lat + rand() * 0.002, lon: PLACE.park.lon + rand() * 0.002 } })
      await pause(rand() * 15)
    }
  }

  async acting() {
    while (this.running) {
      const ack = this.acks.at(-1)
      if (!ack || this.acted.has(ack.number)) { await pause(5); continue }
      try {
        const seen = await this.desk.get(`/api/cases/${ack.number}`)
        if (seen.status !== 200) continue
        const [action, fields] = seen.body.state === 'ROUTED' ? ['respond', {}] : ['urge', { note: '请尽快' }]
        const answer = await this.desk.try(ack.number, action, { version: seen.body.version, ...fields })
        if (answer.status === 200) this.acted.set(ack.number, answer.body.version)
      } catch (fault) {
        if (!(fault instanceof TypeError || fault.name === 'SyntaxError')) throw fault
      }
    }
  }

  async photographing() {
    while (this.running) {
      try {
        const client = new Client(this)
        const photo = await client.upload(fixture('upright.jpg'))
        if (photo.status === 201) await this.report({ text: '看照片', position: PLACE.park, photos: [photo.body.photo.id] }, randomUUID(), photo.body.photo.id)
      } catch (fault) {
        if (!(fault instanceof TypeError || fault.name === 'SyntaxError')) throw fault
      }
      await pause(30)
    }
  }

  /** Everything acknowledged since the last check is there; what was not is sent again; repeats get the same answer. */
  async check(from = this.checked) {
    const fresh = this.acks.slice(from)
    for (const ack of fresh) {
      const client = new Client(this)
      client.secret = ack.secret
      const page = await client.must(200, 'GET', `/api/track/${ack.number}`)
      if (ack.photo) {
        assert.equal(page.photos.length, 1, `${ack.number} lost its photo`)
        assert.equal((await new Client(this).get(page.photos[0].url)).status, 200, `the photo of ${ack.number} is gone`)
      }
      const version = this.acted.get(ack.number)
      if (version) assert.ok((await this.desk.see(ack.number)).version >= version, `an answered action on ${ack.number} is lost`)
    }
    for (const ack of fresh.slice(-3)) {
      const again = await new Client(this).must(201, 'POST', '/api/cases', ack.json, { headers: { 'Idempotency-Key': ack.key } })
      assert.deepEqual([again.number, again.secret], [ack.number, ack.secret], 'the same key, another case')
    }
    for (const sent of this.unsettled.splice(0)) assert.ok(await this.report(sent.json, sent.key, sent.photo), 'sent again, still not taken')
    const numbers = new Set(this.acks.map(({ number }) => number))
    assert.equal(numbers.size, this.acks.length, 'two reports, one number')
    this.checked = this.acks.length
    return fresh.length
  }

  /** How many cases the district has; must be exactly those acknowledged. */
  async count() {
    const centre = await new Client(this).signIn('centre')
    return (await centre.must(200, 'GET', '/api/cases?view=all&limit=1')).total
  }
}
