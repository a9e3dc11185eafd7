// The hotline's telephone side: events of a telephone system in any order, what pops up at whose desk, who may look.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import { District, PLACE } from './support.mjs'

let district, key, hotline, hotline2

/** Tells an event as a telephone system does. */
async function tell(event, { bearer = key, status = 200 } = {}) {
  const answer = await district.resident().post('/api/calls/events', event, { headers: bearer ? { Authorization: `Bearer ${bearer}` } : {} })
  assert.equal(answer.status, status, JSON.stringify(answer.body))
  return answer.body
}

const at = (seconds) => new Date(Date.now() - 60_000 + seconds * 1000).toISOString()
const current = (who) => who.must(200, 'GET', '/api/calls/current')

before(async () => {
  district = await District.open()
  const admin = await district.as('admin')
  key = (await admin.must(201, 'POST', '/api/partners', { id: 'exchange', kind: 'telephony', name: '热线交换机', per_minute: 6000 })).key
  hotline = await district.as('hotline')
  hotline2 = await district.as('hotline2')
  await hotline.must(200, 'POST', '/api/calls/extension', { extension: '801' })
  await hotline2.must(200, 'POST', '/api/calls/extension', { extension: '802' })
})
after(() => district.clean())

describe('a call', () => {
  it('pops up where it rings, is told by the live stream, and is gone when it ends', async () => {
    const stopped = new AbortController()
    const stream = await fetch(`${district.url}/api/stream`, { headers: { Cookie: hotline.cookie }, signal: stopped.signal })
    const heard = []
    const reading = (async () => {
      const decoder = new TextDecoder()
      for await (const bytes of stream.body) heard.push(decoder.decode(bytes))
    })().catch(() => {})
    await tell({ call: 'a', event: '1', type: 'queued', caller: '000-555-0101', called: '12345', queue: 'main', at: at(0) })
    assert.deepEqual((await current(hotline)).items, [])
    const told = await tell({ call: 'a', event: '2', type: 'ringing', agent: '801', at: at(2) })
    assert.equal(told.state, 'ringing')
    const now = await current(hotline)
    assert.equal(now.extension, '801')
    assert.equal(now.items.length, 1)
    assert.equal(now.items[0].leg, 'ringing')
    assert.equal(now.items[0].number_masked, '000****0101')
    assert.deepEqual((await current(hotline2)).items, [])
    await tell({ call: 'a', event: '3', type: 'answered', agent: '801', at: at(9) })
    assert.equal((await current(hotline)).items[0].state, 'talking')
    await tell({ call: 'a', event: '4', type: 'ended', reason: 'normal', at: at(40) })
    assert.deepEqual((await current(hotline)).items, [])
    const until = Date.now() + 5000
    while (!/"leg":"left"/.test(heard.join('')) && Date.now() < until) await new Promise((done) => setTimeout(done, 20))
    stopped.abort()
    await reading
    const events = heard.join('').match(/event: call\ndata: .*/g).map((line) => JSON.parse(line.split('data: ')[1]))
    assert.deepEqual(events.map((e) => [e.leg, e.state]), [['ringing', 'ringing'], ['talking', 'talking'], ['left', 'ended']])
    assert.ok(events.every((e) => e.call === told.call))
    assert.doesNotMatch(heard.join(''), /5550101|555-0101/)
  })

  it('is the same however its events arrive, also twice', async () => {
    const story = [
      { event: '1', type: 'queued', caller: '00055501022', called: '12345', queue: 'main', at: at(0) },
      { event: '2', type: 'ringing', agent: '801', at: at(1) },
      { event: '3', type: 'left', agent: '801', at: at(11) },
      { event: '4', type: 'ringing', agent: '802', at: at(12) },
      { event: '5', type: 'answered', agent: '802', at: at(14) },
      { event: '6', type: 'joined', party: '000-555-0199', at: at(20) },
      { event: '7', type: 'transferred', agent: '801', at: at(30) },
      { event: '8', type: 'ended', reason: 'normal', at: at(45) },
      { event: '9', type: 'recording', recording: 'https://recordings.example/9.wav', at: at(46) },
    ]
    const supervisor = await district.as('supervisor')
    const seen = []
    for (const [name, order] of [['o1', story], ['o2', [...story].reverse()], ['o3', [4, 7, 0, 8, 2, 6, 1, 5, 3].map((i) => story[i])]]) {
      let told
      for (const event of order) told = await tell({ call: name, ...event })
      for (const event of order) assert.equal((await tell({ call: name, ...event })).repeated, true)
      const { call } = await supervisor.must(200, 'GET', `/api/calls/${told.call}`)
      seen.push({ ...call, id: '' })
    }
    assert.deepEqual(seen[1], seen[0])
    assert.deepEqual(seen[2], seen[0])
    assert.equal(seen[0].extension, '802')
    assert.deepEqual(seen[0].legs.map((l) => [l.party, l.outside, l.state]), [['+1', true, 'left'], ['801', false, 'left'], ['802', false, 'left']].sort((a, b) => seen[0].legs.findIndex((l) => l.party === a[0]) - seen[0].legs.findIndex((l) => l.party === b[0])))
    assert.equal(seen[0].recorded, true)
  })

  it('keeps the first of an event that comes again and says something else', async () => {
    await tell({ call: 'b', event: '1', type: 'ringing', agent: '801' })
    await tell({ call: 'b', event: '1', type: 'ended' }, { status: 409 })
    assert.equal((await tell({ call: 'b', event: '2', type: 'ended' })).state, 'ended')
  })
})

describe('the key', () => {
  it('is needed, and must be a telephone system\'s', async () => {
    const admin = await district.as('admin')
    const other = (await admin.must(201, 'POST', '/api/partners', { id: 'city-app', kind: 'open311', name: '随手报' })).key
    const event = { call: 'k', event: '1', type: 'ringing', agent: '801' }
    await tell(event, { bearer: '', status: 401 })
    await tell(event, { bearer: 'gk_guess', status: 403 })
    await tell(event, { bearer: other, status: 403 })
    assert.deepEqual((await current(hotline)).items, [])
  })

  it('tells only of its own calls', async () => {
    const admin = await district.as('admin')
    const second = (await admin.must(201, 'POST', '/api/partners', { id: 'second', kind: 'telephony', name: '备用交换机' })).key
    const one = await tell({ call: 'same', event: '1', type: 'ringing', agent: '801' })
    const two = await tell({ call: 'same', event: '1', type: 'ended' }, { bearer: second })
    assert.notEqual(one.call, two.call)
    assert.equal((await current(hotline)).items.length, 1)
    await tell({ call: 'same', event: '2', type: 'ended' })
  })

  it('does not let nonsense in', async () => {
    for (const [field, event] of [
      ['type', { call: 'n', event: '1', type: 'exploded' }],
      ['agent', { call: 'n', event: '1', type: 'ringing' }],
      ['agent', { call: 'n', event: '1', type: 'joined' }],
      ['agent', { call: 'n', event: '1', type: 'ringing', agent: '80 1' }],
      ['call', { call: 'n\nX: y', event: '1', type: 'ended' }],
      ['call', { call: 'n'.repeat(201), event: '1', type: 'ended' }],
      ['recording', { call: 'n', event: '1', type: 'recording', recording: 'javascript:alert(1)' }],
      ['at', { call: 'n', event: '1', type: 'ended', at: 'yesterday' }],
    ]) assert.equal((await tell(event, { status: 422 })).field, field)
  })
})

describe('who calls', () => {
  it('is seen by whoever is on the call, with earlier cases, and each look is kept', async () => {
    await district.report({ text: '五凤街道路灯不亮，晚上看不见路', name: '林先生', phone: '+86 138-0000-0103' })
    const { call } = await tell({ call: 'c', event: '1', type: 'ringing', agent: '801', caller: 'sip:013800000103@trunk.example' })
    const seen = await hotline.must(200, 'POST', `/api/calls/${call}/caller`, {})
    assert.equal(seen.number, '13800000103')
    assert.deepEqual([seen.cases.length, seen.others.length], [0, 1], 'it came by the web: a call-taker may tell how far it is')
    assert.deepEqual(Object.keys(seen.others[0]), ['number', 'state', 'category', 'submitted_at'])
    const other = await hotline2.post(`/api/calls/${call}/caller`, { note: '好奇' })
    assert.equal(other.status, 403)
    const supervisor = await district.as('supervisor')
    assert.equal((await supervisor.post(`/api/calls/${call}/caller`, {})).status, 403)
    await supervisor.must(200, 'POST', `/api/calls/${call}/caller`, { note: '投诉核查' })
    assert.equal((await (await district.as('wufeng')).post(`/api/calls/${call}/caller`, { note: 'x' })).status, 403)
    const { looks } = await supervisor.must(200, 'GET', `/api/calls/${call}`)
    assert.deepEqual(looks.map((l) => [l.person.name, l.what, l.note]), [['翁淑强', 'number', ''], ['余晓杰', 'number', '投诉核查']])
    assert.equal((await hotline2.get(`/api/calls/${call}`)).status, 404)
    await tell({ call: 'c', event: '2', type: 'ended' })
  })

  it('leads from the call to the case that came of it, and back at the next call', async () => {
    const { call } = await tell({ call: 'd', event: '1', type: 'ringing', agent: '801', caller: '00055501044' })
    await tell({ call: 'd', event: '2', type: 'answered', agent: '801' })
    const report = { text: '街头公园里很多人露营乱扔垃圾', position: { ...PLACE.park, source: 'desk' }, channel: 'HOTLINE', call }
    const headers = { headers: { 'Idempotency-Key': randomUUID() } }
    assert.equal((await hotline2.post('/api/cases', report, headers)).status, 404)
    assert.equal((await hotline.post('/api/cases', { ...report, channel: 'WEB' }, headers)).status, 422)
    const made = await hotline.must(201, 'POST', '/api/cases', report, headers)
    await hotline.must(201, 'POST', '/api/cases', report, headers)
    const noted = await hotline.must(200, 'POST', `/api/calls/${call}/note`, { body: '已三方通话，城管今晚到场', unit: 'CGJ' })
    assert.deepEqual(noted.call.cases, [made.number])
    assert.equal(noted.notes[0].unit.code, 'CGJ')
    assert.equal((await hotline2.post(`/api/calls/${call}/note`, { body: '不在通话中' })).status, 404)
    const next = await tell({ call: 'e', event: '1', type: 'ringing', agent: '802', caller: '00055501044' })
    const seen = await hotline2.must(200, 'POST', `/api/calls/${next.call}/caller`, {})
    assert.deepEqual(seen.cases.map((c) => c.number), [made.number])
    assert.deepEqual(seen.calls.map((c) => c.id), [call])
    const linked = await hotline2.must(200, 'POST', `/api/calls/${next.call}/case`, { number: made.number })
    assert.deepEqual(linked.call.cases, [made.number])
    await tell({ call: 'd', event: '3', type: 'ended' })
    await tell({ call: 'e', event: '3', type: 'ended' })
  })

  it('is not told to the next call-taker to have complained of an official', async () => {
    const { call } = await tell({ call: 'd2', event: '1', type: 'answered', agent: '801', caller: '00055501066' })
    const report = { text: '公务员态度差，推诿扯皮，投诉工作人员作风', category: 'S0503', channel: 'HOTLINE', call }
    const { number } = await hotline.must(201, 'POST', '/api/cases', report, { headers: { 'Idempotency-Key': randomUUID() } })
    assert.deepEqual((await hotline.must(200, 'GET', `/api/calls/${call}`)).call.cases, [number], 'whoever wrote it down')
    const next = await tell({ call: 'e2', event: '1', type: 'ringing', agent: '802', caller: '00055501066' })
    const seen = await hotline2.must(200, 'POST', `/api/calls/${next.call}/caller`, {})
    assert.deepEqual(seen.calls.map((c) => c.id), [call])
    assert.ok(!JSON.stringify(seen).includes(number))
    for (const id of ['d2', 'e2']) await tell({ call: id, event: '3', type: 'ended' })
  })

  it('may be too hard for the desk that the brain would choose: then the centre has it, with the brain\'s suggestions', async () => {
    const report = { text: '江厝路街头公园里，很多人露营乱扔垃圾', place_text: '江厝路街头公园', position: { ...PLACE.park, source: 'desk' }, channel: 'HOTLINE' }
    const send = (more) => hotline.post('/api/cases', { ...report, ...more }, { headers: { 'Idempotency-Key': randomUUID() } })
    const plain = (await send({})).body
    const hard = (await send({ to_centre: true })).body
    assert.deepEqual([plain.desk.code, plain.confident], ['350102009', true])
    assert.deepEqual([hard.desk.code, hard.confident, hard.category.code], ['CEN', false, plain.category.code])
    assert.match(hard.reasons.join(), /疑难件/)
    assert.equal((await send({ to_centre: true, channel: 'WEB' })).body.field, 'to_centre')
    const file = await (await district.as('centre')).must(200, 'GET', `/api/cases/${hard.number}`)
    assert.deepEqual([file.owner.code, file.state], ['CEN', 'ROUTED'])
    assert.equal((await hotline.get(`/api/cases/${hard.number}`)).status, 200)
  })

  it('stays unknown where the number is withheld', async () => {
    const { call } = await tell({ call: 'f', event: '1', type: 'ringing', agent: '801', caller: 'anonymous' })
    assert.deepEqual(await hotline.must(200, 'POST', `/api/calls/${call}/caller`, {}), { number: null, cases: [], others: [], calls: [] })
    await tell({ call: 'f', event: '2', type: 'ended' })
  })
})

describe('a recording', () => {
  it('is heard by who was in the call or a supervisor with a reason, and each look is kept', async () => {
    const { call } = await tell({ call: 'g', event: '1', type: 'answered', agent: '801', caller: '00055501055' })
    await tell({ call: 'g', event: '2', type: 'ended' })
    await tell({ call: 'g', event: '3', type: 'recording', recording: 'https://recordings.example/g.wav' })
    const address = { recording: 'https://recordings.example/g.wav' }
    assert.deepEqual(await hotline.must(200, 'POST', `/api/calls/${call}/recording`, {}), address)
    assert.equal((await hotline2.post(`/api/calls/${call}/recording`, { note: 'x' })).status, 403)
    const supervisor = await district.as('supervisor')
    assert.deepEqual(await supervisor.must(200, 'POST', `/api/calls/${call}/recording`, { note: '质检' }), address)
    const { call: seen, looks } = await supervisor.must(200, 'GET', `/api/calls/${call}`)
    assert.equal(JSON.stringify(seen).includes('recordings.example'), false)
    assert.deepEqual(looks.map((l) => l.what), ['recording', 'recording'])
  })
})

describe('an extension', () => {
  it('is one person\'s: who sits down there takes it over; calls of before stay with who took them', async () => {
    const { call } = await tell({ call: 'h', event: '1', type: 'answered', agent: '801' })
    await tell({ call: 'h', event: '2', type: 'ended' })
    const hotline3 = await district.as('hotline3')
    assert.equal((await hotline3.must(200, 'POST', '/api/calls/extension', { extension: '801' })).extension, '801')
    assert.equal((await current(hotline)).extension, null)
    await tell({ call: 'i', event: '1', type: 'ringing', agent: '801' })
    assert.equal((await current(hotline3)).items.length, 1)
    assert.deepEqual((await current(hotline)).items, [])
    await tell({ call: 'h', event: '3', type: 'recording', recording: 'https://recordings.example/h.wav' })
    assert.equal((await hotline.must(200, 'GET', `/api/calls/${call}`)).call.person.name, '翁淑强')
    assert.equal((await (await district.as('wufeng')).post('/api/calls/extension', { extension: '801' })).status, 403)
    await tell({ call: 'i', event: '2', type: 'ended' })
    await hotline.must(200, 'POST', '/api/calls/extension', { extension: '801' })
  })
})

describe('a call-back', () => {
  it('is promised by who talked, taken by somebody, who then sees the number, and settled', async () => {
    const { call } = await tell({ call: 'p', event: '1', type: 'answered', agent: '801', caller: '00055501066' })
    const due_at = new Date(Date.now() + 3600_000).toISOString()
    const made = await hotline.must(200, 'POST', `/api/calls/${call}/call-back`, { due_at, note: '问到规划局后回复' })
    assert.equal((await hotline.post(`/api/calls/${call}/call-back`, { due_at })).status, 409)
    assert.equal((await hotline2.post(`/api/calls/${call}/call-back`, { due_at })).status, 404)
    await tell({ call: 'p', event: '2', type: 'ended' })
    assert.equal((await hotline2.post(`/api/calls/${call}/caller`, {})).status, 403)
    await hotline2.must(200, 'POST', `/api/calls/call-backs/${made.id}/take`)
    assert.equal((await hotline2.must(200, 'POST', `/api/calls/${call}/caller`, {})).number, '00055501066')
    assert.equal((await hotline.post(`/api/calls/call-backs/${made.id}/take`)).status, 409)
    const settled = await hotline2.must(200, 'POST', `/api/calls/call-backs/${made.id}/result`, { result: 'reached', note: '已告知' })
    assert.deepEqual([settled.state, settled.tries, settled.results[0].result], ['reached', 1, 'reached'])
    const { items } = await hotline.must(200, 'GET', '/api/calls/call-backs?state=settled')
    assert.ok(items.some((i) => i.id === made.id))
    assert.equal((await (await district.as('wufeng')).get('/api/calls/call-backs')).status, 403)
  })

  it('comes by itself of a call that nobody answered', async () => {
    const { call } = await tell({ call: 'q', event: '1', type: 'ringing', agent: '801', caller: '00055501077' })
    await tell({ call: 'q', event: '2', type: 'ended', reason: 'cancelled' })
    const { items } = await hotline.must(200, 'GET', '/api/calls/call-backs')
    const mine = items.find((i) => i.call === call)
    assert.deepEqual([mine.why, mine.state, mine.number_masked], ['missed', 'open', '000****1077'])
  })
})

describe('looking back', () => {
  it('shows call-takers their own calls, supervisors all, and figures to both', async () => {
    const supervisor = await district.as('supervisor')
    const all = (await supervisor.must(200, 'GET', '/api/calls?limit=200')).items
    const own = (await hotline2.must(200, 'GET', '/api/calls?limit=200')).items
    assert.ok(all.length > own.length && own.length > 0)
    assert.ok(own.every((c) => c.legs.some((l) => l.person?.id === 'hotline2')))
    const day = new Date(Date.now() + 8 * 3600_000).toISOString().slice(0, 10)
    const before = new Date(Date.now() - 16 * 3600_000).toISOString().slice(0, 10)
    const figures = await hotline.must(200, 'GET', `/api/calls/figures?from=${before}&to=${day}`)
    const settled = all.filter((c) => c.direction === 'in' && (c.answered_at || c.ended_at))
    assert.equal(figures.connected.n, settled.length)
    assert.equal(figures.connected.hit, settled.filter((c) => c.answered_at).length)
    assert.equal((await hotline.get('/api/calls/figures?from=2026-01-01&to=2026-12-31')).status, 422)
    assert.deepEqual((await supervisor.must(200, 'GET', '/api/calls/samples?week=2020-W01')).items, [])
    assert.equal((await supervisor.get('/api/calls/samples?week=2199-W01')).status, 422)
    assert.equal((await (await district.as('wufeng')).get('/api/calls')).status, 403)
  })
})
