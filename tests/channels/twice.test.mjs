// One matter told by two channels at once, each twice, as retries do: nothing is lost, nothing is made twice by one channel,
// and whoever looks at one of the cases is shown the other as its twin.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, before, it } from 'node:test'
import { XMLParser } from 'fast-xml-parser'
import { District, PLACE, UNIT, eventually } from '../api/support.mjs'

const TOKEN = 'our-token-of-the-platform', ACCOUNT = 'gh_gulou'
const WATER = '江厝路街头公园门口积水很深，水淹到膝盖，车过不去'
const parser = new XMLParser({ parseTagValue: false })
let district, admin, desk, key

const now = () => String(Math.floor(Date.now() / 1000))
let ids = 1
async function wechat(from, fields, id = String(1e15 + ids++)) {
  const timestamp = now(), nonce = String(Math.floor(Math.random() * 1e9)), all = { ToUserName: ACCOUNT, FromUserName: from, CreateTime: timestamp, MsgId: id, ...fields }
  const signature = createHash('sha1').update([TOKEN, timestamp, nonce].sort().join('')).digest('hex')
  const body = `<xml>${Object.entries(all).map(([name, value]) => `<${name}><![CDATA[${value}]]></${name}>`).join('')}</xml>`
  const answer = await fetch(`${district.url}/wechat?${new URLSearchParams({ signature, timestamp, nonce })}`, { method: 'POST', body, headers: { 'Content-Type': 'text/xml' } })
  const text = await answer.text()
  assert.equal(answer.status, 200, text)
  return parser.parse(text).xml.Content
}
const numberIn = (words) => /\b(\d{13})\b/.exec(words)?.[1]

async function open311(description) {
  const body = new URLSearchParams({ api_key: key, service_code: 'E0108', lat: PLACE.park.lat, long: PLACE.park.lon, description, 'attribute[depth]': 'knee' })
  const answer = await fetch(`${district.url}/open311/v2/requests.json`, { method: 'POST', body })
  assert.equal(answer.status, 201, await answer.clone().text())
  return (await answer.json())[0].service_request_id
}
const cases = async () => (await admin.must(200, 'GET', '/api/devices/flood-1')).alarms.map((one) => one.number)
const twinsOf = async (number) => (await desk.must(200, 'GET', `/api/cases/${number}/twins`)).twins.map((twin) => twin.case?.number ?? twin.number)

before(async () => {
  district = await District.open({ env: { GULOU_DEMO_NO_HISTORY: '1', GULOU_WECHAT_APP_ID: 'wx1', GULOU_WECHAT_TOKEN: TOKEN } })
  admin = await district.as('admin')
  desk = await district.as('wufeng')
  key = (await admin.must(201, 'POST', '/api/partners', { id: 'city-app', kind: 'open311', name: '市民随手报' })).key
})
after(() => district.clean())

async function linked(numbers) {
  for (const number of numbers)
    for (const other of numbers)
      if (other !== number) await eventually(async () => (await twinsOf(number)).includes(other), `${number} shows ${other} as its twin`, 20_000)
}

it('by WeChat and by an Open311 app at once, twice each: one case for each, shown as twins', async () => {
  const who = 'o-resident-at-the-water'
  await wechat(who, { MsgType: 'location', Location_X: '26.1050', Location_Y: '119.2789', Scale: '16', Label: '江厝路街头公园' })
  await wechat(who, { MsgType: 'text', Content: WATER })
  const sent = String(1e15 + ids++)
  const [one, again, other, twice] = await Promise.all([
    wechat(who, { MsgType: 'text', Content: '1' }, sent).then(numberIn), wechat(who, { MsgType: 'text', Content: '1' }, sent).then(numberIn),
    open311(WATER), open311(WATER),
  ])
  assert.ok(one)
  assert.equal(again, one)
  assert.equal(twice, other)
  assert.notEqual(one, other)
  await linked([one, other])
  for (const number of [one, other]) assert.equal((await desk.see(number)).text, WATER)
})

it('by a device and by a resident at once, twice each: one case for each, shown as twins; both stay when they are merged', async () => {
  const made = await admin.must(201, 'POST', '/api/devices', { id: 'flood-1', kind: 'water-level', name: '积水点一号', place: '江厝路街头公园', owner: UNIT.building, ...PLACE.park })
  const reading = (seconds, value) => JSON.stringify({ value, at: new Date(Date.now() - seconds * 1000).toISOString() })
  const tell = (body) => admin.send('POST', '/api/devices/flood-1/readings', { body, headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${made.key}` } })
  await tell(reading(100, 0.4))
  const high = reading(20, 0.5), idempotent = { headers: { 'Idempotency-Key': 'the-same-report-0001' } }
  const report = { text: '江厝路街头公园积水很深，水淹到小腿', position: { ...PLACE.park, source: 'pin' } }
  const citizen = district.resident()
  const [first, second, told, repeated] = await Promise.all([
    citizen.send('POST', '/api/cases', { json: report, ...idempotent }), citizen.send('POST', '/api/cases', { json: report, ...idempotent }), tell(high), tell(high)])
  assert.equal(first.body.number, second.body.number)
  assert.deepEqual([told.body.result, repeated.body.result].sort(), ['old', 'taken'])
  const [number] = await eventually(async () => { const all = await cases(); return all[0] && all }, 'the device\'s case', 20_000)
  assert.equal((await cases()).length, 1)
  assert.notEqual(number, first.body.number)
  await linked([number, first.body.number])
  await desk.act(first.body.number, 'merge', { master: number, note: '同一处积水' })
  assert.deepEqual((await desk.see(number)).twins, [first.body.number])
})
