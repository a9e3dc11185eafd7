// Listening to Asterisk and FreeSWITCH. Asterisk's side is played by asterisk-ami-test-server (log in, ping, events; what
// it says is also read by another client, asterisk-manager); FreeSWITCH's by a stand-in of ours which modesl, a client
// of other people, accepts and understands, and whose events modesl writes. Neither exchange itself is packaged here.
import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import net from 'node:net'
import { after, before, describe, it } from 'node:test'
import { District, eventually } from '../api/support.mjs'

const require = createRequire(import.meta.url)
const AmiServer = require('asterisk-ami-test-server')
const { fromObject } = require('asterisk-ami-event-utils')
const AmiClient = require('asterisk-manager')
const esl = require('modesl')

let district, hotline, hotline2, supervisor
const asterisk = { lines: [] }
const freeswitch = { commands: [], sockets: new Set() }

/* --- Asterisk --- */

const say = (event) => asterisk.server.broadcast(fromObject(event))
const channel = (name, id, more) => ({ Channel: name, Uniqueid: id, Linkedid: '1700000000.1', ...more })

/** A caller in a queue: 801 does not answer, 802 does. */
const queueStory = (id) => [
  { Event: 'Newchannel', ...channel('PJSIP/trunk-00000001', id), Linkedid: id, CallerIDNum: '00055502011', Exten: '12345', Context: 'from-trunk' },
  { Event: 'QueueCallerJoin', ...channel('PJSIP/trunk-00000001', id), Linkedid: id, CallerIDNum: '00055502011', Queue: 'main', Position: '1', Count: '1' },
  { Event: 'DialBegin', ...channel('PJSIP/trunk-00000001', id), Linkedid: id, DestChannel: 'PJSIP/801-00000002', DestUniqueid: `${id}.801`, DestLinkedid: id, DialString: '801' },
  { Event: 'DialEnd', ...channel('PJSIP/trunk-00000001', id), Linkedid: id, DestChannel: 'PJSIP/801-00000002', DestUniqueid: `${id}.801`, DialStatus: 'NOANSWER' },
  { Event: 'DialBegin', ...channel('PJSIP/trunk-00000001', id), Linkedid: id, DestChannel: 'PJSIP/802-00000003', DestUniqueid: `${id}.802`, DestLinkedid: id, DialString: '802' },
]
const answerStory = (id) => [
  { Event: 'DialEnd', ...channel('PJSIP/trunk-00000001', id), Linkedid: id, DestChannel: 'PJSIP/802-00000003', DestUniqueid: `${id}.802`, DialStatus: 'ANSWER' },
  { Event: 'AgentConnect', ...channel('PJSIP/trunk-00000001', id), Linkedid: id, Queue: 'main', Interface: 'PJSIP/802', DestChannel: 'PJSIP/802-00000003', DestUniqueid: `${id}.802`, HoldTime: '4', RingTime: '3' },
  { Event: 'BridgeEnter', ...channel('PJSIP/802-00000003', `${id}.802`), Linkedid: id, BridgeUniqueid: 'b1', CallerIDNum: '802' },
  { Event: 'BridgeEnter', ...channel('PJSIP/trunk-00000001', id), Linkedid: id, BridgeUniqueid: 'b1', CallerIDNum: '00055502011' },
]

async function startAsterisk() {
  asterisk.server = new AmiServer({ silent: true, credentials: { username: 'gulou', secret: 'open sesame' } })
  await asterisk.server.listen(0)
  return asterisk.server._server.address().port
}

/* --- FreeSWITCH --- */

function startFreeswitch() {
  freeswitch.server = net.createServer((socket) => {
    freeswitch.sockets.add(socket)
    socket.on('close', () => freeswitch.sockets.delete(socket)).on('error', () => {})
    socket.write('Content-Type: auth/request\n\n')
    let text = ''
    socket.on('data', (bytes) => {
      text += bytes
      for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
        const command = text.slice(0, end)
        text = text.slice(end + 2)
        freeswitch.commands.push(command)
        if (command.startsWith('auth ')) {
          socket.admitted = command === 'auth Clue Con'
          socket.write(`Content-Type: command/reply\nReply-Text: ${socket.admitted ? '+OK accepted' : '-ERR invalid'}\n\n`)
        } else if (command.startsWith('event ')) socket.write(`Content-Type: command/reply\nReply-Text: +OK event listener enabled ${command.split(' ')[1]}\n\n`)
        else socket.write('Content-Type: api/response\nContent-Length: 3\n\n+OK')
      }
    })
  })
  return new Promise((done) => freeswitch.server.listen(0, '127.0.0.1', () => done(freeswitch.server.address().port)))
}

let sequence = 0
/** An event as FreeSWITCH sends it in plain form: values percent-encoded, written by modesl. */
function plain(name, headers) {
  const event = new esl.Event(name)
  const all = { 'Core-UUID': 'c0ffee00-0000-4000-8000-000000000001', 'Event-Date-Timestamp': String(Date.now() * 1000), 'Event-Sequence': String(++sequence), ...headers }
  for (const [key, value] of Object.entries(all)) event.addHeader(key, encodeURIComponent(value))
  const body = `${event.serialize('plain').replace(/^Content-Length: .*\n/m, '')}\n`
  return `Content-Length: ${Buffer.byteLength(body)}\nContent-Type: text/event-plain\n\n${body}`
}
const tellFreeswitch = (text) => freeswitch.sockets.forEach((socket) => socket.admitted && socket.write(text))
const emit = (name, headers) => tellFreeswitch(plain(name, headers))

/* --- */

const calls = async () => (await supervisor.must(200, 'GET', '/api/calls?limit=200')).items
const callTo = (masked) => async () => (await calls()).find((c) => c.number_masked === masked)
const current = async (who) => (await who.must(200, 'GET', '/api/calls/current')).items

before(async () => {
  const [ami, socket] = [await startAsterisk(), await startFreeswitch()]
  district = await District.open({
    env: {
      GULOU_DEMO_NO_HISTORY: '1', GULOU_CALLS_NUMBERS: '12345, other', GULOU_CALLS_RECORDINGS: 'https://recordings.example/',
      GULOU_CALLS_AMI_HOST: '127.0.0.1', GULOU_CALLS_AMI_PORT: String(ami), GULOU_CALLS_AMI_SECRET: 'open sesame',
      GULOU_CALLS_ESL_HOST: '127.0.0.1', GULOU_CALLS_ESL_PORT: String(socket), GULOU_CALLS_ESL_SECRET: 'Clue Con',
    },
  })
  hotline = await district.as('hotline')
  hotline2 = await district.as('hotline2')
  supervisor = await district.as('supervisor')
  await hotline.must(200, 'POST', '/api/calls/extension', { extension: '801' })
  await hotline2.must(200, 'POST', '/api/calls/extension', { extension: '802' })
  await eventually(() => /listening to Asterisk/.test(district.server.said) && /listening to FreeSWITCH/.test(district.server.said), 'both lines')
})
after(async () => {
  asterisk.server?.close()
  freeswitch.server?.close()
  freeswitch.sockets.forEach((socket) => socket.destroy())
  await district.clean()
})

describe('Asterisk', () => {
  it('a call goes through a queue to the second telephone, and another client reads the same events', async () => {
    const heard = []
    const other = new AmiClient(asterisk.server._server.address().port, '127.0.0.1', 'gulou', 'open sesame', true)
    other.on('managerevent', (event) => heard.push(event.event))
    await eventually(() => asterisk.server.getAuthClients().length === 2, 'the other client')
    const id = '1700000000.1'
    queueStory(id).forEach(say)
    await eventually(async () => (await current(hotline2)).length === 1, 'it rings at 802')
    assert.deepEqual(await current(hotline), [])
    answerStory(id).forEach(say)
    await eventually(async () => (await current(hotline2))[0]?.state === 'talking', '802 talks')
    say({ Event: 'VarSet', ...channel('PJSIP/trunk-00000001', id), Variable: 'MIXMONITOR_FILENAME', Value: '/var/spool/asterisk/monitor/q-1.wav' })
    say({ Event: 'Hangup', ...channel('PJSIP/trunk-00000001', id), Cause: '16', 'Cause-txt': 'Normal Clearing' })
    const call = await eventually(async () => (await callTo('000****2011')())?.state === 'ended' && callTo('000****2011')(), 'it ended')
    assert.deepEqual([call.called, call.queue, call.extension, call.reason, call.recorded], ['12345', 'main', '802', 'cause-16', true])
    assert.deepEqual(Object.fromEntries(call.legs.map((l) => [l.party, l.joined_at !== null])), { 801: false, 802: true })
    assert.equal(call.person.id, 'hotline2')
    const told = [...queueStory(id), ...answerStory(id)].map((event) => event.Event)
    await eventually(() => heard.length >= told.length + 2, 'the other client heard all')
    assert.deepEqual(heard.filter((name) => name !== 'FullyBooted').slice(0, told.length), told)
    other.disconnect()
  })

  it('somebody brought in makes it a call of three; a transfer leaves the first telephone', async () => {
    const id = '1700000000.50'
    const on = (name, own, more) => ({ ...channel(name, own), Linkedid: id, ...more })
    queueStory(id).slice(0, 1).forEach((event) => say({ ...event, CallerIDNum: '00055502022' }))
    say({ Event: 'DialBegin', ...on('PJSIP/trunk-00000001', id), DestChannel: 'PJSIP/801-0000000a', DestUniqueid: '50.801' })
    say({ Event: 'DialEnd', ...on('PJSIP/trunk-00000001', id), DestChannel: 'PJSIP/801-0000000a', DestUniqueid: '50.801', DialStatus: 'ANSWER' })
    say({ Event: 'BridgeEnter', ...on('PJSIP/802-0000000b', '50.802'), BridgeUniqueid: 'b2', CallerIDNum: '802' })
    say({ Event: 'BridgeEnter', ...on('PJSIP/trunk-0000000c', '50.out'), BridgeUniqueid: 'b2', CallerIDNum: '00055502099' })
    const three = await eventually(async () => (await callTo('000****2022')())?.legs.length === 3 && callTo('000****2022')(), 'three')
    assert.deepEqual(three.legs.map((l) => [l.party, l.state]).sort(), [['+1', 'talking'], ['801', 'talking'], ['802', 'talking']])
    assert.equal((await current(hotline2)).length, 1)
    say({ Event: 'BridgeLeave', ...on('PJSIP/801-0000000a', '50.801'), BridgeUniqueid: 'b2', CallerIDNum: '801' })
    say({ Event: 'Hangup', ...on('PJSIP/801-0000000a', '50.801'), Cause: '16' })
    await eventually(async () => (await current(hotline)).length === 0, '801 is out')
    assert.equal((await current(hotline2)).length, 1)
    say({ Event: 'Hangup', ...on('PJSIP/trunk-00000001', id), Cause: '16' })
    await eventually(async () => (await current(hotline2)).length === 0, 'the caller hung up')
  })

  it('takes no calls but the hotline\'s, and no orders from a caller\'s name', async () => {
    say({ Event: 'Newchannel', Channel: 'PJSIP/801-00000099', Uniqueid: '77.1', Linkedid: '77.1', CallerIDNum: '00055502033', Exten: '802' })
    // what a switch without care would let a caller say in their name
    asterisk.server.broadcast('Event: Newchannel\r\nUniqueid: 78.1\r\nLinkedid: 78.1\r\nExten: 12345\r\nCallerIDName: x\r\nExten: 999\r\nCallerIDNum: 00055502044\r\n\r\n')
    asterisk.server.broadcast(`Event: Newchannel\r\nUniqueid: 79.1\r\nLinkedid: 79.1\r\nExten: 12345\r\nCallerIDNum: 00055502055\r\nCallerIDName: ${'x'.repeat(200_000)}\r\n\r\n`)
    asterisk.server.broadcast(`Event: Newchannel\r\n${'X: y\r\n'.repeat(5000)}\r\n`)
    say({ Event: 'Newchannel', Channel: 'PJSIP/trunk-00000066', Uniqueid: '80.1', Linkedid: '80.1', CallerIDNum: '00055502066', Exten: '12345' })
    await eventually(callTo('000****2066'), 'the next honest call: the line was not cut')
    const masked = (await calls()).map((c) => c.number_masked)
    for (const number of ['000****2033', '000****2044', '000****2055']) assert.ok(!masked.includes(number), number)
    say({ Event: 'Hangup', Channel: 'PJSIP/trunk-00000066', Uniqueid: '80.1', Linkedid: '80.1', Cause: '16' })
    await eventually(async () => (await callTo('000****2066')()).state === 'ended', 'abandoned')
    assert.ok((await hotline.must(200, 'GET', '/api/calls/call-backs')).items.some((i) => i.number_masked === '000****2066' && i.why === 'missed'))
  })

  it('is listened to again after the line broke', async () => {
    const port = asterisk.server._server.address().port
    const before = district.server.said.match(/listening to Asterisk/g).length
    asterisk.server.close()
    await eventually(() => /no line to the telephone system/.test(district.server.said), 'noticed')
    asterisk.server = new AmiServer({ silent: true, credentials: { username: 'gulou', secret: 'open sesame' } })
    await asterisk.server.listen(port)
    await eventually(() => district.server.said.match(/listening to Asterisk/g).length > before, 'back', 15_000)
    say({ Event: 'Newchannel', Channel: 'PJSIP/trunk-00000091', Uniqueid: '91.1', Linkedid: '91.1', CallerIDNum: '00055502077', Exten: '12345' })
    await eventually(callTo('000****2077'), 'heard again')
  })
})

describe('FreeSWITCH', () => {
  const caller = '11111111-0000-4000-8000-000000000001'
  const leg = '22222222-0000-4000-8000-000000000802'

  it('is a stand-in that a client of other people accepts', async () => {
    const seen = await new Promise((done, refuse) => {
      const client = new esl.Connection('127.0.0.1', freeswitch.server.address().port, 'Clue Con', () => {
        client.subscribe(['CHANNEL_CREATE'], () => {
          client.on('esl::event::CHANNEL_CREATE::**', (event) => { client.disconnect(); done(event) })
          for (const socket of freeswitch.sockets) socket.write(plain('CHANNEL_CREATE', { 'Unique-ID': 'judge', 'Call-Direction': 'inbound', 'Caller-Destination-Number': 'elsewhere', 'Caller-Caller-ID-Name': '鼓楼 %0A' }))
        })
      })
      client.on('error', refuse)
    })
    assert.equal(seen.getHeader('Unique-ID'), 'judge')
    assert.equal(seen.getHeader('Caller-Caller-ID-Name'), '鼓楼 %0A')
  })

  it('rings, is answered by the telephone that is bridged, and ends', async () => {
    assert.ok(freeswitch.commands.some((c) => c.startsWith('event plain CHANNEL_CREATE ')))
    emit('CHANNEL_CREATE', { 'Unique-ID': caller, 'Call-Direction': 'inbound', 'Caller-Caller-ID-Number': '+86 138 0000 3011', 'Caller-Destination-Number': '12345' })
    emit('CHANNEL_CREATE', { 'Unique-ID': leg, 'Call-Direction': 'outbound', 'Other-Leg-Unique-ID': caller, 'Caller-Destination-Number': '802' })
    emit('CHANNEL_PROGRESS', { 'Unique-ID': leg, 'Call-Direction': 'outbound' })
    await eventually(async () => (await current(hotline2))[0]?.leg === 'ringing', 'it rings')
    emit('CHANNEL_BRIDGE', { 'Unique-ID': caller, 'Other-Leg-Unique-ID': leg })
    await eventually(async () => (await current(hotline2))[0]?.leg === 'talking', 'they talk')
    emit('CUSTOM', { 'Event-Subclass': 'conference::maintenance', Action: 'add-member', 'Conference-Unique-ID': 'room', 'Unique-ID': caller })
    emit('CUSTOM', { 'Event-Subclass': 'conference::maintenance', Action: 'add-member', 'Conference-Unique-ID': 'room', 'Unique-ID': '33333333', 'Caller-Caller-ID-Number': '801' })
    await eventually(async () => (await current(hotline))[0]?.leg === 'talking', 'a third')
    emit('RECORD_STOP', { 'Unique-ID': caller, 'Record-File-Path': '/recordings/2026/fs.wav' })
    emit('CHANNEL_HANGUP_COMPLETE', { 'Unique-ID': caller, 'Hangup-Cause': 'NORMAL_CLEARING' })
    const call = await eventually(async () => (await callTo('138****3011')())?.state === 'ended' && callTo('138****3011')(), 'it ended')
    assert.deepEqual([call.extension, call.reason, call.recorded, call.legs.length], ['802', 'NORMAL_CLEARING', true, 2])
  })

  it('is not cut by a body that is too long, and cut and called again by a length that is none', async () => {
    const before = () => district.server.said.match(/listening to FreeSWITCH/g).length
    const lines = before()
    tellFreeswitch(`Content-Length: 300000\nContent-Type: text/event-plain\n\n${'a'.repeat(300_000)}`)
    emit('CHANNEL_CREATE', { 'Unique-ID': 'after-long', 'Call-Direction': 'inbound', 'Caller-Caller-ID-Number': '00055503022', 'Caller-Destination-Number': '12345' })
    await eventually(callTo('000****3022'), 'the line goes on')
    assert.equal(before(), lines)
    tellFreeswitch('Content-Length: -1\nContent-Type: text/event-plain\n\n')
    await eventually(() => before() > lines, 'a new line', 15_000)
    emit('CHANNEL_CREATE', { 'Unique-ID': 'sly', 'Call-Direction': 'inbound', 'Caller-Caller-ID-Name': 'x\nCaller-Destination-Number: 12345', 'Caller-Caller-ID-Number': '00055503033', 'Caller-Destination-Number': '999' })
    emit('CHANNEL_CREATE', { 'Unique-ID': 'honest', 'Call-Direction': 'inbound', 'Caller-Caller-ID-Number': '00055503044', 'Caller-Destination-Number': '12345' })
    await eventually(callTo('000****3044'), 'an honest call')
    assert.equal(await callTo('000****3033')(), undefined)
  })
})

it('no number stands in the log', () => {
  assert.doesNotMatch(district.server.said, /000555|1380000/)
})
