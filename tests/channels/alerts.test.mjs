// Alerts about public cases of a street, around a point, or of a kind. By mail: proven by a link, sent by SMTP to aiosmtpd
// (Debian) and read by mailparser (npm), ended by one click (RFC 8058). By SMS: proven by a code that goes to a gateway as those
// of providers. By WeChat: wechat_page.test.mjs. Once a day is tests/jobs/tell_alerts_test.c.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { createServer as createSocket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { simpleParser } from 'mailparser'
import { calmDistrict, District, eventually, PLACE, startServer, UNIT } from '../api/support.mjs'

const PUBLIC = 'https://gulou.example'
const folder = mkdtempSync(join(tmpdir(), 'gulou-alerts-'))
let district, server, gateway

const freePort = () => new Promise((done) => {
  const probe = createSocket().listen(0, '127.0.0.1', () => { const { port } = probe.address(); probe.close(() => done(port)) })
})

/** What the SMS gateway was asked to send, as text by phone. */
const texts = []
function startGateway() {
  const http = createServer((req, res) => {
    let body = ''
    req.on('data', (part) => { body += part })
    req.on('end', () => {
      texts.push(JSON.parse(body))
      res.end('{"Code":"OK"}')
    })
  })
  return new Promise((done) => http.listen(0, '127.0.0.1', () => done(http)))
}

before(async () => {
  district = await District.open({ flags: ['--demo', '--district', calmDistrict(join(folder, 'district'))] })
  district.server.child.kill('SIGTERM')
  await district.server.ended
  const port = await freePort()
  server = spawn('/usr/bin/python3', ['-m', 'aiosmtpd', '-n', '-l', `127.0.0.1:${port}`, '-c', 'aiosmtpd.handlers.Mailbox', join(folder, 'kept')], { stdio: ['ignore', 'ignore', 'inherit'] })
  gateway = await startGateway()
  district.server = await startServer({ data: district.data, env: { GULOU_SMS_GATEWAY: `http://127.0.0.1:${gateway.address().port}/send`, GULOU_SMS_CONTENT_TYPE: 'application/json', GULOU_SMS_BODY: '{"to":"{phone}","text":"{text}"}', GULOU_SMS_DONE: 'Code=OK', GULOU_MAIL_SERVER: `smtp://127.0.0.1:${port}`, GULOU_MAIL_PLAIN: '1', GULOU_MAIL_FROM: 'front@gulou.test', GULOU_NOTIFY_PUBLIC_URL: PUBLIC } })
  district.url = district.server.url
})
after(async () => {
  await district.clean()
  server.kill()
  gateway.close()
  gateway.closeAllConnections()
  rmSync(folder, { recursive: true, force: true })
})

async function lettersTo(address) {
  const at = join(folder, 'kept/new')
  const all = existsSync(at) ? await Promise.all(readdirSync(at).map((name) => simpleParser(readFileSync(join(at, name))))) : []
  return all.filter((letter) => letter.to.text === address || letter.headers.get('x-rcptto') === address).sort((a, b) => a.date - b.date)
}
const letterTo = (address, about) => eventually(async () => (await lettersTo(address)).find((letter) => letter.text.includes(about)), `a letter of ${about} to ${address}`, 40_000)
const ask = (fields, status = 200) => district.resident().must(status, 'POST', '/api/public/alerts', { area: UNIT.wufeng, at_once: true, ...fields })
async function confirm(letter) {
  const token = /\/m\/([\w-]+)/.exec(letter.text)[1]
  const { alert } = await district.resident().must(200, 'POST', `/api/mail-links/${token}`)
  assert.equal(alert, true)
}

describe('an alert', () => {
  it('begins with a link, tells of new and resolved cases of its street alone, and ends with one click', async () => {
    await ask({ mail: 'Lin@Example.org' })
    const first = await letterTo('lin@example.org', '请确认')
    assert.match(first.text, /五凤街道/)
    const early = await district.report()
    await confirm(first)
    const here = await district.report({ text: '江厝路街头公园里<b>很多人</b>露营乱扔垃圾，我是陈大明' })
    const elsewhere = await district.report({ text: '鼓东街道路边很多垃圾没人清理', position: { ...PLACE.far, source: 'pin' } })
    const secret = await district.report({ text: '我要举报街道某干部收钱办事', category: 'S0503' })
    const letter = await letterTo('lin@example.org', here.number)
    for (const unsaid of [early.number, elsewhere.number, secret.number, '陈大明', '<b>', '很多人']) assert.ok(!letter.text.includes(unsaid), unsaid)
    assert.match(letter.text, /新反映 \d+ 件/)
    assert.ok(letter.text.includes(`${PUBLIC}/public?area=${UNIT.wufeng}`))
    const list = letter.headers.get('list')
    assert.match(list.unsubscribe.url, new RegExp(`^${PUBLIC}/api/no-more-mail/`))
    assert.equal(letter.headers.get('list-unsubscribe-post') ?? list['unsubscribe-post']?.name, 'List-Unsubscribe=One-Click')

    const wufeng = await district.as('wufeng')
    await wufeng.act(here.number, 'respond')
    await wufeng.act(here.number, 'answer', { note: '已清理' })
    await (await district.as('wufengleader')).act(here.number, 'pass')
    await letterTo('lin@example.org', '办结 1 件')

    const path = new URL(list.unsubscribe.url).pathname
    const click = await fetch(district.url + path, { method: 'POST', headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, body: 'List-Unsubscribe=One-Click' })
    assert.equal(click.status, 200)
    assert.equal((await district.resident().get(path)).status, 404, 'and nothing is left of it')
  })

  it('answers the same for every address, and writes to none more than once before it is proven', async () => {
    const said = [await ask({ mail: 'wang@example.org' }), await ask({ mail: 'wang@example.org' }), await ask({ mail: 'WANG@example.org', category: 'E01' })]
    assert.deepEqual(new Set(said.map(({ message }) => message)).size, 1)
    await letterTo('wang@example.org', '请确认')
    await ask({ mail: 'marker@example.org' })
    await letterTo('marker@example.org', '请确认') // whatever was written before it has left
    assert.equal((await lettersTo('wang@example.org')).length, 1)
  })

  it('takes no address that is none, no area or kind that is not public, and neither of both', async () => {
    for (const [field, fields] of [['mail', { mail: 'x' }], ['mail', { mail: 'a@b.c\r\nBcc: d@e.f' }], ['area', { mail: 'a@example.org', area: '999' }], ['category', { mail: 'a@example.org', category: 'S0503' }], ['area', { mail: 'a@example.org', area: '' }]])
      assert.equal((await ask(fields, 422)).field, field)
  })
})

describe('around a point', () => {
  it('a letter tells of what is near, by a link that shows it and ends it', async () => {
    await ask({ mail: 'near@example.org', area: undefined, position: { ...PLACE.park, source: 'pin' }, radius: 200 })
    const first = await letterTo('near@example.org', '请确认')
    assert.match(first.text, /您选的地点周围 200 米/)
    await confirm(first)
    const near = await district.report()
    const far = await district.report({ text: '鼓东街道路边很多垃圾没人清理', position: { ...PLACE.far, source: 'pin' } })
    const letter = await letterTo('near@example.org', near.number)
    assert.ok(!letter.text.includes(far.number))
    const token = new RegExp(`${PUBLIC}/a/(\\w+)`).exec(letter.text)[1]
    const anybody = district.resident()
    const shown = await anybody.must(200, 'GET', `/api/public/alerts/${token}`)
    assert.match(shown.about, /周围 200 米/)
    const numbers = shown.items.map(({ number }) => number)
    assert.ok(numbers.includes(near.number) && !numbers.includes(far.number))
    for (const { position } of shown.items) assert.deepEqual([position.lat, position.lon], [26.108, 119.274], 'as the public page rounds')
    await anybody.must(204, 'DELETE', `/api/public/alerts/${token}`)
    assert.equal((await anybody.get(`/api/public/alerts/${token}`)).status, 404)
    assert.equal((await anybody.delete(`/api/public/alerts/${token}`)).status, 404)
  })

  it('takes no place outside the district and no other distance', async () => {
    const here = { mail: 'a@example.org', area: undefined, position: PLACE.park, radius: 500 }
    for (const [field, fields] of [['position', { position: PLACE.beijing }], ['radius', { radius: 199 }], ['radius', { radius: 1001 }], ['radius', { radius: undefined }], ['lat', { position: { lat: 91, lon: 119 } }]])
      assert.equal((await ask({ ...here, ...fields }, 422)).field, field)
  })
})

describe('by SMS', () => {
  const sms = (phone, status = 200, more = {}) => ask({ way: 'sms', phone, at_once: false, ...more }, status)
  const textTo = (phone, about) => eventually(() => texts.find((one) => one.to === phone && one.text.includes(about)), `an SMS of ${about} to ${phone}`, 20_000)

  it('begins with a code that nobody else can use, guess or read', async () => {
    const { alert, message } = await sms('+86 138 0000 1111')
    const { text } = await textTo('13800001111', '验证码')
    const code = /\d{6}/.exec(text)[0]
    const kept = (await (await district.as('admin')).must(200, 'GET', '/api/outbox')).items.find(({ kind }) => kind === 'code')
    assert.ok(!kept.text.includes(code) && kept.text.includes('******'), 'staff do not read it')
    const anybody = district.resident()
    const tries = (token, guess) => anybody.post(`/api/public/alerts/${token}/code`, { code: guess })
    const wrong = String((Number(code) + 1) % 1_000_000).padStart(6, '0')
    const [refused, unknown] = [await tries(alert, wrong), await tries('f'.repeat(32), code)]
    assert.deepEqual([refused.status, refused.body.field, refused.body.detail], [422, 'code', unknown.body.detail])
    assert.equal(unknown.status, 422)
    const begun = await tries(alert, ` ${code} `)
    assert.equal(begun.status, 200)

    const again = await sms('13800001111')
    assert.equal(again.message, message)
    const guesses = []
    for (let i = 0; i < 6; i++) guesses.push((await tries(again.alert, 'nonono')).status)
    assert.deepEqual(guesses, [422, 422, 422, 422, 422, 429])
  })

  it('answers the same for a number that has had its codes, and sends it no more', async () => {
    const said = []
    for (let i = 0; i < 5; i++) said.push(await sms('13800002222'))
    assert.equal(new Set(said.map(({ message }) => message)).size, 1)
    assert.equal(new Set(said.map(({ alert }) => alert)).size, 5)
    assert.ok(said.every(({ alert }) => /^[0-9a-f]{32}$/.test(alert)))
    await sms('13800003333')
    await textTo('13800003333', '验证码') // whatever was written before it has left
    assert.equal(texts.filter(({ to }) => to === '13800002222').length, 3)
  })

  it('goes to no number that is none, no more than once a day, and one address asks for twenty an hour', async () => {
    for (const phone of ['0591-87654321', '12345', '+12025550100', '']) assert.equal((await sms(phone, 422)).field, 'phone')
    assert.equal((await sms('13800004444', 422, { at_once: true })).field, 'at_once')
    const flooder = district.resident()
    const statuses = []
    for (let i = 0; i < 22; i++) statuses.push((await flooder.post('/api/public/alerts', { way: 'sms', phone: `1380001${String(i).padStart(4, '0')}`, area: UNIT.wufeng })).status)
    assert.deepEqual([statuses[0], statuses.filter((one) => one === 200).length, statuses.at(-1)], [200, 20, 429])
  })

  it('and WeChat only where it is there', async () => {
    const { alert_ways: ways } = await district.resident().must(200, 'GET', '/api/district')
    assert.deepEqual(ways, ['sms', 'mail'])
    await ask({ way: 'wechat' }, 409)
    assert.equal((await ask({ way: 'none' }, 422)).field, 'way')
  })
})
