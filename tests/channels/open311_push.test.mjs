// The other way: a unit that is called answers by an Open311 server of its own (servers.csv). The server is played here and
// keeps what it took, so that a second taking would be seen; ours is killed and cut off at the worst moments.
import assert from 'node:assert/strict'
import { appendFileSync, cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { District, PLACE, ROOT, UNIT, eventually, startServer } from '../api/support.mjs'

const KEY = 'key-at-the-water-works'
let district, folder, city, admin

/** A municipal server: mode says what it does with the next POST. */
function playCity() {
  const state = { mode: 'id', taken: new Map(), posts: [], words: true, tokens: new Map(), polls: [] }
  const escape = (text) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;')
  const xml = (items) => `<?xml version="1.0" encoding="utf-8"?>\n<service_requests>${items.map((one) => `<request>${Object.entries(one).map(([name, value]) => `<${name}>${escape(String(value))}</${name}>`).join('')}</request>`).join('')}</service_requests>`
  const take = (form) => {
    const id = String(9000 + state.taken.size)
    state.taken.set(id, { service_request_id: id, status: 'open', status_notes: '已受理', description: form.get('description'), service_code: form.get('service_code') })
    return id
  }
  const shown = (one) => (state.words ? one : { ...one, description: '' })
  const server = createServer((req, res) => {
    let body = ''
    req.on('data', (part) => { body += part })
    req.on('end', () => {
      const url = new URL(req.url, 'http://city'), json = url.pathname.endsWith('.json')
      const say = (items, status = 200) => { res.statusCode = status; res.setHeader('Content-Type', json ? 'application/json' : 'text/xml'); res.end(json ? JSON.stringify(items) : xml(items)) }
      const path = url.pathname.replace(/^\/o311\/v2\//, '').replace(/\.(xml|json)$/, '')
      if (req.method === 'POST' && path === 'requests') {
        const form = new URLSearchParams(body), key = req.headers['idempotency-key']
        state.posts.push({ form, key, type: req.headers['content-type'] })
        const mode = state.mode
        if (mode === 'refuse') { res.statusCode = 400; return res.end(json ? '[{"code":400,"description":"no such street"}]' : '<errors><error><code>400</code><description>no such street</description></error></errors>') }
        if (mode === 'lose') return res.destroy()
        if (mode === 'bomb') { res.setHeader('Content-Type', 'text/xml'); return res.end('<!DOCTYPE l [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><service_requests><request><service_request_id>&b;</service_request_id></request></service_requests>') }
        const known = state.byKey?.get(key)
        if (known && json) return say([{ service_request_id: Number(known) }], 201)
        const id = take(form);
        (state.byKey ??= new Map()).set(key, id)
        if (mode === 'swallow') return res.destroy()
        if (mode === 'hang') return undefined
        if (mode === 'token') { state.tokens.set(`t${id}`, id); return say([{ token: `t${id}` }], 201) }
        return say([{ service_request_id: json ? Number(id) : id }], 201)
      }
      state.polls.push(req.url)
      if (path === 'requests') return say([...state.taken.values()].map(shown))
      const [, list, id] = /^(requests|tokens)\/(.+)$/.exec(path) ?? []
      if (list === 'tokens' && state.tokens.has(id)) return say([{ token: id, ...(state.ready ? { service_request_id: state.tokens.get(id) } : {}) }])
      if (list === 'requests' && state.taken.has(id)) return say([shown(state.taken.get(id))])
      res.statusCode = 404
      return res.end()
    })
  })
  return new Promise((done) => server.listen(0, '127.0.0.1', () => done({ server, state, url: `http://127.0.0.1:${server.address().port}/o311/v2` })))
}

before(async () => {
  city = await playCity()
  folder = mkdtempSync(join(tmpdir(), 'gulou-city-'))
  cpSync(join(ROOT, 'districts/gulou'), folder, { recursive: true })
  writeFileSync(join(folder, 'servers.csv'), `code,name_zh,name_en,unit,url,jurisdiction_id,format,resend\nwater,福州水务报件系统,Fuzhou Water's reports,${UNIT.water},${city.url}/,fuzhou.gov.cn,xml,0\nmetro,地铁报件系统,Metro's reports,DTJT,${city.url},,json,1\n`)
  writeFileSync(join(folder, 'server_services.csv'), 'server,about,service_code\nwater,*,W-OTHER\nwater,E0102,W-7\nmetro,E0102,M-1\n')
  district = await District.open({ env: { GULOU_DEMO_NO_HISTORY: '1', GULOU_DISTRICT: folder, GULOU_OPEN311_KEYS: `other=x, water=${KEY}` } })
  admin = await district.as('admin')
})
after(async () => {
  city.state.mode = 'id'
  assert.doesNotMatch(district.server.said, new RegExp(KEY), 'a key stands in no log')
  await district.clean()
  city.server.close()
  city.server.closeAllConnections()
  rmSync(folder, { recursive: true, force: true })
})

/** A case to which the unit is called beside 园林中心, who leads. */
async function call(unit, { text = '路边 <b>垃圾</b> 堆放没人清理，& 发臭的垃圾', category = 'E0102' } = {}) {
  const { number } = await district.report({ text: `${text} ${city.state.posts.length}`, category, name: '陈', phone: '000-555-0177' })
  const desk = await district.as('wufeng')
  await desk.act(number, 'respond')
  await desk.act(number, 'call', { units: [{ unit: UNIT.garden, lead: true, required: true }, { unit, lead: false, required: true }] })
  return number
}
const push = async (number) => (await admin.must(200, 'GET', '/api/pushes')).items.find((one) => one.case === number)
const until = (number, state) => eventually(async () => { const one = await push(number); return one?.state === state ? one : null }, `${number} is ${state}`, 20_000)
const theirCall = async (number) => (await (await district.as('wufeng')).see(number)).call_list[1]
const postsOf = (number) => city.state.posts.filter(({ form }) => form.get('description').includes(number))
const takenOf = (number) => [...city.state.taken.values()].filter((one) => one.description.includes(number))
/** On the demo's clock, every job in between. */
const pass = async (minutes) => { for (let left = minutes; left > 0; left -= 2) await district.advance(Math.min(2, left)) }

describe('a call of a unit with a server of its own', () => {
  it('goes there with words and place, and its way is followed to the end', async () => {
    city.state.mode = 'token'
    const number = await call(UNIT.water)
    const waiting = await until(number, 'token')
    assert.equal(waiting.service_code, 'W-7')
    const [{ form, type }] = postsOf(number)
    assert.match(type, /^application\/x-www-form-urlencoded/)
    assert.equal(form.get('api_key'), KEY)
    assert.equal(form.get('jurisdiction_id'), 'fuzhou.gov.cn')
    assert.ok(Math.abs(Number(form.get('lat')) - PLACE.park.lat) < 1e-6)
    assert.match(form.get('description'), /<b>垃圾[\s\S]*\[GULOU-350102-\d{13}-2\]/)
    assert.doesNotMatch(form.toString(), /0177|%E9%99%88/)
    assert.equal((await theirCall(number)).state, 'ISSUED')

    city.state.ready = true
    await pass(4)
    const placed = await until(number, 'placed')
    assert.equal((await theirCall(number)).state, 'SIGNED')
    const mine = takenOf(number)[0]
    assert.equal(placed.remote, mine.service_request_id)

    mine.status_notes = '抢修队已出发 <b>&'
    await pass(10)
    const said = JSON.stringify(await (await district.as('wufeng')).see(number))
    assert.equal(said.split('抢修队已出发 <b>&').length - 1, 1, 'told once, however often it was looked')
    mine.status = 'CLOSED'
    mine.status_notes = '已修复'
    await pass(10)
    const desk = await district.as('wufeng')
    const arrived = await desk.see(number)
    const request = arrived.requests.find((one) => one.kind === 'REMOTE')
    assert.ok(request, 'from afar: the caller decides')
    await desk.act(number, 'decide', { request: request.no, granted: true })
    await pass(64)
    assert.equal((await theirCall(number)).state, 'DONE')
    await desk.act(number, 'confirm-call', { call: 2 })
    await pass(64)
    assert.equal((await push(number)).state, 'done')
    assert.equal(takenOf(number).length, 1)
    assert.equal(postsOf(number).length, 1)
  })

  it('is not sent when nobody knows what its kind is called there', async () => {
    city.state.mode = 'id'
    const number = await call('DTJT', { text: '路灯不亮', category: 'A0101' })
    await until(number, 'unmapped')
    assert.equal(postsOf(number).length, 0)
    assert.equal((await admin.post(`/api/pushes/${number}/2`, {})).status, 409)
  })

  it('that is refused says why, and is sent again when a person says so', async () => {
    city.state.mode = 'refuse'
    const number = await call(UNIT.water)
    const refused = await until(number, 'refused')
    assert.match(refused.said, /no such street/)
    await pass(30)
    assert.equal(postsOf(number).length, 1)
    city.state.mode = 'id'
    assert.equal((await (await district.as('wufeng')).post(`/api/pushes/${number}/2`, {})).status, 403)
    await admin.must(200, 'POST', `/api/pushes/${number}/2`, {})
    await until(number, 'placed')
    assert.equal((await admin.post(`/api/pushes/${number}/2`, {})).status, 409)
    assert.equal((await admin.post(`/api/pushes/${number}/7`, {})).status, 404)
  })
})

describe('nothing is asked for twice', () => {
  it('when it was taken and the answer was lost', async () => {
    city.state.mode = 'swallow'
    const number = await call(UNIT.water)
    await eventually(() => postsOf(number).length === 1, 'sent', 20_000)
    city.state.mode = 'id'
    await pass(20)
    const one = await until(number, 'placed')
    assert.equal(one.remote, takenOf(number)[0].service_request_id)
    assert.equal(postsOf(number).length, 1)
  })

  it('but again when it was surely not taken', async () => {
    city.state.mode = 'lose'
    const number = await call(UNIT.water)
    await eventually(() => postsOf(number).length === 1, 'sent', 20_000)
    city.state.mode = 'id'
    await pass(4)
    assert.equal(postsOf(number).length, 1, 'their list may be late')
    await pass(40)
    await until(number, 'placed')
    assert.equal(takenOf(number).length, 1)
  })

  it('and a person decides where their list does not show words', async () => {
    city.state.mode = 'swallow'
    city.state.words = false
    const number = await call(UNIT.water)
    await eventually(() => postsOf(number).length === 1, 'sent', 20_000)
    city.state.mode = 'id'
    await pass(60)
    await until(number, 'doubtful')
    assert.equal(postsOf(number).length, 1)
    const remote = takenOf(number)[0].service_request_id
    city.state.words = true
    const settled = await admin.must(200, 'POST', `/api/pushes/${number}/2`, { remote })
    assert.equal(settled.remote, remote)
    await pass(4)
    assert.equal((await theirCall(number)).state, 'SIGNED')
  })

  it('nor when we are killed between their taking and our writing it down', async () => {
    city.state.mode = 'hang'
    const number = await call(UNIT.water)
    await eventually(() => takenOf(number).length === 1, 'taken', 20_000)
    district.server.child.kill('SIGKILL')
    await district.server.ended
    city.state.mode = 'id'
    city.server.closeAllConnections()
    district.server = await startServer({ data: district.data, flags: ['--demo'], env: { GULOU_DEMO_NO_HISTORY: '1', GULOU_DISTRICT: folder, GULOU_OPEN311_KEYS: `water=${KEY}` } })
    district.url = district.server.url
    await pass(10)
    const one = await until(number, 'placed')
    assert.equal(one.remote, takenOf(number)[0].service_request_id)
    assert.equal(postsOf(number).length, 1)
    assert.equal(takenOf(number).length, 1)
  })

  it('and a server that knows our key is sent it again', async () => {
    city.state.mode = 'swallow'
    const number = await call('DTJT')
    await eventually(() => postsOf(number).length === 1, 'sent', 20_000)
    city.state.mode = 'id'
    await pass(6)
    await until(number, 'placed')
    const [first, second] = postsOf(number)
    assert.equal(first.key, second.key)
    assert.match(first.key, /^GULOU-350102-/)
    assert.equal(takenOf(number).length, 1)
  })

  it('nor does an answer that would blow up do more than none', async () => {
    city.state.mode = 'bomb'
    const number = await call(UNIT.water)
    await eventually(() => postsOf(number).length === 1, 'sent', 20_000)
    await eventually(async () => (await push(number)).said, 'it was noticed', 20_000)
    assert.equal((await push(number)).remote, null)
    city.state.mode = 'id'
    assert.equal((await district.resident().get('/healthz', { check: false })).status, 200)
  })
})

it('a table of servers with mistakes is refused, line by line', async () => {
  appendFileSync(join(folder, 'servers.csv'), 'bad code,x,x,NOBODY,ftp://x,,yaml,2\n')
  appendFileSync(join(folder, 'server_services.csv'), 'water,E0102,W-8\nfire,E0102,F\n')
  const { run } = await import('../api/support.mjs')
  const data = mkdtempSync(join(tmpdir(), 'gulou-bad-'))
  const answer = await run(district.server.program, ['import', '--data', data, folder])
  rmSync(data, { recursive: true, force: true })
  assert.notEqual(answer.code, 0)
  for (const what of [/servers\.csv/, /NOBODY/, /ftp:/, /yaml/, /server_services\.csv/, /fire/]) assert.match(answer.out, what)
})
