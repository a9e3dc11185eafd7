// Our cases handed on to another platform by the exchange: to one that is played here, which checks every field of every
// signature by node's own crypto and loses answers, and to a second Gulou, whose steps come back as traces, once each.
import assert from 'node:assert/strict'
import { createHash, createHmac, randomUUID, timingSafeEqual } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, request } from 'node:http'
import { join } from 'node:path'
import { tmpdir } from 'node:os'
import { after, before, describe, it } from 'node:test'
import { District, PLACE, UNIT, calmDistrict, eventually } from '../api/support.mjs'

const PLAYED_KEY = 'gk_key-at-the-played-platform'
const SELF = 'gulou-350102'
const folders = [mkdtempSync(join(tmpdir(), 'gulou-ours-')), mkdtempSync(join(tmpdir(), 'gulou-theirs-'))]
let ours, theirs, played, line, admin, theirKey

const sha = (data) => createHash('sha256').update(data).digest()
const listening = (server) => new Promise((done) => server.listen(0, '127.0.0.1', () => done(`http://127.0.0.1:${server.address().port}`)))
const bodyOf = (req) => new Promise((done) => { const parts = []; req.on('data', (part) => parts.push(part)); req.on('end', () => done(Buffer.concat(parts).toString())) })
async function freePort() {
  const probe = createServer()
  await listening(probe)
  const { port } = probe.address()
  return new Promise((done) => probe.close(() => done(port)))
}

/** What is wrong with a request by docs/channels.md; nothing: empty. */
function faults(req, body, nonces) {
  const { 'x-gulou-platform': platform, 'x-gulou-timestamp': timestamp, 'x-gulou-nonce': nonce, 'x-gulou-signature': signature } = req.headers
  const text = [req.method, req.url, timestamp, nonce, sha(body).toString('hex')].join('\n')
  const right = createHmac('sha256', sha(PLAYED_KEY)).update(text).digest()
  const found = []
  if (platform !== SELF) found.push(`platform ${platform}`)
  if (!/^\d{10}$/.test(timestamp ?? '') || Math.abs(Number(timestamp) - Date.now() / 1000 - ours.ahead * 60) > 300) found.push(`timestamp ${timestamp}`)
  if (!/^[A-Za-z0-9_-]{16,64}$/.test(nonce ?? '') || nonces.has(nonce)) found.push(`nonce ${nonce}`)
  if (!/^[0-9a-f]{64}$/.test(signature ?? '') || !timingSafeEqual(right, Buffer.from(signature, 'hex'))) found.push('signature')
  if (req.method === 'POST' && req.headers['content-type'] !== 'application/json') found.push(req.headers['content-type'])
  nonces.add(nonce)
  return found
}

/** A platform that is none of ours: `mode` says what it does with the next case. */
async function playPlatform() {
  const state = { mode: 'take', cases: new Map(), posts: [], faults: [], hooks: [], secret: sha(randomUUID()).toString('hex') }
  const nonces = new Set()
  const server = createServer(async (req, res) => {
    const body = await bodyOf(req)
    state.faults.push(...faults(req, body, nonces))
    const say = (status, json) => { res.writeHead(status, { 'Content-Type': 'application/json' }); res.end(JSON.stringify(json)) }
    if (req.url === '/base/platform/v1/webhook') {
      state.hooks.push(JSON.parse(body))
      return say(200, { url: JSON.parse(body).url, secret: state.secret })
    }
    if (req.method === 'POST' && req.url === '/base/platform/v1/cases') {
      const told = JSON.parse(body)
      state.posts.push(told)
      if (state.mode === 'refuse') return say(422, { code: 'NO', detail: '不受理 \u001b[31m此类' })
      if (state.mode === 'lose') return res.destroy()
      const known = state.cases.get(told.number)
      const one = known ?? { case: `P-${state.cases.size + 1}`, told, state: 'WAITING', unit: null, accepted: false, done: false, returned: false, reason: null, steps: [] }
      state.cases.set(told.number, one)
      if (state.mode === 'swallow') return res.destroy()
      return say(known ? 200 : 201, { number: told.number, ...one })
    }
    const one = state.cases.get(req.url.replace('/base/platform/v1/cases/', ''))
    return one ? say(200, one) : say(404, { detail: 'none' })
  })
  const url = await listening(server)
  return { server, state, url: `${url}/base` }
}

/** The line between the two Gulous: it passes everything on, and loses answers while told to. */
async function playLine(to) {
  const state = { lose: () => false, posts: 0, to }
  const server = createServer(async (req, res) => {
    const body = await bodyOf(req)
    const onward = request(state.to + req.url, { method: req.method, headers: req.headers }, (answer) => {
      if (state.lose(req)) { answer.resume(); return res.destroy() }
      res.writeHead(answer.statusCode, answer.headers)
      return answer.pipe(res)
    })
    state.posts += req.method === 'POST' && req.url.endsWith('/cases')
    onward.on('error', () => res.destroy())
    onward.end(body)
  })
  return { server, state, url: await listening(server) }
}

/** One that keeps the minutes its clock was moved. */
async function open(folder, port, env) {
  const district = await District.open({ flags: ['--demo', '--port', String(port)], env: { GULOU_DEMO_NO_HISTORY: '1', GULOU_DISTRICT: folder, GULOU_NOTIFY_PUBLIC_URL: `http://127.0.0.1:${port}`, ...env } })
  district.ahead = 0
  return district
}

before(async () => {
  for (const folder of folders) calmDistrict(folder)
  const [ourPort, theirPort] = [await freePort(), await freePort()]
  played = await playPlatform()
  line = await playLine(`http://127.0.0.1:${theirPort}`)
  writeFileSync(join(folders[1], 'platforms.csv'), `platform,what,theirs,ours\n${SELF},category,HJ-01,E0102\n${SELF},unit,FZ-WF,${UNIT.wufeng}\n`)
  theirs = await open(folders[1], theirPort, { GULOU_PARTNERS_INSIDE: '127.0.0.1' })
  theirKey = (await (await theirs.as('admin')).must(201, 'POST', '/api/partners', { id: SELF, kind: 'platform', name: '鼓楼', per_minute: 600 })).key
  writeFileSync(join(folders[0], 'servers.csv'), `code,name_zh,name_en,unit,url,jurisdiction_id,format,resend\ncity,市平台,City platform,${UNIT.water},${line.url}/,${SELF},exchange,0\nplayed,省平台,Province,DTJT,${played.url},${SELF},exchange,0\n`)
  writeFileSync(join(folders[0], 'platforms.csv'), `platform,what,theirs,ours\ncity,category,HJ-01,E01\ncity,unit,FZ-WF,${UNIT.wufeng}\nplayed,unit,U-9,${UNIT.garden}\n`)
  ours = await open(folders[0], ourPort, { GULOU_OPEN311_KEYS: `city=${theirKey},played=${PLAYED_KEY}` })
  admin = await ours.as('admin')
})
after(async () => {
  assert.doesNotMatch(ours.server.said + theirs.server.said, new RegExp(`${PLAYED_KEY}|${theirKey}`), 'a key stands in no log')
  await ours.clean()
  await theirs.clean()
  for (const { server } of [played, line]) { server.close(); server.closeAllConnections() }
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

/** A case to which the unit is called beside 园林中心, who leads. */
async function call(unit, text, category = 'E0102') {
  const { number } = await ours.report({ text, category, name: '陈先生', phone: '000-555-0177' })
  const desk = await ours.as('wufeng')
  await desk.act(number, 'respond')
  await desk.act(number, 'call', { units: [{ unit: UNIT.garden, lead: true, required: true }, { unit, lead: false, required: true }] })
  return number
}
const push = async (number) => (await admin.must(200, 'GET', '/api/pushes')).items.find((one) => one.case === number)
const until = (number, wanted, what = 'state') => eventually(async () => { const one = await push(number); return one?.[what] === wanted ? one : null }, `${number}: ${what} is ${wanted}`, 20_000)
const seen = async (number) => (await ours.as('wufeng')).see(number)
const theirCall = async (number) => (await seen(number)).call_list[1]
const reference = (number) => `GULOU-350102-${number}-2`
const times = (text, what) => text.split(what).length - 1
/** On both clocks, which must not part. */
async function pass(minutes) {
  const STEP = 4
  for (let left = minutes; left > 0; left -= STEP)
    for (const one of [theirs, ours]) {
      await one.advance(Math.min(STEP, left))
      one.ahead += Math.min(STEP, left)
    }
}
/** The played platform has news: it rings. */
function ring(one, { secret = played.state.secret, at = Date.now() / 1000 + ours.ahead * 60, server = 'played' } = {}) {
  const body = JSON.stringify({ service_request_updates: [{ update_id: `${one.case}-1`, service_request_id: one.case, status: 'open', description: 'x' }] })
  const t = Math.floor(at), mac = createHmac('sha256', Buffer.from(secret, 'hex')).update(`${t}.${body}`).digest('hex')
  return fetch(`${ours.url}/platform/v1/told/${server}`, { method: 'POST', headers: { 'Content-Type': 'application/json', 'Gulou-Signature': `t=${t},v1=${mac}` }, body })
}

describe('a platform that we did not write', () => {
  let number, one

  it('is told words and place, signed, and never who reported it', async () => {
    number = await call('DTJT', '站口 <垃圾> 堆放多日')
    const placed = await until(number, 'placed')
    one = played.state.cases.get(reference(number))
    assert.equal(placed.remote, one.case)
    assert.deepEqual(Object.keys(one.told).sort(), ['number', 'place', 'position', 'reported_at', 'text'].filter((key) => key !== 'place' || one.told.place))
    assert.equal(one.told.text, '站口 <垃圾> 堆放多日')
    assert.deepEqual(Object.keys(one.told.position).sort(), ['datum', 'lat', 'lon'])
    assert.ok(Math.abs(one.told.position.lat - PLACE.park.lat) < 1e-6 && one.told.position.datum === 'WGS84')
    assert.ok(Math.abs(Date.parse(one.told.reported_at) - Date.now()) < 600_000)
    assert.doesNotMatch(JSON.stringify(played.state.posts), /陈先生|0177/)
    await until(number, 'WAITING', 'status')
    assert.equal((await theirCall(number)).state, 'ISSUED', 'nobody there has taken it on yet')
  })

  it('tells us by its webhook, whose signature is looked at', async () => {
    assert.deepEqual(played.state.hooks, [{ url: `${ours.url}/platform/v1/told/played` }])
    Object.assign(one, { state: 'WORKING', accepted: true, unit: 'U-9', steps: [{ no: 3, text: '省平台受理' }, { no: 7, text: '派出班组\u0000\u001b[31m\u202e' }, { no: 7, text: '又一次' }, { no: 5, text: '倒退' }] })
    for (const wrong of [{ secret: sha('x').toString('hex') }, { at: Date.now() / 1000 + ours.ahead * 60 - 301 }, { at: Date.now() / 1000 + ours.ahead * 60 + 301 }, { server: 'city' }, { server: 'nobody' }])
      assert.equal((await ring(one, wrong)).status, 401, JSON.stringify(wrong))
    assert.equal((await push(number)).status, 'WAITING')
    assert.equal((await ring(one)).status, 204)
    await until(number, 'WORKING', 'status')
    assert.equal((await theirCall(number)).state, 'SIGNED')
    const text = JSON.stringify(await seen(number))
    for (const [what, count] of [['省平台：省平台受理', 1], ['省平台：派出班组', 1], ['又一次', 0], ['倒退', 0], ['现由区园林中心办理', 1]]) assert.equal(times(text, what), count, `${what}\n${text}`)
    assert.doesNotMatch(text, /\\u0000|\\u001b|\u202e/)
  })

  it('and however often it rings, each step stands once', async () => {
    one.steps = Array.from({ length: 150 }, (_, i) => ({ no: i + 1, text: `第 ${i + 1} 步。${'长'.repeat(600)}` })).slice(0, 110)
    for (let i = 0; i < 3; i++) {
      assert.equal((await ring(one)).status, 204)
      await eventually(async () => times(JSON.stringify(await seen(number)), '第 110 步。') === 1, 'the last one has come', 20_000)
    }
    const text = JSON.stringify(await seen(number))
    assert.equal(times(text, '第 10 步。'), 0, 'the last hundred')
    for (const no of [11, 60, 110]) assert.equal(times(text, `第 ${no} 步。`), 1, String(no))
    assert.equal(times(text, '长'.repeat(501)), 0)
  })

  it('while the case waits for the centre its steps wait, and are told then', async () => {
    const desk = await ours.as('wufeng'), centre = await ours.as('centre')
    await desk.act(number, 'escalate', { note: '请区中心协调' })
    one.steps.push({ no: 120, text: '第 120 步。' })
    one.state = 'MORE'
    assert.equal((await ring(one)).status, 204)
    await until(number, 'MORE', 'status')
    assert.equal(times(JSON.stringify(await centre.see(number)), '第 120 步。'), 0)
    await centre.act(number, 'call', { units: [{ unit: UNIT.building, lead: false, required: false }] })
    assert.equal((await ring(one)).status, 204)
    await eventually(async () => times(JSON.stringify(await seen(number)), '第 120 步。') === 1, 'it was told', 20_000)
  })

  it('whose answer is lost is sent the same again, under a new signature', async () => {
    played.state.mode = 'swallow'
    const lost = await call('DTJT', '答复丢失的垃圾')
    await eventually(() => played.state.posts.filter((post) => post.number === reference(lost)).length === 1, 'sent', 20_000)
    played.state.mode = 'take'
    await pass(6)
    await until(lost, 'placed')
    const posts = played.state.posts.filter((post) => post.number === reference(lost))
    assert.deepEqual([posts.length, posts[1]], [2, posts[0]])
    assert.equal([...played.state.cases.keys()].filter((key) => key === reference(lost)).length, 1)
  })

  it('that refuses says why, and is asked again when a person says so', async () => {
    played.state.mode = 'refuse'
    const refused = await call('DTJT', '不受理的垃圾')
    const { said } = await until(refused, 'refused')
    assert.match(said, /不受理/)
    assert.doesNotMatch(said, /\u001b/)
    const before = played.state.posts.length
    await pass(10)
    assert.equal(played.state.posts.length, before)
    played.state.mode = 'take'
    await admin.must(200, 'POST', `/api/pushes/${refused}/2`, {})
    await until(refused, 'placed')
  })

  it('is not sent again what has become confidential, or is over', async () => {
    played.state.mode = 'lose'
    const [secret, over] = [await call('DTJT', '先当垃圾报来的投诉'), await call('DTJT', '已经有人清了的垃圾')]
    const postsOf = (one) => played.state.posts.filter((post) => post.number === reference(one)).length
    await eventually(() => postsOf(secret) === 1 && postsOf(over) === 1, 'both were sent, and lost', 20_000)
    const desk = await ours.as('wufeng')
    await desk.act(secret, 'correct', { category: 'S0503' })
    await desk.act(over, 'cancel-call', { call: 2 })
    played.state.mode = 'take'
    await pass(16)
    assert.match((await until(secret, 'refused')).said, /保密/)
    await until(over, 'done')
    await admin.must(200, 'POST', `/api/pushes/${secret}/2`, {})
    await until(secret, 'refused')
    assert.deepEqual([postsOf(secret), postsOf(over)], [1, 1])
    assert.doesNotMatch(JSON.stringify([...played.state.cases.values()]), /先当垃圾|有人清了/)
  })

  it('was never sent a request that was not rightly signed', () => assert.deepEqual(played.state.faults, []))
})

describe('a second Gulou', () => {
  let number, theirNumber

  it('has the case once, under its own kind, although answers were lost', async () => {
    let lost = 0
    line.state.lose = (req) => req.method === 'POST' && req.url.endsWith('/cases') && ++lost <= 2
    number = await call(UNIT.water, '水管边垃圾无人清理')
    await eventually(() => line.state.posts === 1, 'sent', 20_000)
    await pass(14)
    const placed = await until(number, 'placed')
    assert.equal(lost, 3)
    theirNumber = placed.remote
    const centre = await theirs.as('centre')
    const there = await centre.see(theirNumber)
    assert.deepEqual([there.channel, there.category.code, there.text, there.has_contact], ['PLATFORM', 'E0102', '水管边垃圾无人清理', false])
    const all = (await centre.must(200, 'GET', '/api/exports/cases?format=json')).items
    assert.equal(all.filter(({ title }) => title === '水管边垃圾无人清理').length, 1)
  })

  it('tells its steps, which are traces here, once each, although answers are lost', async () => {
    let lost = 0
    line.state.lose = (req) => req.method === 'GET' && ++lost % 3 === 1
    const desk = await theirs.as('wufeng'), second = await theirs.as('wufeng2')
    await desk.act(theirNumber, 'respond')
    await eventually(async () => { await pass(2); return (await theirCall(number)).state === 'SIGNED' }, 'they have it', 30_000)
    await desk.act(theirNumber, 'answer', { note: '内部的话不外传' })
    await second.act(theirNumber, 'pass')
    await until(number, 'RESOLVED', 'status')
    line.state.lose = () => false
    await pass(4)
    const path = `/platform/v1/cases/${reference(number)}`, timestamp = String(Math.floor(Date.now() / 1000 + theirs.ahead * 60)), nonce = randomUUID()
    const signature = createHmac('sha256', sha(theirKey)).update(['GET', path, timestamp, nonce, sha('').toString('hex')].join('\n')).digest('hex')
    const standing = await (await fetch(theirs.url + path, { headers: { 'X-Gulou-Platform': SELF, 'X-Gulou-Timestamp': timestamp, 'X-Gulou-Nonce': nonce, 'X-Gulou-Signature': signature } })).json()
    assert.deepEqual([standing.case, standing.accepted, standing.done], [theirNumber, true, true])
    assert.ok(standing.steps.length >= 4, JSON.stringify(standing))
    const text = JSON.stringify(await seen(number))
    for (const step of standing.steps) assert.equal(times(text, `市平台：${step.text}`), standing.steps.filter((other) => other.text === step.text).length, `${step.text}\n${text}`)
    assert.doesNotMatch(text, /内部的话/)
  })

  it('has come from afar, which the caller decides, and then its call is done', async () => {
    const desk = await ours.as('wufeng')
    const asked = (await desk.see(number)).requests.find((request) => request.kind === 'REMOTE')
    assert.ok(asked)
    await desk.act(number, 'decide', { request: asked.no, granted: true })
    await pass(66)
    assert.equal((await theirCall(number)).state, 'DONE')
    await desk.act(number, 'confirm-call', { call: 2 })
    await pass(66)
    assert.equal((await push(number)).state, 'done')
  })

  it('gives one back with the reason, and the call is for people here again', async () => {
    const back = await call(UNIT.water, '不归他们管的垃圾')
    const { remote } = await until(back, 'placed')
    const code = (await (await theirs.as('wufeng')).must(200, 'GET', '/api/rejections')).items[0]
    await (await theirs.as('wufeng')).act(remote, 'reject', { code: code.code, note: '不属本区' })
    await until(back, 'REJECTED', 'status')
    const text = JSON.stringify(await seen(back))
    assert.equal(times(text, `市平台（对方退回）：${code.name.zh ?? code.name}`), 1, text)
    assert.equal((await theirCall(back)).state, 'ISSUED')
    await (await ours.as('wufeng')).act(back, 'cancel-call', { call: 2 })
    await pass(66)
    assert.equal((await push(back)).state, 'done')
  })
})
