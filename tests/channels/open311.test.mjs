// Open311 GeoReport v2 as a reporting app speaks it: form bodies in, XML or JSON out (read by a parser of another maker).
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { XMLParser, XMLValidator } from 'fast-xml-parser'
import { District, PLACE } from '../api/support.mjs'

const parser = new XMLParser({ parseTagValue: false })
let district, key

async function ask(path, { method = 'GET', form, headers = {} } = {}) {
  const body = form ? new URLSearchParams(form).toString() : undefined
  const type = form ? { 'Content-Type': 'application/x-www-form-urlencoded' } : {}
  const answer = await fetch(`${district.url}/open311/v2/${path}`, { method, body, headers: { 'Accept-Language': 'zh-CN', ...type, ...headers } })
  const text = await answer.text()
  const kind = answer.headers.get('content-type')
  if (!kind.startsWith('text/xml')) return { status: answer.status, kind, text, body: JSON.parse(text), headers: answer.headers }
  assert.equal(XMLValidator.validate(text), true, text)
  return { status: answer.status, kind, text, body: parser.parse(text), headers: answer.headers }
}

const litter = () => ({ api_key: key, service_code: 'E0102', lat: PLACE.park.lat, long: PLACE.park.lon, description: '公园里 <b>垃圾</b> & 露营', first_name: '小', last_name: '林', phone: '000-555-0100' })

before(async () => {
  district = await District.open()
  const admin = await district.as('admin')
  key = (await admin.must(201, 'POST', '/api/partners', { id: 'city-app', kind: 'open311', name: '市民随手报' })).key
})
after(() => district.clean())

describe('partners', () => {
  it('are made, listed, stopped and given new keys by administrators only', async () => {
    const admin = await district.as('admin')
    const desk = await district.as('wufeng')
    for (const [method, path] of [['GET', '/api/partners'], ['POST', '/api/partners'], ['POST', '/api/partners/city-app'], ['POST', '/api/partners/city-app/key']]) {
      const answer = await desk.send(method, path, method === 'POST' && !path.endsWith('key') ? { json: { id: 'x1', kind: 'open311', name: 'x', per_minute: 5, active: true } } : {})
      assert.equal(answer.status, 403, `${method} ${path}`)
    }
    const made = await admin.must(201, 'POST', '/api/partners', { id: 'second-app', kind: 'open311', name: '另一个', per_minute: 5 })
    assert.match(made.key, /^gk_[\w-]{32}$/)
    assert.equal(made.partner.key_hint, made.key.slice(-4))
    const twice = await admin.post('/api/partners', { id: 'second-app', kind: 'open311', name: '另一个' })
    assert.equal(twice.body.field, 'id')
    assert.equal((await admin.post('/api/partners', { id: 'Third App', kind: 'open311', name: 'x' })).body.field, 'id')
    assert.equal((await admin.post('/api/partners', { id: 'third', kind: 'fax', name: 'x' })).body.field, 'kind')
    const listed = await admin.must(200, 'GET', '/api/partners')
    assert.deepEqual(listed.items.map((p) => p.id), ['city-app', 'second-app'])
    assert.ok(!JSON.stringify(listed).includes(made.key))

    const renewed = await admin.must(200, 'POST', '/api/partners/second-app/key')
    const old = await ask('requests.json', { method: 'POST', form: { ...litter(), api_key: made.key } })
    assert.equal(old.status, 403)
    const fresh = await ask('requests.json', { method: 'POST', form: { ...litter(), api_key: renewed.key } })
    assert.equal(fresh.status, 201, fresh.text)
    await admin.must(200, 'POST', '/api/partners/second-app', { per_minute: 5, active: false })
    assert.equal((await ask('requests.json', { method: 'POST', form: { ...litter(), api_key: renewed.key } })).status, 403)
  })

  it('may ask no more often than was agreed', async () => {
    const admin = await district.as('admin')
    const { key: slow } = await admin.must(201, 'POST', '/api/partners', { id: 'slow-app', kind: 'open311', name: '慢', per_minute: 2 })
    const statuses = []
    for (let i = 0; i < 3; i++) statuses.push((await ask('requests.json', { method: 'POST', form: { ...litter(), api_key: slow } })).status)
    assert.deepEqual(statuses, [201, 201, 429])
  })
})

describe('services', () => {
  it('are the kinds that everybody may see, alike in both formats', async () => {
    const xml = await ask('services.xml'), json = await ask('services.json')
    assert.match(xml.kind, /^text\/xml; charset=utf-8/)
    assert.match(json.kind, /^application\/json/)
    assert.ok(json.body.length > 40)
    assert.deepEqual(xml.body.services.service.map((s) => s.service_code), json.body.map((s) => s.service_code))
    const codes = new Set(json.body.map((s) => s.service_code))
    assert.ok(codes.has('E0102'))
    for (const hidden of ['S0503', 'S0302', 'E0505', 'E01', 'X99']) assert.ok(!codes.has(hidden), hidden)
    assert.deepEqual(json.body.find((s) => s.service_code === 'E0102').metadata, false)
    assert.match((await ask('services.json', { headers: { 'Accept-Language': 'en' } })).body.find((s) => s.service_code === 'E0102').service_name, /rubbish/)
  })

  it('have definitions, and an honest 404', async () => {
    assert.equal((await ask('services/E0102.xml')).body.service_definition.service_code, 'E0102')
    assert.deepEqual((await ask('services/E0102.json')).body, { service_code: 'E0102', attributes: [] })
    for (const code of ['S0503', 'nothing']) {
      const missing = await ask(`services/${code}.json`)
      assert.equal(missing.status, 404)
      assert.equal(missing.body[0].code, 404)
    }
    const xml = await ask('services/nothing.xml')
    assert.equal(xml.body.errors.error.code, '404')
    assert.match(xml.body.errors.error.description, /service_code/)
  })

  it('are those of this jurisdiction', async () => {
    assert.equal((await ask('services.json?jurisdiction_id=350102')).status, 200)
    assert.equal((await ask('services.json?jurisdiction_id=sfgov.org')).status, 404)
  })
})

describe('requests', () => {
  it('become cases at once, once, and keep their words to the desk', async () => {
    const made = await ask('requests.xml', { method: 'POST', form: { ...litter(), description: '只报一次的垃圾' } })
    assert.equal(made.status, 201, made.text)
    const number = made.body.service_requests.request.service_request_id
    const again = await ask('requests.xml', { method: 'POST', form: { ...litter(), description: '只报一次的垃圾' } })
    assert.equal(again.body.service_requests.request.service_request_id, number)

    const desk = await district.as('wufeng')
    const seen = await desk.see(number)
    assert.equal(seen.text, '只报一次的垃圾')
    assert.equal(seen.channel, 'OPEN311')
    assert.equal(seen.category.code, 'E0102')
    assert.equal(seen.has_contact, true)

    const open = await ask(`requests/${number}.json`)
    assert.equal(open.body[0].status, 'open')
    assert.equal(open.body[0].service_code, 'E0102')
    assert.match(open.body[0].requested_datetime, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/, 'as in XML')
    assert.equal((await ask(`requests/${number}.xml`)).body.service_requests.request.requested_datetime, open.body[0].requested_datetime)
    assert.ok(Date.parse(open.body[0].expected_datetime) > Date.parse(open.body[0].requested_datetime))
    assert.doesNotMatch(open.text, /只报一次|林|555/)
    assert.equal((await ask(`tokens/${number}.json`)).body[0].service_request_id, number)

    await desk.act(number, 'reject', { code: (await desk.must(200, 'GET', '/api/rejections')).items[0].code, note: '不属于本区' })
    assert.equal((await ask(`requests/${number}.xml`)).body.service_requests.request.status, 'closed')
  })

  it('with a key of the client\'s own are told apart by it', async () => {
    const send = (idempotency, description) => ask('requests.json', { method: 'POST', form: { ...litter(), description }, headers: { 'Idempotency-Key': idempotency } })
    const one = await send('client-key-0001', '同样的话'), two = await send('client-key-0002', '同样的话')
    assert.notEqual(one.body[0].service_request_id, two.body[0].service_request_id)
    assert.equal((await send('client-key-0001', '别的话')).status, 409)
  })

  it('are refused with what to do', async () => {
    const cases = [
      [{ api_key: '' }, 403, /api_key/],
      [{ api_key: 'gk_wrong' }, 403, /api_key/],
      [{ service_code: '' }, 400, /service_code/],
      [{ service_code: 'S0503' }, 404, /service_code/],
      [{ lat: '', long: '' }, 400, /address_string/],
      [{ lat: '95' }, 400, /lat/],
      [{ lat: '26.1x' }, 400, /lat/],
      [{ long: '' }, 400, /long/],
      [{ lat: PLACE.beijing.lat, long: PLACE.beijing.lon }, 400, /鼓楼/],
      [{ phone: 'call me' }, 400, /电话/],
      [{ description: '长'.repeat(4001) }, 400, /4000/],
      [{ jurisdiction_id: 'elsewhere' }, 404, /elsewhere/],
    ]
    for (const [change, status, words] of cases)
      for (const format of ['json', 'xml']) {
        const answer = await ask(`requests.${format}`, { method: 'POST', form: { ...litter(), ...change } })
        const error = format === 'json' ? answer.body[0] : answer.body.errors.error
        assert.equal(answer.status, status, `${JSON.stringify(change).slice(0, 60)}: ${answer.text}`)
        assert.equal(Number(error.code), status)
        assert.match(error.description, words)
      }
  })

  it('are found by date, kind, state, list and page', async () => {
    const ids = async (query, format = 'json') => {
      const answer = await ask(`requests.${format}?${query}`)
      assert.equal(answer.status, 200, answer.text)
      return answer.body.map((r) => r.service_request_id)
    }
    const all = await ids('')
    assert.ok(all.length >= 4)
    assert.deepEqual(await ids('status=open,closed'), all)
    const open = await ids('status=open'), closed = await ids('status=closed')
    assert.deepEqual([...open, ...closed].sort(), [...all].sort())
    assert.ok(closed.length > 0)
    assert.deepEqual(await ids('service_code=P0101'), [])
    const listed = (await ask('requests.json')).body // the brain may have filed one under a kind nearer to its words
    for (const code of new Set(listed.map((r) => r.service_code)))
      assert.deepEqual(await ids(`service_code=${code}`), listed.filter((r) => r.service_code === code).map((r) => r.service_request_id))
    assert.deepEqual([...(await ids('page_size=2&page=1')), ...(await ids('page_size=2&page=2'))], all.slice(0, 4))
    assert.deepEqual(await ids(`service_request_id=${all[1]},${all[0]},0000000000000`), [all[1], all[0]])
    assert.deepEqual(await ids('start_date=2020-01-01T00:00:00Z&end_date=2020-02-01T00:00:00Z'), [])
    assert.equal((await ask('requests.json?start_date=2026-02-01T00:00:00Z&end_date=2026-01-01T00:00:00Z')).status, 400)
    assert.equal((await ask('requests.json?start_date=yesterday')).status, 400)
    assert.equal((await ask('requests.json?status=lost')).status, 400)
    assert.equal((await ask('requests.json?page_size=5000')).status, 400)
  })

  it('of kinds that are not everybody\'s are nobody\'s', async () => {
    const { number } = await district.report({ text: '老板欠薪三个月不发', category: 'S0302' })
    assert.equal((await ask(`requests/${number}.json`)).status, 404)
    assert.ok(!(await ask('requests.json')).text.includes(number))
  })

  it('are placed to a hundred metres, not to a door', async () => {
    const { body } = await ask('requests.json')
    for (const { lat, long } of body) for (const degrees of [lat, long]) assert.ok(Math.abs(degrees * 1000 - Math.round(degrees * 1000)) < 1e-6, degrees)
  })
})

it('discovery tells where, and in which formats', async () => {
  const { body } = await ask('discovery.xml')
  assert.deepEqual(body.discovery.endpoints.endpoint.formats.format, ['text/xml', 'application/json'])
  const [endpoint] = (await ask('discovery.json')).body.endpoints
  assert.deepEqual([endpoint.specification, endpoint.url], ['http://wiki.open311.org/GeoReport_v2', `${district.url}/open311/v2`])
  assert.equal(body.discovery.endpoints.endpoint.url, endpoint.url)
})

it('what is no address of it says so', async () => {
  const answer = await fetch(`${district.url}/open311/v2/services`)
  assert.equal(answer.status, 404)
  assert.match((await answer.json()).detail, /\.xml/)
  assert.equal((await fetch(`${district.url}/open311/v2/services.xml`, { method: 'DELETE' })).status, 405)
})

describe('whoever asks without end', () => {
  it('is told to wait, by address, wherever lists and places are looked up without a key', async () => {
    const from = (address) => ({ headers: { 'X-Forwarded-For': address, 'Content-Type': 'application/json', 'Accept-Language': 'zh-CN' } })
    const statuses = []
    for (let i = 0; i < 8; i++) statuses.push(...await Promise.all(Array.from({ length: 40 }, async () => (await ask('tokens/1.json', from('10.77.0.1'))).status)))
    const passed = statuses.filter((status) => status === 404).length // of forty at once not the first ones asked for are the first to arrive
    assert.ok(passed >= 300 && passed < statuses.length, `${passed} of ${statuses.length} passed`)
    assert.ok(statuses.every((status) => status === 404 || status === 429), String(statuses))
    // what was used up comes back by and by: of many at once, one is refused
    const refusedOf = async (probe) => { const all = await Promise.all(Array.from({ length: 40 }, probe)); return all.find(({ status }) => status === 429) ?? all[0] }
    const refused = await refusedOf(() => ask('services.xml', from('10.77.0.1')))
    assert.deepEqual([refused.status, refused.body.errors.error.code, refused.headers.get('retry-after')], [429, '429', '60'])
    for (const [address, status] of [['10.77.0.1', 429], ['10.77.0.2', 200]]) {
      assert.equal((await refusedOf(() => fetch(`${district.url}/api/knowledge?q=垃圾`, from(address)))).status, status)
      assert.equal((await refusedOf(() => fetch(`${district.url}/api/locate`, { method: 'POST', body: '{"text":"西湖公园"}', ...from(address) }))).status, status)
    }
    assert.equal((await ask('requests.json', { method: 'POST', form: litter(), headers: { 'X-Forwarded-For': '10.77.0.1' } })).status, 201) // a key has its own measure
  })
})
