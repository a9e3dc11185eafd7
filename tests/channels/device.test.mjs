// Devices end to end: mosquitto (Debian's) is the broker, mosquitto_pub the devices, and some speak HTTP. Moments lie in the
// past hour, as a device's own clock tells them, so that hold and re-arm times need no waiting.
import assert from 'node:assert/strict'
import { createHash, createHmac } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import { District, PLACE, UNIT, eventually, startServer } from '../api/support.mjs'
import { Broker } from './broker.mjs'

const SLOW = 40_000 // a loaded machine; what is waited for comes within a second otherwise
const NAMES = ['flood-1', 'flood-2', 'flood-3', 'flood-4', 'flood-5', 'flood-6', 'lamp-1']
const keys = {}
let broker, district, admin, env

const ago = (seconds) => new Date(Date.now() - seconds * 1000).toISOString()
const device = (id, more = {}) => ({ id, kind: 'water-level', name: `积水点 ${id}`, place: '江厝路下穿通道', owner: UNIT.building, ...PLACE.park, ...more })
const detail = (id) => admin.must(200, 'GET', `/api/devices/${id}`)
const say = (id, lines, more) => broker.publish(id, keys[id], lines, more).then(({ code, out }) => assert.equal(code, 0, out))
const heard = (id, probe, what) => eventually(async () => { const seen = await detail(id); return probe(seen) && seen }, `${id}: ${what}`, SLOW)
const flood = (from = 120) => [{ value: 0.3, at: ago(from) }, { value: 0.42, at: ago(from - 65) }]

async function tell(id, body, headers = {}) {
  return admin.send('POST', `/api/devices/${id}/readings`, { body: typeof body === 'string' ? body : JSON.stringify(body), headers: { Cookie: null, 'X-CSRF-Token': null, 'Content-Type': 'application/json', ...headers } })
}
const bearer = (id) => ({ Authorization: `Bearer ${keys[id]}` })
function signed(id, body, { seconds = Math.floor(Date.now() / 1000), key = keys[id] } = {}) {
  const secret = createHash('sha256').update(key).digest()
  return { 'X-Gulou-Timestamp': String(seconds), 'X-Gulou-Signature': `sha256=${createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex')}` }
}

before(async () => {
  broker = await Broker.open()
  env = { GULOU_DEMO_NO_HISTORY: '1', GULOU_MQTT_BROKER: '127.0.0.1', GULOU_MQTT_BROKER_PORT: String(broker.port), GULOU_MQTT_BROKER_USER: 'gulou', GULOU_MQTT_BROKER_PASSWORD: 'our-own-password' }
  district = await District.open({ env })
  admin = await district.as('admin')
  for (const [i, id] of NAMES.entries()) {
    const more = id === 'lamp-1' ? { kind: 'lamp-current' } : i >= 4 ? PLACE.far : {}
    keys[id] = (await admin.must(201, 'POST', '/api/devices', device(id, more))).key
    broker.name(id, keys[id])
  }
  await broker.start() // later than the server, which comes by itself
  await broker.heard()
})
after(async () => { await district.clean(); await broker.clean() })

describe('registered devices', () => {
  it('are kept by administrators, and a key is shown once', async () => {
    assert.match(keys['flood-1'], /^gd_[\w-]{32}$/)
    const { items } = await admin.must(200, 'GET', '/api/devices')
    assert.deepEqual(items.map((one) => one.id), NAMES)
    assert.ok(!JSON.stringify(items).includes(keys['flood-1']))
    assert.equal(items[0].key_hint, keys['flood-1'].slice(-4))
    const refused = [[{ id: 'Flood 9' }, 'id'], [{ id: 'flood-1' }, 'id'], [{ kind: 'toaster' }, 'kind'], [{ owner: 'NOBODY' }, 'owner'], [{ area: '999' }, 'area'], [{ raise: '0.5' }, 'clear'], [{ raise: '0.1', clear: '0.5' }, 'clear'], [{ raise: 'nan', clear: '0' }, 'clear']]
    for (const [change, field] of refused) assert.equal((await admin.post('/api/devices', { ...device('flood-9'), ...change })).body.field, field, JSON.stringify(change))
    const desk = await district.as('wufeng')
    for (const path of ['/api/devices', '/api/devices/flood-1', '/api/devices/flood-1/key']) assert.equal((await desk.post(path, path.endsWith('key') ? undefined : device('flood-9'))).status, 403, path)
    assert.deepEqual((await desk.must(200, 'GET', '/api/devices')).items, [])
    assert.equal((await desk.get('/api/devices/flood-1')).status, 404)
    const owner = await district.as('jianshe')
    assert.equal((await owner.must(200, 'GET', '/api/devices')).items.length, NAMES.length)
  })
})

describe('thresholds and times of a device', () => {
  it('hold for it alone, and go back to its kind\'s', async () => {
    const { items: kinds } = await admin.must(200, 'GET', '/api/device-kinds')
    const kind = kinds.find(({ code }) => code === 'water-level')
    assert.deepEqual([kind.below, kind.raise, kind.clear, kind.hold_s, kind.rearm_s], [false, 0.25, 0.1, 60, 600])
    const bin = device('bin-1', { kind: 'bin-level', place: '西湖公园' })
    const made = await admin.must(201, 'POST', '/api/devices', { ...bin, raise: '50', clear: '20', hold_s: 0 })
    keys['bin-1'] = made.key
    assert.deepEqual([made.device.own_thresholds, made.device.own_times, made.device.raise, made.device.hold_s, made.device.rearm_s], [true, true, 50, 0, 3600])
    const first = await tell('bin-1', { value: 55, at: ago(30) }, bearer('bin-1'))
    assert.deepEqual(first.body, { result: 'taken', raised: true }, 'at its first reading past its own threshold')
    const { id, kind: _, ...rest } = bin
    assert.equal((await admin.post('/api/devices/bin-1', { ...rest, active: true, hold_s: 86401 })).body.field, 'hold_s')
    const plain = await admin.must(200, 'POST', '/api/devices/bin-1', { ...rest, active: false })
    assert.deepEqual([plain.own_thresholds, plain.own_times, plain.raise, plain.hold_s], [false, false, 90, 1800])
  })
})

describe('by MQTT', () => {
  let number

  it('an alarm becomes one case, with the kind, urgency and place of the device', async () => {
    await say('flood-1', [{ value: 0.02, at: ago(1800), battery: 88 }, ...flood(1700)])
    const seen = await heard('flood-1', ({ alarms }) => alarms[0]?.number, 'a case')
    number = seen.alarms[0].number
    assert.equal(seen.device.phase, 'alarm')
    assert.equal(seen.device.battery, 88)
    assert.deepEqual([seen.alarms[0].value, seen.alarms[0].joined], [0.42, false])
    const found = await (await district.as('wufeng')).see(number)
    assert.equal(found.channel, 'DEVICE')
    assert.equal(found.category.code, 'E0108')
    assert.equal(found.urgency, 'U1')
    assert.match(found.text, /积水点 flood-1.*江厝路下穿通道.*0\.42 m/)
  })

  it('10,000 readings more, flapping, sent twice, are figures of that alarm', async () => {
    const before = (await detail('flood-1')).hours.reduce((sum, hour) => sum + hour.readings, 0)
    const lines = Array.from({ length: 10_000 }, (_, i) => ({ value: i % 2 ? 0.05 : 0.6, at: new Date(Date.now() - 1_600_000 + i * 50).toISOString() }))
    const started = Date.now()
    await say('flood-1', lines)
    const last = lines.at(-1).at
    const seen = await heard('flood-1', ({ device: now }) => Date.parse(now.last_at) >= Date.parse(last), 'all of them')
    console.log(`# 10,000 readings taken in ${Date.now() - started} ms`)
    assert.equal(seen.alarms.length, 1)
    assert.equal(seen.alarms[0].number, number)
    assert.equal(seen.alarms[0].peak, 0.6)
    assert.equal(seen.hours.reduce((sum, hour) => sum + hour.readings, 0) - before, 10_000)
    assert.deepEqual([Math.min(...seen.hours.map((hour) => hour.least)), Math.max(...seen.hours.map((hour) => hour.most))], [0.02, 0.6])

    await say('flood-1', [...lines.slice(0, 50), { value: 0.61, at: ago(1000) }]) // the same once more, and one that is new
    const again = await heard('flood-1', ({ device: now }) => now.last === 0.61, 'the last one')
    assert.equal(again.hours.reduce((sum, hour) => sum + hour.readings, 0) - before, 10_001)
    assert.equal(again.alarms.length, 1)
  })

  it('after its end and the re-arm time an alarm is a note in the case that is still open', async () => {
    await say('flood-1', [{ value: 0.05, at: ago(950) }, { value: 0.05, at: ago(340) }, ...flood(200)])
    const seen = await heard('flood-1', ({ alarms }) => alarms.length === 2 && alarms[0].number, 'the second alarm')
    assert.ok(seen.alarms[1].cleared_at)
    assert.deepEqual([seen.alarms[0].number, seen.alarms[0].joined], [number, true])
  })

  it('its neighbours in the same storm join, each with a note; one farther away is a case of its own', async () => {
    await Promise.all([...['flood-2', 'flood-3', 'flood-4'].map((id) => say(id, flood())), say('flood-5', flood())])
    for (const id of ['flood-2', 'flood-3', 'flood-4']) {
      const seen = await heard(id, ({ alarms }) => alarms[0]?.number, 'a case')
      assert.deepEqual([seen.alarms[0].number, seen.alarms[0].joined], [number, true])
    }
    const far = await heard('flood-5', ({ alarms }) => alarms[0]?.number, 'a case')
    assert.equal(far.alarms[0].joined, false)
    assert.notEqual(far.alarms[0].number, number)
    const desk = await district.as('wufeng')
    const shown = JSON.stringify(await desk.see(number)) + JSON.stringify((await desk.get(`/api/cases/${number}/timeline`, { check: false })).body ?? '')
    for (const id of ['flood-2', 'flood-3', 'flood-4']) assert.match(shown, new RegExp(`附近的 积水点 ${id}`), id)
  })

  it('garbage, foreign topics, wrong names and retained messages change nothing', async () => {
    const before = await detail('flood-6')
    await say('flood-6', ['', 'NaN', '{"value": "wet"}', '{"value": 1e400}', '{"value": 1, "value": 2}', '[1]', 'x'.repeat(3000), '{"value": 0.3, "battery": 700}', '\u0000\u0001'])
    await say('flood-6', 0.9, { flags: ['-r'] }) // heard once as it is sent; kept by the broker, and no reading when we come again
    assert.notEqual((await broker.publish('flood-6', 'gd_guessed', 0.9)).code, 0)
    assert.notEqual((await broker.publish('nobody', keys['flood-6'], 0.9)).code, 0)
    await say('flood-6', 0.8, { topic: 'gulou/350102/flood-5/reading' }) // the broker lets nobody speak for others
    const seen = await heard('flood-6', ({ device: now }) => now.last === 0.9, 'the one good reading')
    assert.equal(seen.hours.reduce((sum, hour) => sum + hour.readings, 0) - before.hours.reduce((sum, hour) => sum + hour.readings, 0), 1)
    assert.notEqual((await detail('flood-5')).device.last, 0.8)
  })

  it('what is said while the server or the broker is down is heard afterwards', async () => {
    district.server.child.kill('SIGKILL')
    await district.server.ended
    await say('lamp-1', [{ value: 0, at: ago(1900) }, { value: 0.1, at: ago(950) }])
    await broker.stop()
    await broker.start()
    district.server = await startServer({ data: district.data, flags: ['--demo'], env })
    district.url = district.server.url
    const seen = await heard('lamp-1', ({ alarms }) => alarms[0]?.number, 'a case')
    assert.equal(seen.alarms.length, 1)
    assert.equal((await (await district.as('wufeng')).see(seen.alarms[0].number)).category.code, 'P0108')
    const kept = await detail('flood-6')
    assert.equal(kept.hours.reduce((sum, hour) => sum + hour.readings, 0), 1, 'a retained message is no reading')

    await broker.stop('SIGKILL')
    await broker.start()
    await say('lamp-1', { value: 12, at: ago(5) })
    await heard('lamp-1', ({ device: now }) => now.last === 12, 'after the broker came again')
  })
})

describe('by HTTP', () => {
  it('a key or a signature is needed, and guessing is slowed down', async () => {
    const body = JSON.stringify({ value: 0.01 })
    assert.equal((await tell('flood-2', body)).status, 401)
    assert.equal((await tell('flood-2', body, bearer('flood-3'))).status, 403)
    assert.equal((await tell('no-such', body, bearer('flood-3'))).status, 403)
    assert.equal((await tell('flood-2', body, signed('flood-2', '{"value": 0.02}'))).status, 403)
    assert.equal((await tell('flood-2', body, signed('flood-2', body, { key: keys['flood-3'] }))).status, 403)
    for (const seconds of [Math.floor(Date.now() / 1000) - 400, Math.floor(Date.now() / 1000) + 400]) assert.equal((await tell('flood-2', body, signed('flood-2', body, { seconds }))).status, 403)
    assert.deepEqual((await tell('flood-2', body, signed('flood-2', body))).body, { result: 'taken', raised: false })
    assert.equal((await tell('flood-2', body, bearer('flood-2'))).status, 200)
    const guesses = []
    for (let i = 0; i < 130; i++) guesses.push((await tell('flood-2', body, { Authorization: `Bearer gd_${i}`, 'X-Forwarded-For': '10.9.9.9' })).status)
    assert.equal(guesses[0], 403)
    assert.ok(guesses.includes(429), 'now and then one more is free, so it need not be the last')
  })

  it('what was signed counts once, whoever sends it again and however it is spelt, also of a clock that is fast', async () => {
    const fast = Math.floor(Date.now() / 1000) + 200
    for (const [body, seconds] of [['0.02', undefined], [JSON.stringify({ value: 0.03, at: fast * 1000 }), fast]]) {
      const headers = signed('flood-4', body, { seconds })
      const loud = { ...headers, 'X-Gulou-Signature': `sha256=${headers['X-Gulou-Signature'].slice(7).toUpperCase()}` }
      assert.equal((await tell('flood-4', body, headers)).body.result, 'taken', body)
      for (const again of [headers, loud]) assert.equal((await tell('flood-4', body, again)).body.result, 'old', body)
    }
  })

  it('a reading that comes again changes nothing, one of the future is of now, one that cannot be is refused', async () => {
    const reading = { value: 0.04, at: ago(1) }
    assert.equal((await tell('flood-3', reading, bearer('flood-3'))).body.result, 'taken')
    assert.equal((await tell('flood-3', reading, bearer('flood-3'))).body.result, 'old')
    assert.equal((await tell('flood-3', { value: 0.05, at: '2099-01-01T00:00:00Z' }, bearer('flood-3'))).body.result, 'taken')
    const seen = await detail('flood-3')
    assert.ok(Date.parse(seen.device.last_at) <= Date.now() + 1000)
    assert.deepEqual(seen.device.faults, ['clock'])
    assert.equal((await tell('flood-3', 0.06, bearer('flood-3'))).body.result, 'taken') // and it goes on
    for (let i = 0; i < 3; i++) assert.equal((await tell('flood-3', { value: 77, battery: 3 }, bearer('flood-3'))).body.result, 'implausible')
    assert.deepEqual((await detail('flood-3')).device.faults, ['implausible', 'clock', 'battery'])
    for (const bad of ['', 'wet', '{"value": 1', '[1]', '{"at": 5}', '{"value": 1, "at": "soon"}', '{"value": 1, "at": -5}']) assert.equal((await tell('flood-3', bad, bearer('flood-3'))).status, 422, bad)
    assert.equal((await tell('flood-3', ' '.repeat(2000) + '1', bearer('flood-3'))).status, 413)
  })

  it('no more often than was agreed, and not at all when stopped', async () => {
    const { key } = await admin.must(201, 'POST', '/api/devices', device('slow-1', { per_minute: 2, raise: '1', clear: '0.5' }))
    keys['slow-1'] = key
    const statuses = []
    for (let i = 0; i < 3; i++) statuses.push((await tell('slow-1', 0.1, bearer('slow-1'))).status)
    assert.deepEqual(statuses, [200, 200, 429])
    const { id, kind, ...rest } = device('flood-4')
    await admin.must(200, 'POST', '/api/devices/flood-4', { ...rest, active: false })
    assert.equal((await tell('flood-4', 0.1, bearer('flood-4'))).status, 403)
    const renewed = (await admin.must(200, 'POST', '/api/devices/flood-2/key')).key
    assert.equal((await tell('flood-2', 0.01, bearer('flood-2'))).status, 403)
    keys['flood-2'] = renewed
    assert.equal((await tell('flood-2', 0.01, bearer('flood-2'))).status, 200)
  })
})

it('an owner hears of a fault at once and then once a day', async () => {
  const messages = async () => (await admin.must(200, 'GET', '/api/outbox')).items.filter((one) => one.text.includes('flood-3'))
  const told = await eventually(async () => { const all = await messages(); return all.length > 0 && all }, 'the owner is told', 90_000)
  assert.match(told[0].text, /读数不可能、时钟不准、电量不足|时钟不准/)
})
