// 微信公众号: the platform's side is played by wechat-crypto (of another maker) and by wechat_platform.mjs.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import { XMLParser } from 'fast-xml-parser'
import WXBizMsgCrypt from 'wechat-crypto'
import { District, eventually } from '../api/support.mjs'
import { ACCOUNT, APP_ID, SECRET, TOKEN, startPlatform } from './wechat_platform.mjs'

const KEY = randomBytes(32).toString('base64').slice(0, 43)
const crypt = new WXBizMsgCrypt(TOKEN, KEY, APP_ID)
const parser = new XMLParser({ parseTagValue: false })
let district, plain, platform

let ids = 1000000000000000
const now = () => String(Math.floor(Date.now() / 1000))
function message(from, fields) {
  const all = { ToUserName: ACCOUNT, FromUserName: from, CreateTime: now(), ...fields }
  if (all.MsgType !== 'event' && !all.MsgId) all.MsgId = String(ids++)
  const text = (name, value) => (name === 'CreateTime' || name === 'MsgId' ? value : `<![CDATA[${value}]]>`)
  return `<xml>${Object.entries(all).map(([name, value]) => `<${name}>${text(name, value)}</${name}>`).join('')}</xml>`
}

/** Posts one sealed message as the platform does and answers what the person reads (null: nothing). */
async function post(xml, { server = district, timestamp = now(), tamper = (x) => x, expect = 200 } = {}) {
  const nonce = String(Math.floor(Math.random() * 1e9)), encrypted = crypt.encrypt(xml)
  const signature = crypt.getSignature(timestamp, nonce, encrypted)
  const body = tamper(`<xml><ToUserName><![CDATA[${ACCOUNT}]]></ToUserName><Encrypt><![CDATA[${encrypted}]]></Encrypt></xml>`)
  const query = new URLSearchParams({ signature: crypt.getSignature(timestamp, nonce, ''), timestamp, nonce, openid: 'x', encrypt_type: 'aes', msg_signature: signature })
  const answer = await fetch(`${server.url}/wechat?${query}`, { method: 'POST', body, headers: { 'Content-Type': 'text/xml' } })
  const text = await answer.text()
  assert.equal(answer.status, expect, text)
  if (expect !== 200 || text === 'success') return null
  const envelope = parser.parse(text).xml
  assert.equal(envelope.MsgSignature, crypt.getSignature(envelope.TimeStamp, envelope.Nonce, envelope.Encrypt))
  const opened = crypt.decrypt(envelope.Encrypt)
  assert.equal(opened.id, APP_ID)
  const inner = parser.parse(opened.message).xml
  assert.equal(inner.FromUserName, ACCOUNT)
  assert.equal(inner.MsgType, 'text')
  return inner
}
const says = async (from, fields, more) => (await post(message(from, fields), more))?.Content ?? null
const text = (from, words, more) => says(from, { MsgType: 'text', Content: words }, more)
let pictures = 0
const photo = (from, media = `media/one+two ${++pictures}`) => says(from, { MsgType: 'image', PicUrl: 'http://mmbiz.qpic.cn/x', MediaId: media })
const location = (from, [lat, lon], label = '江厝路') => says(from, { MsgType: 'location', Location_X: String(lat), Location_Y: String(lon), Scale: '16', Label: label })
const PARK = [26.1079, 119.2741] // near enough in GCJ-02: some 400 m off, still 五凤街道
const numberIn = (words) => /\b(\d{13})\b/.exec(words)?.[1]

before(async () => {
  platform = await startPlatform()
  const env = { GULOU_DEMO_NO_HISTORY: '1', GULOU_WECHAT_APP_ID: APP_ID, GULOU_NOTIFY_PUBLIC_URL: 'https://gulou.example', GULOU_WECHAT_TOKEN: TOKEN, GULOU_WECHAT_SECRET: SECRET, GULOU_WECHAT_API: platform.url }
  district = await District.open({ env: { ...env, GULOU_WECHAT_AES_KEY: KEY } })
  plain = await District.open({ env })
})
after(async () => {
  await district.clean()
  await plain.clean()
  platform.stop()
})

describe('the platform proves itself', () => {
  const ask = (server, query) => fetch(`${server.url}/wechat?${new URLSearchParams(query)}`)
  const sign = (timestamp, nonce) => crypt.getSignature(timestamp, nonce, '')

  it('when the address is entered there', async () => {
    const timestamp = now(), nonce = '42'
    const good = await ask(district, { signature: sign(timestamp, nonce), timestamp, nonce, echostr: 'echo-7281' })
    assert.equal(good.status, 200)
    assert.equal(await good.text(), 'echo-7281')
    assert.equal((await ask(district, { signature: sign(timestamp, '43'), timestamp, nonce, echostr: 'x' })).status, 403)
    const old = String(Number(timestamp) - 3600)
    assert.equal((await ask(district, { signature: sign(old, nonce), timestamp: old, nonce, echostr: 'x' })).status, 403)
    assert.equal((await ask(district, {})).status, 403)
  })

  it('with every message, sealed with our key', async () => {
    const hello = message('o-forger', { MsgType: 'text', Content: '你好' })
    await post(hello, { tamper: (body) => body.replace(/(CDATA\[)([A-Za-z0-9])/g, (_, a, b) => a + (b === 'A' ? 'B' : 'A')), expect: 403 })
    await post(hello, { timestamp: String(Number(now()) - 3600), expect: 403 })
    const nonce = '1', timestamp = now()
    const query = new URLSearchParams({ timestamp, nonce, signature: sign(timestamp, nonce) })
    const bare = await fetch(`${district.url}/wechat?${query}`, { method: 'POST', body: hello })
    assert.equal(bare.status, 403, 'a plain message is refused where safe mode is on')
  })

  it('and its XML may declare nothing', async () => {
    const bomb = '<!DOCTYPE xml [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    for (const hostile of [`${bomb}<xml><ToUserName>g</ToUserName><FromUserName>o</FromUserName><MsgType>text</MsgType><Content>&b;</Content></xml>`,
      '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><xml><ToUserName>g</ToUserName><FromUserName>o</FromUserName><MsgType>text</MsgType><Content>&f;</Content></xml>',
      '<xml>', 'not xml at all', `<xml>${'<a>'.repeat(50)}${'</a>'.repeat(50)}</xml>`, '<xml></xml>'])
      await post(hostile, { expect: 422 })
  })
})

describe('a conversation makes a case', () => {
  it('photo, place, words, a look at the whole, done; the photo is fetched and belongs to the case', async () => {
    const who = 'o-first-resident'
    assert.match(await photo(who), /在哪里/)
    assert.match(await location(who, PARK), /请核对/)
    assert.match(await text(who, '公园里露营的人乱扔垃圾'), /公园里露营的人乱扔垃圾[\s\S]*江厝路[\s\S]*1 张/)
    await eventually(() => platform.state.asked.includes('GET /cgi-bin/media/get'), 'the picture is asked for', 10_000)
    const sent = await text(who, '1')
    const number = numberIn(sent)
    assert.match(sent, /五凤/)
    assert.match(sent, new RegExp(`https://gulou\\.example/t/${number}#`))
    const desk = await district.as('wufeng')
    const seen = await eventually(async () => {
      const found = await desk.see(number)
      return found.photos.length === 1 ? found : null
    }, 'the photo is with the case', 10_000)
    assert.equal(seen.channel, 'WECHAT')
    assert.equal(seen.text, '公园里露营的人乱扔垃圾')
    assert.match(await text(who, '进度'), new RegExp(number))
  })

  it('in the order in which people speak, by voice too, without asking for what was said', async () => {
    const who = 'o-second'
    assert.match(await says(who, { MsgType: 'voice', MediaId: 'v', Format: 'amr', Recognition: '温泉公园北门路灯不亮' }), /请核对[\s\S]*温泉公园/)
    assert.match(await text(who, '2'), /在哪里/)
    assert.match(await text(who, '西湖公园'), /地点：西湖公园/)
    assert.ok(numberIn(await text(who, '提交')))
  })

  it('once, though the platform sends each message three times', async () => {
    const who = 'o-third'
    const first = message(who, { MsgType: 'text', Content: '鼓东路井盖没了，路中间一个洞' })
    const answers = await Promise.all([post(first), post(first), post(first)])
    assert.equal(new Set(answers.map((a) => a.Content)).size, 1)
    const where = message(who, { MsgType: 'location', Location_X: '26.0903', Location_Y: '119.3015', Scale: '16', Label: '鼓东路' })
    await post(where)
    const shown = (await post(message(who, { MsgType: 'text', Content: '补充一句' }))).Content
    assert.equal(shown.match(/井盖没了/g).length, 1)
    const send = message(who, { MsgType: 'text', Content: '1' })
    const sent = await Promise.all([post(send), post(send), post(send)])
    const numbers = new Set(sent.map((a) => numberIn(a.Content)))
    assert.equal(numbers.size, 1)
    assert.equal(numberIn((await post(send)).Content), [...numbers][0])
  })

  it('and a place outside the district is asked for again, with nothing lost', async () => {
    const who = 'o-fourth'
    await text(who, '路面有一个大坑')
    await location(who, [39.9042, 116.4074], '天安门')
    assert.match(await text(who, '1'), /鼓楼/)
    assert.match(await location(who, PARK), /路面有一个大坑/)
    assert.ok(numberIn(await text(who, '1')))
  })
})

describe('what else people and the platform send', () => {
  it('is answered in words, or quietly', async () => {
    assert.match(await says('o-new', { MsgType: 'event', Event: 'subscribe', EventKey: '' }), /社区幸福通/)
    assert.equal(await says('o-new', { MsgType: 'event', Event: 'unsubscribe', EventKey: '' }), null)
    assert.equal(await says('o-new', { MsgType: 'event', Event: 'LOCATION', Latitude: '26', Longitude: '119', Precision: '30' }), null)
    assert.match(await says('o-new', { MsgType: 'event', Event: 'CLICK', EventKey: 'REPORT' }), /什么事/)
    assert.match(await says('o-new', { MsgType: 'event', Event: 'CLICK', EventKey: 'PROGRESS' }), /还没有/)
    assert.match(await says('o-new', { MsgType: 'video', MediaId: 'v', ThumbMediaId: 't' }), /看不懂/)
    assert.match(await text('o-new', 'English'), /Reply|reply/)
    assert.match(await text('o-new', 'the street lamp is out'), /Where/)
    assert.match(await text('o-new', 'cancel'), /nothing was sent/)
  })

  it('keeps what could end a section of XML as words', async () => {
    const tricky = '引号"与]]>和<xml>&amp;'
    const shown = (await post(`<xml><ToUserName>${ACCOUNT}</ToUserName><FromUserName>o-xml</FromUserName><CreateTime>${now()}</CreateTime><MsgType>text</MsgType><MsgId>${ids++}</MsgId><Content>${tricky.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')}</Content></xml>`)).Content
    assert.ok(shown)
    const again = await text('o-xml', '西湖公园')
    assert.ok(again.includes(tricky), again)
  })

  it('plain mode needs no key, and still a signature', async () => {
    const timestamp = now(), nonce = '7'
    const query = new URLSearchParams({ timestamp, nonce, signature: crypt.getSignature(timestamp, nonce, '') })
    const said = message('o-plain', { MsgType: 'text', Content: '帮助' })
    for (let i = 0; i < 3; i++) { // the platform sends again what was answered late
      const answer = await fetch(`${plain.url}/wechat?${query}`, { method: 'POST', body: said })
      assert.match(parser.parse(await answer.text()).xml.Content, /110/)
    }
    // an address that was seen says what it said, and nothing else in nobody's name
    const again = (content, from = 'o-plain') => fetch(`${plain.url}/wechat?${query}`, { method: 'POST', body: message(from, { MsgType: 'text', Content: content }) })
    assert.equal((await again('取消')).status, 403)
    assert.equal((await again('帮助', 'o-somebody-else')).status, 403)
    query.set('signature', 'f'.repeat(40))
    assert.equal((await fetch(`${plain.url}/wechat?${query}`, { method: 'POST', body: message('o-plain', { MsgType: 'text', Content: '帮助' }) })).status, 403)
  })
})

describe('pictures', () => {
  it('are fetched though a token was spoilt or the platform was away, and secrets stay out of the log', async () => {
    const who = 'o-token'
    platform.state.token = 'spoilt-elsewhere'
    await photo(who)
    await location(who, PARK)
    const number = numberIn(await text(who, '1'))
    const desk = await district.as('wufeng')
    const seen = await eventually(async () => {
      const found = await desk.see(number)
      return found.photos.length === 1 ? found : null
    }, 'the photo came after the report', 15_000)
    assert.equal(seen.photos.length, 1)
    for (const secret of [TOKEN, SECRET, KEY, 'token-1', 'token-2']) assert.ok(!district.server.said.includes(secret), 'a secret in the log')
  })

  it('that the platform no longer has are given up', async () => {
    const who = 'o-gone'
    await photo(who, 'media-long-gone')
    await location(who, PARK)
    assert.ok(numberIn(await text(who, '1')))
    const before = platform.state.asked.filter((a) => a.endsWith('media/get')).length
    await eventually(() => platform.state.asked.filter((a) => a.endsWith('media/get')).length > before, 'asked for once', 10_000)
  })
})

it('without an account there is no such address', async () => {
  const bare = await District.open()
  assert.equal((await fetch(`${bare.url}/wechat?echostr=x`)).status, 404)
  await bare.clean()
})
