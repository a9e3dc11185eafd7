// A real telephone call: sipp calls through Kamailio (with packaging/kamailio/gulou.cfg as a site would include it) to
// telephones that sipp plays, and the call pops up at the desk. Kamailio and sipp are Debian's.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import dgram from 'node:dgram'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { after, before, describe, it } from 'node:test'
import { District, eventually } from '../api/support.mjs'

const here = (path) => fileURLToPath(new URL(path, import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'gulou-sip-'))
const started = []
let district, hotline, hotline2, exchange, sip, heard = '', stream

/** UDP ports that are free now. */
async function freePorts(count) {
  const sockets = await Promise.all(Array.from({ length: count }, () => new Promise((done) => {
    const socket = dgram.createSocket('udp4')
    socket.bind(0, '127.0.0.1', () => done(socket))
  })))
  const ports = sockets.map((socket) => socket.address().port)
  await Promise.all(sockets.map((socket) => new Promise((done) => socket.close(done))))
  return ports
}

function run(program, args, options = {}) {
  const child = spawn(program, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'], ...options })
  child.said = ''
  for (const out of [child.stdout, child.stderr]) out.on('data', (bytes) => { child.said += bytes })
  child.ended = new Promise((done) => child.once('exit', (code, signal) => done(code ?? signal)))
  started.push(child)
  return child
}

/** sipp with one of sip/*.xml; `well` fails unless the whole exchange went as the scenario has it. */
function sipp(scenario, port, more = []) {
  const child = run('sipp', ['-sf', here(`sip/${scenario}.xml`), '-i', '127.0.0.1', '-p', String(port), '-m', '1', '-nostdin', '-timeout', '40', '-timeout_error', ...more])
  child.well = async () => assert.equal(await child.ended, 0, `${scenario}: ${child.said.slice(-1500)}`)
  return child
}
const caller = (scenario, number, id) => sipp(scenario, sip.caller, ['-s', number, '-cid_str', id, `127.0.0.1:${sip.port}`])

/** Tells a waiting sipp to go on: an INFO within its call. */
function goOn(port, id) {
  const text = `INFO sip:go@127.0.0.1:${port} SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:9;branch=z9hG4bKgo${Math.random()}\r\nFrom: <sip:test@localhost>;tag=t\r\nTo: <sip:sipp@localhost>\r\nCall-ID: ${id}\r\nCSeq: 1 INFO\r\nContent-Length: 0\r\n\r\n`
  return new Promise((done) => {
    const socket = dgram.createSocket('udp4')
    socket.send(text, port, '127.0.0.1', () => socket.close(done))
  })
}

const items = async (path, who = hotline) => (await who.must(200, 'GET', path)).items
const told = () => (heard.match(/event: call\ndata: .*/g) ?? []).map((line) => JSON.parse(line.split('data: ')[1]))

before(async () => {
  district = await District.open()
  const admin = await district.as('admin')
  const { key } = await admin.must(201, 'POST', '/api/partners', { id: 'kamailio', kind: 'telephony', name: '热线交换机', per_minute: 6000 })
  hotline = await district.as('hotline')
  hotline2 = await district.as('hotline2')
  await hotline.must(200, 'POST', '/api/calls/extension', { extension: '801' })
  await hotline2.must(200, 'POST', '/api/calls/extension', { extension: '802' })
  stream = new AbortController()
  const live = await fetch(`${district.url}/api/stream`, { headers: { Cookie: hotline.cookie }, signal: stream.signal })
  ;(async () => { for await (const bytes of live.body) heard += Buffer.from(bytes) })().catch(() => {})

  const [port, first, second, from] = await freePorts(4)
  sip = { port, first, second, caller: from }
  const config = readFileSync(here('kamailio.cfg'), 'utf8')
    .replace('URL_OF_GULOU', `${district.url}/api/calls/events`).replace('KEY_OF_GULOU', key).replace('GULOU_CFG', here('../../packaging/kamailio/gulou.cfg'))
    .replace('PORT_OF_SIP', port).replaceAll('PORT_OF_801', first).replaceAll('PORT_OF_802', second)
  writeFileSync(join(folder, 'kamailio.cfg'), config)
  exchange = run('kamailio', ['-DD', '-E', '-f', join(folder, 'kamailio.cfg'), '-Y', folder, '-P', join(folder, 'pid'), '-w', folder, '-m', '32', '-M', '8'])
  await eventually(async () => { // it answers a request that is none of the hotline's
    const socket = dgram.createSocket('udp4')
    const answered = new Promise((done) => { socket.once('message', () => done(true)); setTimeout(() => done(false), 200) })
    socket.bind(0, '127.0.0.1', () => socket.send(`OPTIONS sip:nobody@127.0.0.1:${port} SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.1:${socket.address().port};branch=z9hG4bKup${Math.random()};rport\r\nFrom: <sip:t@t>;tag=t\r\nTo: <sip:t@t>\r\nCall-ID: up${Math.random()}\r\nCSeq: 1 OPTIONS\r\nMax-Forwards: 5\r\nContent-Length: 0\r\n\r\n`, port, '127.0.0.1'))
    const up = await answered
    socket.close()
    return up
  }, 'Kamailio is up', 15_000).catch((error) => assert.fail(`${error.message}\n${exchange.said}`))
})
after(async () => {
  stream?.abort()
  for (const child of started) if (child.exitCode === null) child.kill('SIGTERM')
  const late = setTimeout(() => exchange?.kill('SIGKILL'), 5000)
  await exchange?.ended
  clearTimeout(late)
  await district.clean()
  rmSync(folder, { recursive: true, force: true })
})

describe('a call over SIP', () => {
  it('pops up at the telephone that rings, is answered and ends', async () => {
    const phone = sipp('answers', sip.first)
    const call = caller('caller', '00055504011', 'one@sipp')
    const [seen] = await eventually(async () => { const now = await items('/api/calls/current'); return now[0]?.state === 'talking' && now }, 'they talk', 15_000)
      .catch((error) => assert.fail(`${error.message}\n${exchange.said.slice(-3000)}\n${call.said.slice(-1500)}`))
    assert.deepEqual([seen.number_masked, seen.called, seen.extension, seen.leg], ['000****4011', '12345', '801', 'talking'])
    assert.deepEqual(await items('/api/calls/current', hotline2), [])
    await goOn(sip.caller, 'one@sipp')
    await Promise.all([phone.well(), call.well()])
    await eventually(async () => (await items('/api/calls/current')).length === 0, 'it ended')
    await eventually(() => told().some((e) => e.state === 'ended'), 'the live stream told of the end')
    assert.deepEqual(told().filter((e) => e.call === seen.id).map((e) => e.leg), ['ringing', 'talking', 'left'])
    const { call: ended } = await hotline.must(200, 'GET', `/api/calls/${seen.id}`)
    const wait = Date.parse(ended.answered_at) - Date.parse(ended.offered_at)
    assert.ok(wait >= 250 && wait < 15_000, `it rang for ${wait} ms`)
    assert.deepEqual([ended.reason, ended.state], ['normal', 'ended'])
  })

  it('goes on to the next telephone where the first is in use', async () => {
    const [busy, phone] = [sipp('busy', sip.first), sipp('answers', sip.second)]
    const call = caller('caller', '00055504022', 'two@sipp')
    const [seen] = await eventually(async () => { const now = await items('/api/calls/current', hotline2); return now[0]?.state === 'talking' && now }, 'the second talks', 15_000)
      .catch((error) => assert.fail(`${error.message}\n${exchange.said.slice(-3000)}\n${call.said.slice(-1500)}`))
    assert.equal(seen.extension, '802')
    assert.deepEqual(await items('/api/calls/current'), [])
    await goOn(sip.caller, 'two@sipp')
    await Promise.all([busy.well(), phone.well(), call.well()])
    await eventually(async () => (await items('/api/calls/current', hotline2)).length === 0, 'it ended')
  })

  it('that the caller gives up is called back', async () => {
    const phone = sipp('rings', sip.first)
    const call = caller('impatient', '00055504033', 'three@sipp')
    await eventually(async () => (await items('/api/calls/current'))[0]?.leg === 'ringing', 'it rings', 15_000)
    await goOn(sip.caller, 'three@sipp')
    await Promise.all([call.well(), phone.well()])
    await eventually(async () => (await items('/api/calls/current')).length === 0, 'gone from the desk')
    const missed = await eventually(async () => (await items('/api/calls/call-backs')).find((i) => i.number_masked === '000****4033'), 'a call-back')
    assert.deepEqual([missed.why, missed.state], ['missed', 'open'])
  })

  it('that everybody refuses is called back as well', async () => {
    const phones = [sipp('busy', sip.first), sipp('busy', sip.second)]
    const call = caller('impatient', '00055504044', 'four@sipp')
    await eventually(async () => (await items('/api/calls/call-backs')).find((i) => i.number_masked === '000****4044'), 'a call-back', 15_000)
    await Promise.all(phones.map((phone) => phone.well()))
    call.kill('SIGTERM')
  })
})
