// A real MQTT broker (mosquitto) with names, passwords and an access list as docs/channels.md tells; devices are played by
// mosquitto_pub.
import assert from 'node:assert/strict'
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eventually } from '../api/support.mjs'

const freePort = () => new Promise((done) => {
  const server = createServer().listen(0, '127.0.0.1', () => { const { port } = server.address(); server.close(() => done(port)) })
})

export class Broker {
  static async open() {
    const broker = new Broker()
    broker.folder = mkdtempSync(join(tmpdir(), 'gulou-broker-'))
    broker.port = await freePort()
    writeFileSync(join(broker.folder, 'acl'), 'user gulou\ntopic read gulou/350102/+/reading\npattern write gulou/350102/%u/reading\n')
    writeFileSync(join(broker.folder, 'passwords'), '', { mode: 0o600 })
    writeFileSync(join(broker.folder, 'conf'), `user root
listener ${broker.port} 127.0.0.1
allow_anonymous false
password_file ${broker.folder}/passwords
acl_file ${broker.folder}/acl
persistence true
persistence_location ${broker.folder}/
max_queued_messages 0
log_type error
log_type warning
log_type notice
log_type subscribe
`)
    broker.name('gulou', 'our-own-password')
    return broker
  }

  /** A name that may speak from now on; to be called while the broker rests. */
  name(user, password) {
    const made = spawnSync('mosquitto_passwd', ['-b', join(this.folder, 'passwords'), user, password], { encoding: 'utf8' })
    assert.equal(made.status, 0, made.stderr)
  }

  async start() {
    this.said = ''
    this.child = spawn('mosquitto', ['-c', join(this.folder, 'conf')], { stdio: ['ignore', 'pipe', 'pipe'] })
    for (const stream of [this.child.stdout, this.child.stderr]) stream.on('data', (bytes) => { this.said += bytes })
    this.ended = new Promise((done) => this.child.once('exit', done))
    await eventually(() => new Promise((done) => {
      const socket = connect(this.port, '127.0.0.1', () => { socket.destroy(); done(true) }).on('error', () => done(false))
    }), 'the broker listens', 20_000)
  }

  /** Until the server's own session has asked for the readings: what is said before that is nobody's. */
  heard() {
    return eventually(() => this.said.includes('gulou/350102/+/reading'), 'the server listens to the broker', 60_000)
  }

  async stop(signal = 'SIGTERM') {
    this.child.kill(signal)
    await this.ended
  }

  /** Publishes one message, or each line; answers { code, out }. */
  publish(user, password, lines, { topic = `gulou/350102/${user}/reading`, flags = [] } = {}) {
    return new Promise((done) => {
      const child = spawn('mosquitto_pub', ['-h', '127.0.0.1', '-p', String(this.port), '-u', user, '-P', password, '-q', '1', '-t', topic, '-l', ...flags])
      let out = ''
      child.stderr.on('data', (bytes) => { out += bytes })
      child.once('exit', (code) => done({ code, out }))
      child.stdin.on('error', () => {})
      child.stdin.end([lines].flat().map((line) => (typeof line === 'object' ? JSON.stringify(line) : String(line))).join('\n') + '\n')
    })
  }

  async clean() {
    if (this.child?.exitCode === null) await this.stop()
    rmSync(this.folder, { recursive: true, force: true })
  }
}
