// Open311 beyond the form: an Open311 client of others (npm open311), pictures by file and by address, updates as
// FixMyStreet asks for them, and webhooks. The servers that we are made to ask are played here, on loopback; only one
// of their ports is among the networks that the operator names (partners.inside).
import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { appendFileSync, cpSync, mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { promisify } from 'node:util'
import { XMLParser, XMLValidator } from 'fast-xml-parser'
import Open311 from 'open311'
import { District, PLACE, ROOT, eventually, fixture } from '../api/support.mjs'

const parser = new XMLParser({ parseTagValue: false, isArray: (name) => name === 'request_update' })
let district, folder, key, outside, inner, pictures
let words = 0

function serve(handle) {
  const asked = []
  const server = createServer((req, res) => {
    const parts = []
    req.on('data', (part) => parts.push(part))
    req.on('end', () => {
      const call = { method: req.method, path: req.url, headers: req.headers, body: Buffer.concat(parts).toString() }
      asked.push(call)
      handle(call, res)
    })
  })
  return new Promise((done) => server.listen(0, '127.0.0.1', () => done({ asked, server, port: server.address().port, url: `http://127.0.0.1:${server.address().port}` })))
}
const stop = ({ server }) => { server.close(); server.closeAllConnections() }

async function ask(path, { method = 'GET', form, body } = {}) {
  const sent = form ? new URLSearchParams(form).toString() : body
  const type = form ? { 'Content-Type': 'application/x-www-form-urlencoded' } : {}
  const answer = await fetch(`${district.url}/open311/v2/${path}`, { method, body: sent, headers: { 'Accept-Language': 'zh-CN', ...type } })
  const text = await answer.text()
  if (!answer.headers.get('content-type').startsWith('text/xml')) return { status: answer.status, text, body: JSON.parse(text) }
  assert.equal(XMLValidator.validate(text), true, text)
  return { status: answer.status, text, body: parser.parse(text) }
}
/** Signed in anew: days on the demo's clock end a session. */
async function administrator() {
  district.clients.delete('admin')
  return district.as('admin')
}
async function advance(minutes) {
  district.clients.delete('centre')
  return district.advance(minutes)
}
const litter = (more = {}) => ({ api_key: key, service_code: 'E0102', lat: String(PLACE.park.lat), long: String(PLACE.park.lon), description: `公园里有垃圾，第 ${++words} 处`, ...more })
async function report(more) {
  const made = await ask('requests.json', { method: 'POST', form: litter(more) })
  assert.equal(made.status, 201, made.text)
  return made.body[0].service_request_id
}

before(async () => {
  inner = await serve((_, res) => { res.setHeader('Content-Type', 'image/jpeg'); res.end(fixture('upright.jpg')) })
  outside = await serve(({ path }, res) => pictures(path, res))
  folder = mkdtempSync(join(tmpdir(), 'gulou-asks-'))
  cpSync(join(ROOT, 'districts/gulou'), folder, { recursive: true })
  appendFileSync(join(folder, 'questions.csv'), 'E0102,story,text,0,10,还有什么要说的？,Anything else?,\n')
  district = await District.open({ env: { GULOU_DISTRICT: folder, GULOU_DEMO_NO_HISTORY: '1', GULOU_PARTNERS_INSIDE: `10.254.0.0/16, 127.0.0.1:${outside.port}` } })
  const admin = await district.as('admin')
  key = (await admin.must(201, 'POST', '/api/partners', { id: 'city-app', kind: 'open311', name: '市民随手报', per_minute: 600 })).key
})
after(async () => {
  await district.clean()
  rmSync(folder, { recursive: true, force: true })
  stop(outside)
  stop(inner)
})

it('the npm client open311 discovers, lists, reports and follows', async () => {
  const options = { discovery: `${district.url}/open311/v2/discovery.json`, jurisdiction: '350102', apiKey: key, format: 'json' }
  const client = new Open311(options) // it finds the endpoint by the discovery
  const call = (name, ...args) => promisify(client[name].bind(client))(...args)
  const found = await call('serviceDiscovery', { cache: true })
  assert.equal(found.endpoints[0].specification, 'http://wiki.open311.org/GeoReport_v2')
  const service = (await call('serviceList')).find((one) => one.service_code === 'E0102')
  assert.equal(service.type, 'realtime')
  assert.equal((await call('serviceDefinition', service.service_code)).service_code, service.service_code)
  const form = litter({ email: 'lin@example.org', first_name: '林', account_id: 'account-7', device_id: 'device-9' })
  delete form.api_key // the client adds its own
  const [made] = await call('submitRequest', form)
  assert.equal(made.account_id, 'account-7')
  const [request] = await call('serviceRequest', made.service_request_id)
  assert.equal(request.status, 'open')
  assert.ok(request.requested_datetime instanceof Date && !Number.isNaN(request.requested_datetime.valueOf()))
  assert.ok((await call('serviceRequests', { status: 'open' })).some((one) => one.service_request_id === made.service_request_id))
  assert.deepEqual((await call('serviceRequests', [made.service_request_id])).length, 1)
  assert.equal((await call('token', made.service_request_id))[0].service_request_id, made.service_request_id)
  assert.equal(client.endpoint, `${district.url}/open311/v2/`)
  const refused = new Open311({ ...options, endpoint: client.endpoint, apiKey: 'gk_wrong' })
  await assert.rejects(promisify(refused.submitRequest.bind(refused))(form), (status) => status === 403)
})

it('a contact by mail is a contact, and is nobody else\'s to see', async () => {
  const number = await report({ email: 'chen@example.org', last_name: '陈', account_id: 'a<1>&', device_id: 'd-1' })
  const desk = await district.as('wufeng')
  assert.equal((await desk.see(number)).has_contact, true)
  for (const path of [`requests/${number}.xml`, `requests/${number}/updates.xml`, 'requests.xml', 'servicerequestupdates.xml'])
    assert.doesNotMatch((await ask(path)).text, /chen@|陈|d-1|a&lt;1/, path)
  for (const [change, what] of [[{ email: 'a@b@c' }, /邮|mail/i], [{ email: 'x@y.org\r\nBcc: z@y.org' }, /邮|mail/i], [{ account_id: 'a'.repeat(101) }, /100/], [{ device_id: 'a\u0001' }, /./]]) {
    const answer = await ask('requests.json', { method: 'POST', form: litter(change) })
    assert.equal(answer.status, 400, JSON.stringify(change))
    assert.match(answer.text, what)
  }
})

describe('attributes', () => {
  const definition = async (code, format = 'json') => (await ask(`services/${code}.${format}`)).body
  const depth = (more) => ask('requests.json', { method: 'POST', form: { ...litter(), service_code: 'E0108', description: `路面积水 ${++words}`, ...more } })

  it('are the district\'s questions, of every type', async () => {
    const services = (await ask('services.json')).body
    assert.equal(services.find((one) => one.service_code === 'E0102').metadata, true)
    assert.equal(services.find((one) => one.service_code === 'E0104').metadata, false)
    const all = (await definition('E0102')).attributes
    assert.deepEqual(all.map((one) => [one.order, one.code, one.datatype, one.required]), [[1, 'story', 'text', false]])
    const lamps = (await definition('P0108')).attributes
    assert.deepEqual(lamps.map((one) => one.datatype), ['number', 'datetime', 'string'])
    assert.match(lamps[1].datatype_description, /YYYY/)
    const [signal] = (await definition('P0203')).attributes
    assert.equal(signal.datatype, 'multivaluelist')
    assert.deepEqual(signal.values[0], { key: 'dark', name: '不亮' })
    const water = (await definition('E0108', 'xml')).service_definition.attributes.attribute
    assert.equal(water.datatype, 'singlevaluelist')
    assert.equal(water.variable, 'true')
    assert.deepEqual(water.values.value.map((one) => one.key), ['ankle', 'knee', 'more', 'unsure'])
  })

  it('are asked for, checked and kept', async () => {
    const missing = await depth({})
    assert.equal(missing.status, 400)
    assert.match(missing.body[0].description, /水有多深/)
    for (const wrong of [{ 'attribute[depth]': 'bottomless' }, { 'attribute[depth]': 'knee', 'attribute[colour]': 'blue' }])
      assert.equal((await depth(wrong)).status, 400, JSON.stringify(wrong))
    const made = await depth({ 'attribute[depth]': 'knee' })
    assert.equal(made.status, 201, made.text)
    const seen = await (await district.as('wufeng')).see(made.body[0].service_request_id)
    assert.deepEqual(seen.answers.map((one) => [one.code, one.values[0].zh]), [['depth', '到小腿或膝盖']])

    const send = (pairs) => ask('requests.xml', { method: 'POST', form: [...Object.entries(litter({ service_code: 'P0203', description: `信号灯坏了 ${++words}` })), ...pairs] })
    const signal = await send([['attribute[fault][]', 'dark'], ['attribute[fault][]', 'stuck']])
    assert.equal(signal.status, 201, signal.text)
    const twice = await send([['attribute[fault]', 'dark'], ['attribute[fault]', 'dark']])
    assert.equal(twice.status, 400)
    const many = await send(Array.from({ length: 30 }, (_, i) => ['attribute[fault]', `x${i}`]))
    assert.equal(many.status, 400)
    const kept = await (await district.as('wufeng')).see(signal.body.service_requests.request.service_request_id)
    assert.deepEqual(kept.answers[0].values.map((one) => one.en), ['Dark', 'Stuck'])
  })
})

describe('pictures', () => {
  const photosOf = async (number) => (await (await district.as('wufeng')).see(number)).photos.length
  const upload = (files, more) => {
    const body = new FormData()
    for (const [name, value] of Object.entries(litter(more))) body.set(name, value)
    for (const [name, bytes, file] of files) body.append(name, new Blob([bytes]), file)
    return ask('requests.xml', { method: 'POST', body })
  }

  it('come with a multipart body, under any name, as FixMyStreet sends them', async () => {
    const made = await upload([['photo1', fixture('upright.jpg'), '1.0.full.jpeg'], ['photo2', fixture('upright.jpg'), '1.1.full.jpeg']])
    assert.equal(made.status, 201, made.text)
    assert.equal(await photosOf(made.body.service_requests.request.service_request_id), 2)
  })

  it('that are none, or too many, are refused with the report', async () => {
    const before = (await ask('requests.json')).body.length
    const none = await upload([['media', Buffer.from('<svg onload="x">'), 'x.jpg']])
    assert.equal(none.status, 400, none.text)
    const many = await upload(Array.from({ length: 10 }, (_, i) => [`photo${i}`, Buffer.from('x'), 'x.jpg']))
    assert.ok(many.status === 400 || many.status === 413, many.text)
    assert.equal((await ask('requests.json')).body.length, before)
  })

  it('are fetched from media_url by a job, and tried again while they are away', async () => {
    let away = 2
    pictures = (path, res) => {
      if (path === '/late.jpg' && away-- > 0) { res.statusCode = 503; return res.end() }
      res.setHeader('Content-Type', 'image/jpeg')
      res.end(fixture('upright.jpg'))
    }
    const number = await report({ media_url: `${outside.url}/one.jpg` })
    await eventually(async () => (await photosOf(number)) === 1, 'the picture is with the case', 15_000)
    const late = await report({ media_url: `${outside.url}/late.jpg` })
    await eventually(() => outside.asked.some((call) => call.path === '/late.jpg'), 'the first try', 15_000)
    await district.advance(2)
    await district.advance(4)
    await eventually(async () => (await photosOf(late)) === 1, 'the picture came with the third try', 15_000)
    assert.equal(outside.asked.filter((call) => call.path === '/one.jpg').length, 1)
  })

  it('are asked for nowhere inside, by whatever name or detour', async () => {
    pictures = (path, res) => {
      if (path.startsWith('/redirect')) { res.statusCode = 302; res.setHeader('Location', `${inner.url}/stolen`); return res.end() }
      if (path === '/page') { res.setHeader('Content-Type', 'text/html'); return res.end('<img>') }
      res.setHeader('Content-Type', 'image/jpeg')
      if (path === '/lies.jpg') return res.end('no picture at all')
      const chunk = Buffer.alloc(1 << 20, 0xff) // for ever
      const more = () => { while (!res.destroyed && res.write(chunk)); if (!res.destroyed) res.once('drain', more) }
      return more()
    }
    const { port } = inner
    const hostile = [`http://127.0.0.1:${port}/`, `http://localhost:${port}/`, `http://[::1]:${port}/`, `http://[::ffff:127.0.0.1]:${port}/`, `http://2130706433:${port}/`, `http://0x7f.1:${port}/`, `http://0.0.0.0:${port}/`,
      `http://169.254.169.254/latest/meta-data`, 'http://10.0.0.1/', 'http://192.168.1.1/', 'http://[fe80::1]/', 'http://[64:ff9b::7f00:1]/', `${outside.url}/redirect`, `${outside.url}/page`, `${outside.url}/lies.jpg`, `${outside.url}/endless.jpg`]
    const numbers = []
    for (const media_url of hostile) numbers.push(await report({ media_url }))
    await eventually(() => outside.asked.some((call) => call.path === '/endless.jpg'), 'the last was asked for', 30_000)
    await district.advance(1)
    for (const [i, number] of numbers.entries()) assert.equal(await photosOf(number), 0, hostile[i])
    assert.deepEqual(inner.asked, [], 'nobody knocked inside')
    for (const media_url of ['file:///etc/passwd', 'ftp://example.org/x.jpg', 'gopher://127.0.0.1/', 'http://user:secret@example.org/x.jpg', 'http:example.org', 'javascript:1', `http://example.org/${'x'.repeat(1000)}`, 'http://a\\@127.0.0.1/']) {
      const answer = await ask('requests.json', { method: 'POST', form: litter({ media_url }) })
      assert.equal(answer.status, 400, media_url.slice(0, 40))
      assert.match(answer.body[0].description, /media_url/)
    }
  })
})

describe('updates', () => {
  it('tell what was done, not what was written, in FixMyStreet\'s form', async () => {
    const start = new Date(Date.now() - 3600_000).toISOString().replace(/\.\d+/, '')
    const number = await report({})
    const desk = await district.as('wufeng')
    await desk.act(number, 'respond', { note: '内部说法，不公开' })
    await desk.act(number, 'reject', { code: (await desk.must(200, 'GET', '/api/rejections')).items[0].code, note: '也不公开' })
    const { body, text } = await ask(`servicerequestupdates.xml?start_date=${start}&end_date=${new Date(Date.now() + 86400_000).toISOString()}&api_key=x&jurisdiction_id=350102`)
    const ours = body.service_request_updates.request_update.filter((one) => one.service_request_id === number)
    assert.deepEqual(ours.map((one) => one.status), ['open', 'open', 'closed'])
    assert.match(ours[1].description, /五凤街道.*响应/)
    assert.equal(new Set(ours.map((one) => one.update_id)).size, 3)
    for (const one of ours) assert.ok(!Number.isNaN(Date.parse(one.updated_datetime)))
    assert.doesNotMatch(text, /不公开|第 \d+ 处/)
    const single = await ask(`requests/${number}/updates.json`)
    assert.deepEqual(single.body.map((one) => one.update_id), ours.map((one) => one.update_id))
    assert.deepEqual((await ask('servicerequestupdates.json?page_size=1&page=1')).body.length, 1)
    assert.equal((await ask('servicerequestupdates.xml?start_date=2026-02-01T00:00:00Z&end_date=2026-01-01T00:00:00Z')).status, 400)
  })

  it('of hidden kinds are told to nobody', async () => {
    const { number } = await district.report({ text: '老板欠薪三个月不发', category: 'S0302' })
    assert.equal((await ask(`requests/${number}/updates.json`)).status, 404)
    assert.doesNotMatch((await ask('servicerequestupdates.json')).text, new RegExp(number))
  })

  it('are taken from the partner that sent the case, once', async () => {
    const number = await report({})
    const send = (form) => ask('servicerequestupdates.xml', { method: 'POST', form: { api_key: key, service_request_id: number, description: '垃圾更多了', status: 'OPEN', update_id: '77', updated_datetime: '2026-11-22T10:00:00Z', first_name: '小', last_name: '-', ...form } })
    const made = await send({})
    assert.equal(made.status, 201, made.text)
    const id = made.body.service_request_updates.request_update[0].update_id
    assert.equal((await send({})).body.service_request_updates.request_update[0].update_id, id)
    assert.equal((await send({ description: '别的话' })).status, 409)
    assert.equal(JSON.stringify(await (await district.as('wufeng')).see(number)).split('垃圾更多了').length - 1, 1)
    const admin = await district.as('admin')
    const other = (await admin.must(201, 'POST', '/api/partners', { id: 'other-app', kind: 'open311', name: '别的' })).key
    assert.equal((await send({ api_key: other, update_id: '78' })).status, 404)
    assert.equal((await send({ api_key: 'gk_wrong' })).status, 403)
    assert.equal((await send({ description: '' })).status, 400)
    assert.equal((await send({ service_request_id: (await district.report()).number })).status, 404)
  })
})

describe('webhooks', () => {
  let secret
  let answers = []

  it('are registered by the partner and signed', async () => {
    const wrong = await ask('webhook.json', { method: 'POST', form: { api_key: key, url: 'http://x:y@example.org/' } })
    assert.equal(wrong.status, 400)
    assert.equal((await ask('webhook.json', { method: 'POST', form: { api_key: 'gk_no', url: `${outside.url}/` } })).status, 403)
    const made = await ask('webhook.json', { method: 'POST', form: { api_key: key, url: `${outside.url}/hook` } })
    secret = made.body[0].secret
    assert.match(secret, /^[0-9a-f]{64}$/)
    answers = [503]
    pictures = (_, res) => { res.statusCode = answers.shift() ?? 200; res.end() }
    outside.asked.length = 0
    const number = await report({})
    const calls = () => outside.asked.filter((call) => call.path === '/hook')
    const later = () => calls().slice(1).flatMap((call) => JSON.parse(call.body).service_request_updates).filter((one) => one.service_request_id === number)
    await eventually(() => calls().length === 1, 'the first try, which fails', 20_000)
    const desk = await district.as('wufeng')
    await desk.act(number, 'respond')
    await district.advance(2)
    await eventually(() => later().length >= 2, 'both steps', 20_000)
    const steps = later()
    assert.deepEqual(steps.map((one) => one.update_id), [...new Set(steps.map((one) => one.update_id))], 'each once after the failure')
    for (const { update_id: id } of JSON.parse(calls()[0].body).service_request_updates)
      assert.ok(calls().slice(1).some((call) => call.body.includes(`"${id}"`)), 'what failed came again')
    for (const call of calls()) {
      const [, at, mac] = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(call.headers['gulou-signature'])
      assert.equal(mac, createHmac('sha256', Buffer.from(secret, 'hex')).update(`${at}.${call.body}`).digest('hex'))
      assert.equal(call.headers['content-type'], 'application/json')
    }
  })

  it('wait longer and longer, are disabled after days, and go on where they stopped', async () => {
    let admin = await administrator()
    const state = async () => (await admin.must(200, 'GET', '/api/partners')).items.find((one) => one.id === 'city-app').webhook
    answers = Array(200).fill(500)
    outside.asked.length = 0
    const number = await report({})
    await eventually(async () => (await state()).fails > 0, 'it fails', 20_000)
    assert.equal((await state()).state, 'active')
    assert.match((await state()).said, /500/)
    for (let i = 0; i < 16; i++) await advance(6 * 60)
    admin = await administrator()
    const disabled = await state()
    assert.equal(disabled.state, 'disabled')
    const tries = outside.asked.length
    assert.ok(tries >= 5 && tries <= 22, `${tries} tries in four days`)
    await advance(6 * 60)
    assert.equal(outside.asked.length, tries, 'a disabled one is left alone')
    answers = []
    district.clients.delete('wufeng')
    const desk = await district.as('wufeng')
    assert.equal((await desk.post('/api/partners/city-app/webhook')).status, 403)
    admin = await administrator()
    await admin.must(204, 'POST', '/api/partners/city-app/webhook')
    await eventually(() => outside.asked.length > tries, 'it goes on', 20_000)
    assert.ok(outside.asked.slice(tries).some((call) => call.body.includes(number)), 'nothing was lost')
    await eventually(async () => (await state()).fails === 0, 'and is well', 20_000)
    await admin.must(204, 'DELETE', '/api/partners/city-app/webhook')
    assert.equal(await state(), null)
    assert.equal((await admin.post('/api/partners/city-app/webhook')).status, 404)
  })

  it('knock on no door of ours', async () => {
    const form = { api_key: key, url: `${inner.url}/hook` }
    assert.equal((await ask('webhook.json', { method: 'POST', form })).status, 200)
    await report({})
    const admin = await administrator()
    await eventually(async () => (await admin.must(200, 'GET', '/api/partners')).items.find((one) => one.id === 'city-app').webhook.fails > 0, 'it was tried', 20_000)
    assert.deepEqual(inner.asked, [])
    assert.equal((await ask('webhook.json', { method: 'POST', form: { api_key: key, url: '' } })).body[0].url, null)
  })
})
