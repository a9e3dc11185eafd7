// The decision as the API tells it, the duty table behind it, and event modes: who may switch them, what they change, and
// that they end by themselves.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { District, PLACE, UNIT } from './support.mjs'

let district
before(async () => { district = await District.open() })
after(() => district.clean())

const TREE = '路中间一棵大树倒了，树倒了压住半边马路'
const get = (who, path) => who.must(200, 'GET', path)
const turn = (who, body) => who.must(200, 'POST', '/api/event-mode', body)
const refused = async (who, body) => (await who.post('/api/event-mode', body)).body

describe('the whole decision', () => {
  test('says where, what, how urgent, whose and until when, and what else it could be', async () => {
    const made = await district.report({ text: '江厝路街头公园里，很多人露营乱扔垃圾' })
    const desk = await district.as('wufeng')
    const { decision: d, text } = await get(desk, `/api/cases/${made.number}`)
    assert.equal(d.category.code, 'E0106')
    assert.equal(d.kind_sureness, 'sure')
    assert.equal(d.place_sureness, 'sure')
    assert.equal(d.owner.code, UNIT.wufeng)
    assert.equal(d.lead.code, 'YLZX')
    assert.deepEqual(d.co_units.map(({ code }) => code), ['CGJ'])
    assert.equal(d.fallback.code, UNIT.wufeng)
    assert.equal(d.limit, '4wh')
    assert.ok(Date.parse(d.respond_by) < Date.parse(d.handle_by))
    assert.ok(d.categories.every(({ lead, limit }) => lead && limit))
    assert.match(d.model, /^rules-.*district-/)
    const [[from, len]] = d.telling
    assert.equal([...text].slice(from, from + len).join(''), '露营')
  })

  test('words of danger are told by their place in the text', async () => {
    const made = await district.report({ text: '楼道里有很浓的煤气味' })
    const { decision: d, text, urgency } = await get(await district.as('wufeng'), `/api/cases/${made.number}`)
    assert.equal(urgency, 'U1')
    assert.match(d.guidance, /119/)
    const [[from, len]] = d.dangers
    assert.match([...text].slice(from, from + len).join(''), /煤气/)
  })
})

describe('event modes', () => {
  test('a dispatcher sees them and may not switch; the leader may, and only what the district knows', async () => {
    const [desk, leader] = [await district.as('wufeng'), await district.as('centreleader')]
    const seen = await get(desk, '/api/event-mode')
    assert.equal(seen.may_switch, false)
    assert.deepEqual(seen.now, [])
    assert.ok(seen.known.some(({ event }) => event === 'typhoon'))
    assert.equal((await refused(desk, { event: 'typhoon', on: true })).code, 'EVENT_MODE_NOT_YOURS')
    assert.equal((await refused(leader, { event: 'storm', on: true })).field, 'event')
    assert.equal((await refused(leader, { event: 'heat', on: true, until: '2020-01-01T00:00:00Z' })).field, 'until')
    assert.equal((await refused(leader, { event: 'heat', on: false })).status, 409)
  })

  test('while a typhoon holds a fallen tree is led by emergency management, and afterwards no longer', async () => {
    const [desk, leader] = [await district.as('wufeng'), await district.as('centreleader')]
    const on = await turn(leader, { event: 'typhoon', on: true, note: '红色预警' })
    assert.equal(on.now[0].note, '红色预警')
    assert.equal(on.now[0].unit.code, UNIT.centre)
    const during = await district.report({ text: TREE, position: PLACE.park })
    const file = await get(desk, `/api/cases/${during.number}`)
    assert.deepEqual(file.decision.events.map(({ event }) => event), ['typhoon'])
    assert.equal(file.decision.rule.code, 'TY-02')
    assert.equal(file.decision.lead.code, 'YJJ')
    assert.equal(file.urgency, 'U1')
    await desk.act(during.number, 'respond')
    const targets = await get(desk, `/api/cases/${during.number}/call-targets`)
    assert.equal(targets.suggested_lead, 'YJJ')
    assert.deepEqual(targets.suggested_co, ['YLZX', 'XFDD'])
    const off = await turn(leader, { event: 'typhoon', on: false })
    assert.deepEqual(off.now, [])
    assert.deepEqual(off.switches.slice(0, 2).map((one) => one.on), [false, true])
    const after = await district.report({ text: TREE, position: PLACE.park })
    const later = (await get(desk, `/api/cases/${after.number}`)).decision
    assert.deepEqual(later.events, [])
    assert.equal(later.lead.code, 'YLZX')
    assert.equal((await get(desk, `/api/cases/${during.number}/call-targets`)).suggested_lead, 'YLZX')
  })

  test('one that nobody ends, ends by itself', async () => {
    const leader = await district.as('centreleader')
    await turn(leader, { event: 'exam', on: true, until: new Date(Date.now() + 3600_000).toISOString() })
    assert.equal((await get(leader, '/api/event-mode')).now.length, 1)
    await district.advance(61)
    assert.deepEqual((await get(leader, '/api/event-mode')).now, [])
  })
})
