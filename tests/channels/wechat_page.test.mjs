// 微信公众号 beyond the conversation: who a person on the phone page is, notices, page signatures and the menu. The platform
// is played by wechat_platform.mjs; what it would check is checked by co-wechat-api and co-wechat-oauth, of other makers.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import WXBizMsgCrypt from 'wechat-crypto'
import { District, ROOT, UNIT, calmDistrict, eventually, run, startServer } from '../api/support.mjs'
import { ACCOUNT, ALERT, APP_ID, RATING, SECRET, TEMPLATE, TOKEN, startPlatform } from './wechat_platform.mjs'

const require = createRequire(import.meta.url)
const OAuth = require('co-wechat-oauth')
const Api = require('co-wechat-api')
const PUBLIC = 'https://gulou.example'
const crypt = new WXBizMsgCrypt(TOKEN, 'a'.repeat(43), APP_ID)
const folder = mkdtempSync(join(tmpdir(), 'gulou-wechat-'))
let district, platform, env

/** Accounts are the demo's; then the server runs as in earnest, or nothing would leave it. */
before(async () => {
  platform = await startPlatform()
  env = {
    GULOU_DEMO_NO_HISTORY: '1', GULOU_WECHAT_APP_ID: APP_ID, GULOU_NOTIFY_PUBLIC_URL: PUBLIC, GULOU_WECHAT_TOKEN: TOKEN, GULOU_WECHAT_SECRET: SECRET,
    GULOU_WECHAT_API: platform.url, GULOU_WECHAT_TEMPLATE_STEP: `${TEMPLATE} thing1=state character_string2=number time3=time thing4=text`,
    GULOU_WECHAT_TEMPLATE_ALERT: `${ALERT} thing1=about thing2=text time3=time`,
    GULOU_WECHAT_TEMPLATE_RATING: `${RATING} phrase1=state character_string2=number`,
  }
  district = await District.open({ flags: ['--demo', '--district', calmDistrict(folder)], env })
  await restart()
})
after(async () => {
  await district.clean()
  platform.stop()
  rmSync(folder, { recursive: true, force: true })
})

async function restart(more = {}) {
  district.server.child.kill('SIGTERM')
  await district.server.ended
  district.server = await startServer({ data: district.data, env: { ...env, ...more } })
  district.url = district.server.url
  district.clients.clear()
}

const cookieIn = (answer, name) => answer.headers.getSetCookie().find((line) => line.startsWith(`${name}=`))
const valueOf = (line) => line?.split(';')[0]
const visit = (path, cookie) => fetch(district.url + path, { redirect: 'manual', headers: { 'X-Forwarded-For': `10.9.${Math.floor(Math.random() * 250)}.7`, ...(cookie ? { Cookie: cookie } : {}) } })
const newCode = (openid, more) => { const code = randomUUID(); platform.state.codes.set(code, { openid, more }); return code }

/** There and back again, as a browser goes: what the two answers were. */
async function signIn(openid, { to = 'report', change = {}, cookie, more, code = newCode(openid, more) } = {}) {
  const away = await visit(`/wechat/enter?to=${to}`)
  const there = new URL(away.headers.get('location'))
  const query = new URLSearchParams({ code, state: there.searchParams.get('state'), ...change })
  const stateCookie = valueOf(cookieIn(away, 'gulou_wechat_state'))
  const back = await visit(`/wechat/entered?${query}`, cookie ?? stateCookie)
  return { away, there, back, query, stateCookie, pass: valueOf(cookieIn(back, 'gulou_wechat')) }
}

/** A person's phone after signing in. */
async function phone(openid) {
  const { pass } = await signIn(openid)
  const client = district.resident()
  client.cookie = pass
  return client
}
const mine = async (client) => (await client.must(200, 'GET', '/api/wechat/cases')).items.map((one) => one.number)

let ids = 5000000000000000
/** A message as the platform posts it in plain mode; answers the words of the answer. */
async function says(openid, fields) {
  const timestamp = String(Math.floor(Date.now() / 1000)), nonce = String(Math.floor(Math.random() * 1e9))
  const all = { ToUserName: ACCOUNT, FromUserName: openid, CreateTime: timestamp, ...(fields.MsgType === 'event' ? {} : { MsgId: String(ids++) }), ...fields }
  const body = `<xml>${Object.entries(all).map(([name, value]) => `<${name}><![CDATA[${value}]]></${name}>`).join('')}</xml>`
  const query = new URLSearchParams({ timestamp, nonce, signature: crypt.getSignature(timestamp, nonce, '') })
  const answer = await fetch(`${district.url}/wechat?${query}`, { method: 'POST', body, headers: { 'Content-Type': 'text/xml' } })
  const text = await answer.text()
  assert.equal(answer.status, 200, text)
  return /<Content><!\[CDATA\[([\s\S]*?)\]\]>/.exec(text)?.[1] ?? null
}
const writes = (openid, Content) => says(openid, { MsgType: 'text', Content })
async function reportInChat(openid, words = '温泉公园北门路灯不亮') {
  await writes(openid, words)
  await writes(openid, '西湖公园')
  return /\b(\d{13})\b/.exec(await writes(openid, '提交'))[1]
}

describe('who a person on the page is', () => {
  it('is asked of the platform by the address its documents give', async () => {
    const { there, away, back, pass } = await signIn('o-resident_1-A')
    const theirs = new URL(new OAuth(APP_ID, SECRET).getAuthorizeURL(`${PUBLIC}/wechat/entered`, there.searchParams.get('state'), 'snsapi_base'))
    assert.equal(there.href, theirs.href, 'every parameter, in order')
    assert.match(there.searchParams.get('state'), /^[a-zA-Z0-9]{16,128}$/)
    assert.match(cookieIn(away, 'gulou_wechat_state'), /Path=\/wechat; Max-Age=600; HttpOnly; SameSite=Lax/)
    assert.equal(back.status, 302)
    assert.equal(back.headers.get('location'), '/report')
    assert.match(cookieIn(back, 'gulou_wechat'), /Max-Age=7200; HttpOnly; SameSite=Strict/)
    const client = district.resident()
    assert.deepEqual(await client.must(200, 'GET', '/api/wechat'), { sign_in: true, signed_in: false, notices: true })
    client.cookie = pass
    assert.equal((await client.must(200, 'GET', '/api/wechat')).signed_in, true)
  })

  it('only by the way back that this browser began, once, and never to an address of others', async () => {
    const good = await signIn('o-victim')
    const tries = {
      'another state': await signIn('o-mallory', { change: { state: 'f'.repeat(32) } }),
      'no state': await signIn('o-mallory', { change: { state: '' } }),
      'the cookie of another way': await signIn('o-mallory', { cookie: good.stateCookie }),
      'a forged cookie': await signIn('o-mallory', { cookie: good.stateCookie.replace(/=.{5}/, '=AAAAA') }),
      'a pass as a state': await signIn('o-mallory', { cookie: `gulou_wechat_state=${good.pass.split('=')[1]}` }),
      'no code: they would not': await signIn('o-mallory', { change: { code: '' } }),
      'a code that nobody gave': await signIn('o-mallory', { code: 'invented' }),
      'no real person': await signIn('o-mallory', { more: { is_snapshotuser: 1 } }),
      'no proper id': await signIn('o mallory; Path=/'),
    }
    for (const [what, { back, pass }] of Object.entries(tries)) {
      assert.equal(back.status, 302, what)
      assert.match(back.headers.get('location'), /^\/(report)?\?wechat=unknown$/, what)
      assert.equal(pass, undefined, what)
    }
    const replayed = await visit(`/wechat/entered?${good.query}`, good.stateCookie)
    assert.equal(valueOf(cookieIn(replayed, 'gulou_wechat')), undefined, 'a code serves once, by the platform')
    assert.equal(valueOf(cookieIn(good.back, 'gulou_wechat_state')), 'gulou_wechat_state=', 'and its state is taken from the browser')
    for (const to of ['https://evil.example/', '//evil.example', 'nowhere']) assert.equal((await signIn('o-x', { to })).back.headers.get('location'), '/')
  })

  it('and their reports are theirs, from the conversation and from the page; nobody else sees them', async () => {
    const told = await reportInChat('o-second')
    const client = await phone('o-second')
    assert.deepEqual(await mine(client), [told])
    const { number } = await district.report({}, client)
    assert.deepEqual((await mine(client)).sort(), [told, number].sort())
    const [one] = (await client.must(200, 'GET', '/api/wechat/cases')).items
    const seen = await district.reporter(one).must(200, 'GET', `/api/track/${one.number}`)
    assert.equal(seen.number, one.number, 'the secret is that of the case')
    assert.equal((await (await district.as('wufeng')).see(number)).channel, 'WECHAT')
    assert.deepEqual(await mine(await phone('o-nobody-knows')), [], 'somebody who never reported')
    assert.equal((await district.resident().get('/api/wechat/cases')).status, 401)
    const forger = district.resident()
    for (const pass of [client.cookie.replace('o-second', 'o-victim'), client.cookie.replace(/\.\d+\./, '.99999999999999.'), 'gulou_wechat=x.y.z', 'gulou_wechat=']) {
      forger.cookie = pass
      assert.equal((await forger.get('/api/wechat/cases')).status, 401, pass)
    }
  })
})

/** A report of that person, told of at any hour, in hand of its desk. */
async function reportInHand(openid) {
  const client = await phone(openid)
  const { number, reporter } = await district.report({}, client)
  const chosen = await reporter.must(200, 'PUT', `/api/cases/${number}/way`, { way: 'wechat', quiet_from: '00:00', quiet_until: '00:00' })
  assert.equal(chosen.wechat, true)
  await (await district.as('wufeng')).act(number, 'respond')
  return { number, reporter }
}
const letters = async (number) => (await (await district.as('admin')).must(200, 'GET', '/api/outbox')).items.filter((one) => one.case === number)
const letterIn = (number, state) => eventually(async () => (await letters(number)).find((one) => one.state === state), `a letter of ${number} is ${state}`, 15_000)

describe('alerts about public cases', () => {
  const ask = (client, more = {}) => client.post('/api/public/alerts', { way: 'wechat', area: UNIT.wufeng, at_once: true, ...more })
  const told = (openid) => platform.state.sent.filter((one) => one.touser === openid)

  it('go to whoever the account knows, with a link that shows the news and ends them', async () => {
    assert.equal((await signIn('o-alert', { to: 'alerts' })).back.headers.get('location'), '/public/alerts')
    assert.ok((await district.resident().must(200, 'GET', '/api/district')).alert_ways.includes('wechat'))
    assert.equal((await ask(district.resident())).status, 401)
    const client = await phone('o-alert')
    const begun = await ask(client)
    assert.deepEqual([begun.status, begun.body.alert], [200, null], 'nothing to prove')
    const { number } = await district.report()
    const notice = await eventually(() => told('o-alert')[0], 'the platform has it', 30_000)
    assert.equal(notice.template, ALERT)
    assert.equal(notice.data.thing1, '五凤街道')
    assert.match(notice.data.thing2, /^新反映 \d+ 件/)
    const [, base, token] = /^(.*)\/a\/(\w+)$/.exec(notice.url)
    assert.equal(base, PUBLIC)
    const { items, way } = await district.resident().must(200, 'GET', `/api/public/alerts/${token}`)
    assert.equal(way, 'wechat')
    assert.ok(items.some((one) => one.number === number))
    await district.resident().must(204, 'DELETE', `/api/public/alerts/${token}`)
    assert.equal((await district.resident().get(`/api/public/alerts/${token}`)).status, 404)
  })

  it('are ten at most, which the person is told', async () => {
    const client = await phone('o-many')
    for (let i = 0; i < 10; i++) assert.equal((await ask(client, { at_once: false })).status, 200)
    assert.equal((await ask(client)).body.code, 'ALERT_FULL')
  })
})

describe('notices', () => {
  it('go as template messages, each field as the template wants it, with a link to the case', async () => {
    const { number, reporter } = await reportInHand('o-told')
    const sent = await eventually(() => platform.state.sent.find((one) => one.touser === 'o-told'), 'the platform has it', 15_000)
    assert.equal(sent.template, TEMPLATE)
    assert.equal(sent.data.character_string2, number)
    assert.equal(sent.data.thing1, '已响应')
    assert.match(sent.data.time3, /^20\d\d年\d+月\d+日 \d\d:\d\d$/)
    assert.equal(Array.from(sent.data.thing4).length, 20, 'cut to what the field takes')
    assert.equal(sent.url, `${PUBLIC}/t/${number}#${reporter.secret}`)
    assert.equal((await letterIn(number, 'sent')).way, 'wechat')
  })

  it('are sent again once when the token was taken away meanwhile', async () => {
    platform.state.token = 'spoilt-elsewhere'
    const tokens = platform.state.tokens
    const { number } = await reportInHand('o-token')
    await letterIn(number, 'sent')
    assert.equal(platform.state.tokens, tokens + 1)
    assert.equal(platform.state.sent.filter((one) => one.touser === 'o-token').length, 1)
  })

  it('end where nothing helps, and say why', async () => {
    for (const [errcode, why] of [[43004, 'not_following'], [43019, 'blocked'], [43101, 'declined_there'], [40003, 'no_such_person'], [47003, 'values_wrong']]) {
      platform.state.refuses.set(`o-${errcode}`, errcode)
      const { number } = await reportInHand(`o-${errcode}`)
      assert.equal((await letterIn(number, 'refused')).why, why)
    }
  })

  it('wait for whoever can set it right: a template that is not ours, a platform that is busy', async () => {
    for (const [errcode, why] of [[40037, 'template_wrong'], [-1, 'errcode -1']]) {
      platform.state.refuses.set(`o-${errcode}`, errcode)
      const { number } = await reportInHand(`o-${errcode}`)
      await eventually(async () => (await letters(number))[0].attempts === 1 && (await letters(number))[0].why === why, why, 15_000)
      assert.equal((await letters(number))[0].state, 'waiting')
    }
  })

  it('are not sent to whoever wants none, said in the conversation or by leaving it', async () => {
    const off = await reportInChat('o-off')
    assert.match(await writes('o-off', '退订'), /恢复通知/)
    const left = await reportInChat('o-left')
    assert.equal(await says('o-left', { MsgType: 'event', Event: 'unsubscribe', EventKey: '' }), null)
    const next = await reportInChat('o-off', '西湖公园的水管爆了')
    const wayOf = async (openid, number) => {
      const one = (await (await phone(openid)).must(200, 'GET', '/api/wechat/cases')).items.find((each) => each.number === number)
      return (await district.reporter(one).must(200, 'GET', `/api/cases/${number}/way`)).way
    }
    assert.equal(await wayOf('o-off', off), 'none')
    assert.equal(await wayOf('o-off', next), 'none', 'for what they report later too')
    assert.equal(await wayOf('o-left', left), 'none')
    assert.match(await writes('o-off', '恢复通知'), /退订/)
    assert.equal(await wayOf('o-off', off), 'wechat')
    await says('o-left', { MsgType: 'event', Event: 'subscribe', EventKey: '' })
    assert.equal(await wayOf('o-left', left), 'wechat')
  })

  it('past the day\'s quota wait for the next day, and that counts as no attempt', async () => {
    platform.state.full = true
    const { number } = await reportInHand('o-full')
    const another = await reportInHand('o-full-2')
    for (const one of [number, another.number]) await eventually(async () => (await letters(one))[0].why === 'quota', 'it waits', 15_000)
    assert.deepEqual((await letters(number)).map(({ state, attempts }) => ({ state, attempts })), [{ state: 'waiting', attempts: 0 }])
    platform.state.full = false
  })
})

describe('a page that wants the camera and the place', () => {
  it('is signed as co-wechat-api signs it, with one ticket for all', async () => {
    const client = district.resident()
    const url = `${PUBLIC}/report?draft=1&x=%E9%BC%93`
    for (let i = 0; i < 3; i++) {
      const config = await client.must(200, 'GET', `/api/wechat/js-config?url=${encodeURIComponent(url)}`)
      assert.equal(config.app_id, APP_ID)
      assert.ok(Math.abs(config.timestamp - Date.now() / 1000) < 60)
      assert.equal(config.signature, await signedByAnother(url, config))
    }
    assert.equal(platform.state.asked.filter((one) => one.endsWith('getticket')).length, 1)
  })

  /** co-wechat-api draws its nonce from Math.random().toString(36).substr(2) and reads the clock: both say ours. */
  async function signedByAnother(url, { nonce, timestamp }) {
    const api = new Api(APP_ID, SECRET)
    api.registerTicketHandle(async () => ({ ticket: platform.state.ticket, expireTime: Infinity }), async () => {})
    const { random } = Math, { now } = Date
    Math.random = () => ({ toString: () => `0.${nonce}` })
    Date.now = () => timestamp * 1000
    try {
      const theirs = await api.getJsConfig({ debug: false, jsApiList: [], url })
      assert.deepEqual([theirs.nonceStr, theirs.timestamp], [nonce, String(timestamp)])
      return theirs.signature
    } finally {
      Math.random = random
      Date.now = now
    }
  }

  it('only when it is ours', async () => {
    const client = district.resident()
    for (const url of ['', 'https://evil.example/', `${PUBLIC}.evil.example/`, `${PUBLIC}@evil.example/`, `${PUBLIC}/report#x`, 'http://gulou.example/'])
      assert.equal((await client.get(`/api/wechat/js-config?url=${encodeURIComponent(url)}`)).status, 422, url)
  })
})

describe('the menu', () => {
  const menu = (...more) => run(join(ROOT, 'build/debug/gulou'), ['wechat', 'menu', '--data', district.data, ...more], { env: { ...env, LC_ALL: 'C' } })

  it('is made from the district\'s data, in either language, and only when it differs', async () => {
    const created = () => platform.state.asked.filter((one) => one.endsWith('menu/create')).length
    const first = await menu()
    assert.equal(first.code, 0, first.out)
    assert.deepEqual(platform.state.menu.button.map((one) => one.name), ['随手拍', '查进度', '帮助'])
    assert.equal(platform.state.menu.button[0].sub_button[1].url, `${PUBLIC}/wechat/enter?to=report`)
    assert.equal((await menu()).code, 0)
    assert.equal(created(), 1, 'asked again, it makes nothing')
    const api = new Api(APP_ID, SECRET, async () => ({ accessToken: platform.state.token, expireTime: Infinity }))
    api.prefix = `${platform.url}/cgi-bin/`
    assert.deepEqual((await api.getMenu()).menu.button, platform.state.menu.button.map((one) => ({ sub_button: [], ...one })), 'and another client finds it')
    assert.equal((await menu('--lang', 'en')).code, 0)
    assert.equal(created(), 2)
    assert.deepEqual(platform.state.menu.button.map((one) => one.name), ['Report', 'Progress', 'Help'])
    assert.equal((await menu('--lang', 'fr')).code, 1)
  })

  it('is printed without asking anybody, and refused without an account', async () => {
    const before = platform.state.asked.length
    const shown = await menu('--dry-run')
    assert.equal(shown.code, 0, shown.out)
    assert.equal(JSON.parse(shown.out).button.length, 3)
    assert.equal(platform.state.asked.length, before)
    const bare = await run(join(ROOT, 'build/debug/gulou'), ['wechat', 'menu', '--data', district.data, '--public-url', PUBLIC], {})
    assert.equal(bare.code, 1)
  })
})

describe('a platform that is away', () => {
  it('keeps nobody from the page, nor many from their turn', async () => {
    await restart()
    platform.state.away = true
    const { back, pass } = await signIn('o-unlucky')
    assert.equal(back.headers.get('location'), '/report?wechat=unknown')
    assert.equal(pass, undefined)
    platform.state.away = false
    const asked = platform.state.asked.length
    assert.equal((await signIn('o-unlucky')).pass, undefined)
    assert.equal(platform.state.asked.length, asked, 'for half a minute nobody asks')
    const { number } = await district.report()
    assert.ok(number, 'a report is taken as ever')
  })

  it('and one that never answers lets go after its seconds', async () => {
    await restart()
    platform.state.mute = true
    const began = Date.now()
    assert.equal((await signIn('o-patient')).pass, undefined)
    assert.ok(Date.now() - began < 9000)
    platform.state.mute = false
  })

  it('a wrong template ends the start, not the night', async () => {
    district.server.child.kill('SIGTERM')
    await district.server.ended
    const refused = await run(join(ROOT, 'build/debug/gulou'), ['serve', '--data', district.data, '--port', '0'], { env: { ...env, GULOU_WECHAT_TEMPLATE_STEP: 'ID thing1=colour' } })
    assert.equal(refused.code, 1)
    assert.match(refused.out, /thing1=colour/)
  })

  it('without an AppSecret nobody is sent anywhere, and the page is told so', async () => {
    await restart({ GULOU_WECHAT_SECRET: '' })
    assert.equal((await visit('/wechat/enter?to=report')).status, 404)
    assert.equal((await visit('/wechat/entered?code=x&state=y')).status, 404)
    const client = district.resident()
    assert.deepEqual(await client.must(200, 'GET', '/api/wechat'), { sign_in: false, signed_in: false, notices: false })
    assert.equal((await client.get(`/api/wechat/js-config?url=${PUBLIC}/`)).status, 404)
  })
})
