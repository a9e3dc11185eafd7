// Letters and mail, end to end: out by SMTP with STARTTLS and AUTH to aiosmtpd (Debian), read there by mailparser (npm);
// in as nodemailer (npm) composes and sends it to that server, which pipes it into `gulou mail`.
import assert from 'node:assert/strict'
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { createServer as createSocket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { simpleParser } from 'mailparser'
import nodemailer from 'nodemailer'
import { District, ELEMENTS, PLACE, ROOT, UNIT, calmDistrict, eventually, fixture, startServer } from '../api/support.mjs'

const CASES = 'front@gulou.test', FROM = 'front@gulou.test', PUBLIC = 'https://gulou.example', PASSWORD = 'geheim 鼓楼'
const folder = mkdtempSync(join(tmpdir(), 'gulou-mail-'))
const env = { ...process.env, ASAN_OPTIONS: 'detect_leaks=0' }
let district, server, gateway, port, program

const freePort = () => new Promise((done) => {
  const probe = createSocket().listen(0, '127.0.0.1', () => { const { port: free } = probe.address(); probe.close(() => done(free)) })
})

async function startMailServer(data) {
  const key = join(folder, 'key.pem'), certificate = join(folder, 'cert.pem')
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost', '-addext', 'subjectAltName=IP:127.0.0.1', '-keyout', key, '-out', certificate], { stdio: 'ignore' })
  port = await freePort()
  const args = [join(ROOT, 'tests/channels/mail_server.py'), port, certificate, key, join(folder, 'kept'), CASES, program, 'mail', '--data', data]
  server = spawn('/usr/bin/python3', args.map(String), { stdio: ['ignore', 'pipe', 'inherit'], env })
  await new Promise((done, refuse) => {
    server.stdout.once('data', done)
    server.once('exit', (code) => refuse(new Error(`the mail server ended with ${code}`)))
  })
  return certificate
}

/** An SMS gateway as those of Chinese providers: a form, a JSON answer with a code. */
function startGateway() {
  const state = { asked: [], answer: { Code: 'OK' }, status: 200 }
  const http = createServer((req, res) => {
    let body = ''
    req.on('data', (part) => { body += part })
    req.on('end', () => {
      state.asked.push({ method: req.method, url: req.url, key: req.headers['x-key'], type: req.headers['content-type'], form: Object.fromEntries(new URLSearchParams(body)) })
      res.statusCode = state.status
      res.end(JSON.stringify(state.answer))
    })
  })
  return new Promise((done) => http.listen(0, '127.0.0.1', () => done({ state, http, url: `http://127.0.0.1:${http.address().port}` })))
}

before(async () => {
  district = await District.open({ flags: ['--demo', '--district', calmDistrict(join(folder, 'district'))] })
  program = district.server.program
  district.server.child.kill('SIGTERM')
  await district.server.ended
  gateway = await startGateway()
  const ca = await startMailServer(district.data)
  district.server = await startServer({
    data: district.data,
    env: {
      GULOU_MAIL_SERVER: `smtp://127.0.0.1:${port}`, GULOU_MAIL_USER: 'gulou', GULOU_MAIL_PASSWORD: PASSWORD, GULOU_MAIL_CA: ca, GULOU_MAIL_FROM: FROM, GULOU_MAIL_CASES: CASES,
      GULOU_NOTIFY_PUBLIC_URL: PUBLIC,
      GULOU_SMS_GATEWAY: `${gateway.url}/send?t={time}`, GULOU_SMS_HEADERS: 'X-Key: {key}|Accept: application/json', GULOU_SMS_KEY: 'an-sms-key', GULOU_SMS_CONTENT_TYPE: 'application/x-www-form-urlencoded',
      GULOU_SMS_BODY: 'to={phone}&id={id}&content={text}', GULOU_SMS_DONE: 'Code=OK', GULOU_SMS_REFUSED: 'isv.MOBILE_NUMBER_ILLEGAL,isv.BLACK',
    },
  })
  district.url = district.server.url
})
after(async () => {
  await district.clean()
  server.kill()
  gateway.http.close()
  gateway.http.closeAllConnections()
  rmSync(folder, { recursive: true, force: true })
})

const outbox = async () => (await (await district.as('admin')).must(200, 'GET', '/api/outbox')).items
const messageOf = (number, kind) => eventually(async () => (await outbox()).find((m) => m.case === number && m.kind === kind && m.state !== 'waiting'), `a ${kind} of ${number}`, 20_000)
/** Every letter that was kept for an address, oldest first, as mailparser reads it. */
async function lettersTo(address) {
  const names = readdirSync(join(folder, 'kept/new')).sort()
  const all = await Promise.all(names.map(async (name) => {
    const raw = readFileSync(join(folder, 'kept/new', name))
    return { raw: raw.toString('latin1'), ...await simpleParser(raw) }
  }))
  return all.filter((letter) => letter.headers.get('x-envelope-to') === address).sort((a, b) => a.date - b.date)
}
const letterTo = (address, count = 1) => eventually(async () => { const all = await lettersTo(address); return all.length >= count && all[count - 1] }, `letter ${count} to ${address}`, 20_000)
const send = (mail) => nodemailer.createTransport({ host: '127.0.0.1', port, secure: false, tls: { rejectUnauthorized: false } }).sendMail({ to: CASES, ...mail })
const waiting = () => readdirSync(join(district.data, 'mail/new')).length + readdirSync(join(district.data, 'mail/cur')).length
const taken = () => eventually(() => waiting() === 0, 'all mail is taken', 20_000)
const numberIn = (words) => /\b(\d{13})\b/.exec(words)?.[1]
const desk = () => district.as('wufeng')
/** As a mail server's pipe transport does. */
const put = (bytes, more = []) => spawnSync(program, ['mail', '--data', district.data, ...more], { input: bytes, env })
/** Confirms the address by the link in the letter. */
async function confirm(letter) {
  const token = /\/m\/([\w-]+)/.exec(letter.text)[1]
  await district.resident().must(200, 'POST', `/api/mail-links/${token}`)
}
/** To the end of a case at the desk. */
async function resolve(number) {
  const wufeng = await desk()
  await wufeng.act(number, 'respond')
  await wufeng.act(number, 'answer', { note: '已清理，谢谢反映。' })
}

describe('letters', () => {
  it('leave encrypted and signed in, are sound mail, form a thread, and end with one click', async () => {
    const { number, reporter } = await district.report({ mail: 'li@example.org' })
    const first = await letterTo('li@example.org')
    assert.equal(first.headers.get('x-tls'), 'True')
    assert.equal(first.headers.get('x-auth'), 'True')
    assert.equal(first.headers.get('x-envelope-from'), FROM)
    assert.match(first.subject, /鼓楼区.*确认/)
    assert.equal(first.from.value[0].address, FROM)
    assert.equal(first.from.value[0].name, '鼓楼区')
    assert.equal(first.headers.get('auto-submitted'), 'auto-generated')
    assert.match(first.text, /请确认这是您的邮箱/)
    assert.ok(!/[^\x00-\x7f]/.test(first.raw), 'only ASCII on the wire')
    assert.ok(first.raw.split('\r\n').every((line) => line.length <= 998 && !line.includes('\n')), 'lines as RFC 5322 has them')
    await confirm(first)
    await (await desk()).act(number, 'respond')
    const step = await letterTo('li@example.org', 2)
    assert.match(step.text, new RegExp(`${number}.*五凤`))
    assert.match(step.text, new RegExp(`${PUBLIC}/t/${number}#`))
    assert.ok(step.references.includes(`<case.${number}@gulou.test>`) || step.references === `<case.${number}@gulou.test>`)
    assert.match(step.replyTo.value[0].address, new RegExp(`^front\\+gulou\\.${number}\\.[0-9a-f]{24}@gulou\\.test$`))
    assert.match(step.raw, /^List-Unsubscribe-Post: List-Unsubscribe=One-Click\r$/m)
    const path = step.headers.get('list').unsubscribe.url.replace(PUBLIC, '')
    const seen = await district.resident().must(200, 'GET', path)
    assert.equal(seen.mail, 'l***@example.org')
    const clicked = await fetch(district.url + path, { method: 'POST', headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, body: 'List-Unsubscribe=One-Click' })
    assert.equal(clicked.status, 200)
    assert.equal((await reporter.must(200, 'GET', `/api/cases/${number}/way`)).way, 'none')
  })

  it('that are refused are not tried again, and those put off wait', async () => {
    const refused = await district.report({ mail: 'nobody@example.org' }), later = await district.report({ mail: 'busy@example.org' })
    const end = await messageOf(refused.number, 'confirm')
    assert.deepEqual([end.state, end.why, end.attempts], ['refused', '550 5.1.1', 1])
    const waits = await eventually(async () => (await outbox()).find((m) => m.case === later.number && m.attempts === 1 && m.why), 'put off', 20_000)
    assert.deepEqual([waits.state, waits.why], ['waiting', '451 4.3.0'])
  })
})

describe('SMS', () => {
  it('go through the gateway\'s template, escaped, with the one-time rating link', async () => {
    const { number } = await district.report({ phone: '13812341234' })
    await resolve(number)
    const { version } = await (await district.as('wufeng2')).see(number)
    await (await district.as('wufeng2')).must(200, 'POST', `/api/cases/${number}/pass`, { version, note: '核查通过' })
    const asked = await eventually(() => gateway.state.asked.find((a) => a.form.to === '13812341234'), 'the gateway is asked', 20_000)
    assert.deepEqual([asked.method, asked.key, asked.type], ['POST', 'an-sms-key', 'application/x-www-form-urlencoded'])
    assert.match(asked.url, /^\/send\?t=\d{10}$/)
    assert.match(asked.form.content, new RegExp(`${number}[^]*${PUBLIC}/r/[\\w-]{22}$`))
    const sent = await messageOf(number, 'sms')
    assert.deepEqual([sent.state, sent.way, sent.to], ['sent', 'sms', '138****1234'])
    assert.equal(asked.form.id, sent.id)
    assert.ok(sent.segments >= 1)
  })
})

describe('mail becomes a case', () => {
  it('with its photo, answered once with the number; the answer to that is more of the same case', async () => {
    await send({ from: '"王 五" <wang@example.org>', subject: '公园垃圾', text: '江厝路街头公园里，很多人露营乱扔垃圾', messageId: '<first-1@example.org>', attachments: [{ filename: '现场.jpg', content: fixture('upright.jpg') }] })
    const receipt = await letterTo('wang@example.org')
    const number = numberIn(receipt.text)
    assert.equal(receipt.inReplyTo, '<first-1@example.org>')
    assert.equal(receipt.headers.get('auto-submitted'), 'auto-replied')
    const found = await (await desk()).see(number)
    assert.equal(found.channel, 'MAIL')
    const revealed = await (await desk()).must(200, 'POST', `/api/cases/${number}/reporter`, { note: '回信' })
    assert.deepEqual(revealed, { name: '王 五', phone: null, mail: 'wang@example.org' })
    assert.match(found.text, /公园垃圾[^]*露营/)
    assert.equal(found.photos.length, 1)

    await send({ from: 'wang@example.org', to: receipt.replyTo.value[0].address, inReplyTo: receipt.messageId, references: [receipt.messageId], subject: `Re: ${receipt.subject}`,
      text: '今天又有人扔了一大堆。\n\n在 2026年11月22日，鼓楼区 <front@gulou.test> 写道：\n> 您的来信已登记\n', attachments: [{ filename: 'b.png', content: fixture('upright.jpg') }] })
    const more = await eventually(async () => { const seen = await (await desk()).see(number); return seen.photos.length === 2 && seen }, 'the answer is with the case', 20_000)
    const note = more.timeline.find((event) => event.action === 'ADD_NOTE')
    assert.equal(note.note, '今天又有人扔了一大堆。')
    await (await desk()).act(number, 'respond')
    assert.match((await letterTo('wang@example.org', 2)).text, /响应/, 'who answers our letter has proven the mailbox')
  })

  it('once, however often it comes; from a reference alone; never by a forged mark', async () => {
    for (let i = 0; i < 2; i++) await send({ from: 'twice@example.org', subject: '路灯不亮', text: '铜盘路的路灯不亮了', messageId: '<twice@example.org>' })
    const receipt = await letterTo('twice@example.org')
    const number = numberIn(receipt.text)
    await taken()
    assert.equal((await lettersTo('twice@example.org')).length, 1)
    await send({ from: 'twice@example.org', references: [receipt.messageId], subject: '回复', text: '就在公交站旁边' })
    await eventually(async () => (await (await desk()).see(number)).timeline.some((event) => event.note === '就在公交站旁边'), 'known by its reference', 20_000)
    const forged = receipt.replyTo.value[0].address.replace(/[0-9a-f]{24}@/, `${'0'.repeat(24)}@`)
    await send({ from: 'forger@example.org', to: forged, subject: 'x', text: '洪山桥下有人打架吵闹扰民' })
    assert.notEqual(numberIn((await letterTo('forger@example.org')).text), number)
  })

  it('in the charsets of the country, from HTML alone, and with a subject in raw bytes', async () => {
    const body = spawnSync('iconv', ['-f', 'utf-8', '-t', 'gb18030'], { input: '小区门口垃圾没人收，𠮷祥路。' }).stdout
    const subject = spawnSync('iconv', ['-f', 'utf-8', '-t', 'gb18030'], { input: '垃圾清运' }).stdout
    const raw = Buffer.concat([Buffer.from(`From: gb@example.org\r\nTo: ${CASES}\r\nMessage-ID: <gb@example.org>\r\nSubject: `), subject, Buffer.from('\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=gb2312\r\nContent-Transfer-Encoding: base64\r\n\r\n'), Buffer.from(body.toString('base64')), Buffer.from('\r\n')])
    await send({ envelope: { from: 'gb@example.org', to: CASES }, raw })
    await send({ from: 'html@example.org', subject: '噪声', html: '<style>p{}</style><p>夜里&nbsp;施工 &lt;太吵&gt;</p><script>alert(1)</script><div>五凤街道</div>' })
    const all = await district.as('centre')
    const first = await all.see(numberIn((await letterTo('gb@example.org')).text))
    assert.equal(first.text, '垃圾清运\n小区门口垃圾没人收，𠮷祥路。')
    const second = await all.see(numberIn((await letterTo('html@example.org')).text))
    assert.equal(second.text, '噪声\n夜里 施工 <太吵>\n五凤街道')
  })
})

describe('what programs send', () => {
  it('is not answered and makes no case', async () => {
    const before = (await outbox()).length
    await send({ from: 'away@example.org', subject: 'Out of office', text: 'I am away', headers: { 'Auto-Submitted': 'auto-replied' } })
    await send({ from: 'list@example.org', subject: 'News', text: 'news', headers: { 'List-Id': '<news.example.org>' } })
    await send({ from: 'bulk@example.org', subject: 'Buy', text: 'buy', headers: { Precedence: 'bulk' } })
    await send({ from: FROM, subject: 'loop', text: 'loop' })
    assert.equal(put('From: somebody@example.org\r\nSubject: null sender\r\n\r\nx\r\n', ['--sender', '']).status, 0)
    await taken()
    assert.deepEqual((await outbox()).slice(0, -before).map((m) => m.text), [])
    assert.equal(readdirSync(join(district.data, 'mail/failed')).length, 0)
  })

  it('but a letter that came back is told, and its address is written to no more', async () => {
    const { number, reporter } = await district.report({ mail: 'gone@example.org' })
    const letter = await letterTo('gone@example.org')
    const returned = letter.raw.split('\r\n\r\n')[0]
    const raw = `From: MAILER-DAEMON@example.org\r\nTo: ${FROM}\r\nSubject: Undelivered\r\nMIME-Version: 1.0\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain\r\n\r\nsorry\r\n--x\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; example.org\r\n\r\nFinal-Recipient: rfc822; gone@example.org\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--x\r\nContent-Type: text/rfc822-headers\r\n\r\n${returned}\r\n--x--\r\n`
    await send({ envelope: { from: '', to: CASES }, raw })
    const seen = await eventually(async () => (await outbox()).find((m) => m.case === number && m.state === 'bounced'), 'it is told', 20_000)
    assert.equal(seen.why, '5.1.1')
    assert.equal((await reporter.must(200, 'GET', `/api/cases/${number}/way`)).way, 'none')
  })
})

describe('hostile mail', () => {
  it('is refused by the pipe with the codes of mail servers', () => {
    assert.equal(put(Buffer.alloc(0)).status, 65)
    assert.equal(put(Buffer.alloc(31 * 1024 * 1024, 'a')).status, 65)
    assert.equal(spawnSync(program, ['mail', '--data', join(folder, 'nowhere')], { input: 'x', env }).status, 75)
    assert.equal(readdirSync(join(district.data, 'mail/tmp')).length, 0)
  })

  it('of ten thousand parts, of a thousand letters within letters, with heads of a megabyte is put aside', async () => {
    const head = 'From: bomb@example.org\r\nMIME-Version: 1.0\r\n'
    const parts = `${head}Content-Type: multipart/mixed; boundary=b\r\n\r\n${'--b\r\nContent-Type: text/plain\r\n\r\nx\r\n'.repeat(10_000)}--b--\r\n`
    const nested = `${head}Content-Type: message/rfc822\r\n\r\n${'Content-Type: message/rfc822\r\n\r\n'.repeat(1000)}`
    const deep = head + Array.from({ length: 290 }, (_, i) => `Content-Type: multipart/mixed; boundary=b${i}\r\n\r\n--b${i}\r\n`).join('') + 'Content-Type: text/plain\r\n\r\nx\r\n'
    const long = `${head}X-Long: ${'a'.repeat(1024 * 1024)}\r\n\r\nx\r\n`
    for (const bytes of [parts, nested, long]) assert.equal(put(bytes).status, 0)
    await eventually(() => readdirSync(join(district.data, 'mail/failed')).length === 3, 'put aside', 20_000)
    assert.equal(put(deep).status, 0)
    await taken()
    assert.equal((await fetch(`${district.url}/livez`)).status, 200, 'and the server is well')
    for (const name of readdirSync(join(district.data, 'mail/failed'))) rmSync(join(district.data, 'mail/failed', name))
  })

  it('cannot put a line of its own into our letters', async () => {
    await send({ from: { name: 'x\r\nBcc: victim@example.org', address: 'evil@example.org' }, subject: '=?UTF-8?B?' + Buffer.from('垃圾\r\nBcc: victim@example.org\r\n\r\n<b>').toString('base64') + '?=', text: '江厝路街头公园垃圾成堆', messageId: '<a\tb@example.org>' })
    const receipt = await letterTo('evil@example.org')
    assert.equal(receipt.headers.get('bcc'), undefined)
    assert.equal((await lettersTo('victim@example.org')).length, 0)
    assert.equal(put(`From: other@example.org\r\nSubject: x\r\n\r\n江厝路垃圾`, ['--sender', 'a>\r\nBcc: victim@example.org']).status, 0)
    assert.ok(await letterTo('other@example.org'))
  })
})
