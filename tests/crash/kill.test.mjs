// kill -9 at fifty random moments under load, also while starting: every acknowledged case, action and photo is there
// after the restart, the same key gets the same number, `verify` is clean. And deadlines that fell due while the server
// was dead fire once. A kill loses no page cache: for what a power cut loses see power.test.mjs.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { eventually } from '../api/support.mjs'
import { BUILD, chances, Load, preload, PROGRAM, run, startServer } from './load.mjs'

const KILLS = 50
const ENV = { GULOU_DEMO_NO_HISTORY: '1' }
const seed = Number(process.env.GULOU_SEED ?? Date.now() % 1_000_000)
const rand = chances(seed)
const pause = (ms) => new Promise((done) => setTimeout(done, ms))
const servers = []
let data
before(() => { data = mkdtempSync(join(tmpdir(), 'gulou-kill-')) })
after(() => {
  for (const { child } of servers) child.kill('SIGKILL')
  rmSync(data, { recursive: true, force: true })
})

async function start(env) {
  const server = await startServer({ data, build: BUILD, flags: ['--demo'], env: { ...ENV, ...env } })
  servers.push(server)
  return server
}

async function kill(server) {
  server.child.kill('SIGKILL')
  assert.equal(await server.ended, 'SIGKILL', server.said)
}

/** Killed somewhere between its first breath and the first request. */
async function killWhileStarting() {
  const child = spawn(PROGRAM, ['serve', '--data', data, '--port', '0', '--demo'], { stdio: 'ignore', env: { ...process.env, ...ENV } })
  const ended = new Promise((done) => child.once('exit', done))
  await pause(rand() * 120)
  child.kill('SIGKILL')
  await ended
}

async function verify() {
  const { code, out } = await run(PROGRAM, ['verify', '--data', data])
  assert.equal(code, 0, out)
}

test(`${KILLS} kills at random moments lose nothing that was acknowledged (GULOU_SEED=${seed}, ${BUILD})`, async (t) => {
  const load = new Load()
  let server = await start()
  load.url = server.url
  await load.begin()
  let checked = 0
  for (let round = 1; round <= KILLS; round++) {
    load.start(rand)
    await pause(50 + rand() * 450)
    await kill(server)
    await load.stop()
    if (round % 5 === 0) await killWhileStarting()
    if (round % 5 === 0) await verify()
    server = await start()
    load.url = server.url
    checked += await load.check()
  }
  const all = await load.check(0)
  assert.equal(await load.count(), load.acks.length, 'no case without its sender, no sender without his case')
  assert.ok(checked >= KILLS && load.acted.size > 0, `the load was too light: ${checked} cases, ${load.acted.size} actions`)
  t.diagnostic(`${all} acknowledged cases, ${load.acted.size} actions, ${load.acks.filter(({ photo }) => photo).length} photos`)
  server.child.kill('SIGTERM')
  assert.equal(await server.ended, 0)
  await verify()
})

test('deadlines that fell due while the server was dead fire once, also when it dies again while firing', async () => {
  const load = new Load()
  let server = await start()
  load.url = server.url
  await load.begin()
  for (let i = 0; i < 20; i++) await load.report({ text: '路灯不亮了', position: { lat: 26.1079, lon: 119.2741 } })
  await kill(server)
  const later = { ...preload('later'), LATER_MS: String(11 * 60_000) }
  for (let i = 0; i < 5; i++) {
    server = await start(later)
    await pause(rand() * 60)
    await kill(server)
  }
  server = await start(later)
  load.url = server.url
  const alerts = async ({ number }) => (await load.desk.see(number)).timeline.filter(({ action, detail }) => action === 'CLOCK_ALERT' && detail.clock === 'T1' && detail.rung === 100).length
  for (const ack of load.acks) await eventually(async () => await alerts(ack) > 0, `the overdue alert of ${ack.number}`, 60_000) // the dead one's lease runs out first
  await kill(server)
  server = await start(later)
  load.url = server.url
  await pause(3000)
  for (const ack of load.acks) assert.equal(await alerts(ack), 1, ack.number)
  server.child.kill('SIGTERM')
  assert.equal(await server.ended, 0)
  await verify()
})
