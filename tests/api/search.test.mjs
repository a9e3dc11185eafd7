// Finding cases by words: soon after they are written, ranked, with the words marked, and only for who may read them.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { District, eventually, PLACE, run, UNIT } from './support.mjs'

let district, well, lamp, secret
before(async () => {
  district = await District.open()
  const at = { ...PLACE.park, source: 'pin' }
  well = await district.report({ text: '江厝路公园门口污水井盖松动，车轧过去哐当響，电话 13811112222', position: at, name: '陈大明', phone: '13811112222', category: 'P0102' })
  lamp = await district.report({ text: '江厝路公园的路灯不亮', position: at })
  secret = await district.report({ text: '举报有人在井盖采购中收礼', position: at, category: 'S0503' })
  await eventually(async () => { const page = await find(await district.as('centre'), '江厝路'); return page.total >= 2 && page.index.complete }, 'the index has the cases')
})
after(() => district.clean())

const find = (by, q, more = '') => by.must(200, 'GET', `/api/cases?view=all&q=${encodeURIComponent(q)}${more}`)
const numbers = async (by, q, more) => (await find(by, q, more)).items.map((item) => item.number)

describe('a desk', () => {
  test('finds its cases by two characters, and sees where they stand', async () => {
    const page = await find(await district.as('wufeng'), '井盖')
    assert.deepEqual(page.items.map((item) => item.number), [well.number])
    assert.deepEqual([page.total, page.total_at_least, page.next, page.index.complete], [1, false, null, true])
    assert.deepEqual(page.items[0].hit.pieces.filter((piece) => piece.hit).map((piece) => piece.text), ['井盖'])
    assert.ok(!JSON.stringify(page.items[0].hit).includes('<'))
  })

  test('finds traditional spelling, several words, quotes, and what is left out', async () => {
    const desk = await district.as('wufeng')
    assert.deepEqual(await numbers(desk, '哐当响'), [well.number])
    assert.deepEqual(await numbers(desk, '公园 路灯'), [lamp.number])
    assert.deepEqual((await numbers(desk, '江厝路')).sort(), [well.number, lamp.number].sort())
    assert.deepEqual(await numbers(desk, '江厝路 -路灯'), [well.number])
    assert.deepEqual(await numbers(desk, '“公园的路灯”'), [lamp.number])
    assert.deepEqual(await numbers(desk, '“路灯公园”'), [])
  })

  test('finds by the names of kind and place, where no text is marked', async () => {
    const page = await find(await district.as('wufeng'), '五凤街道 污水')
    assert.deepEqual(page.items.map((item) => item.number), [well.number])
  })

  test('finds by the beginning of the number, and refuses phones in clear words', async () => {
    const desk = await district.as('wufeng')
    assert.deepEqual(await numbers(desk, lamp.number.slice(0, 11)), [lamp.number])
    assert.deepEqual(await numbers(desk, '13811112222'), [])
    const refused = await desk.get(`/api/cases?view=all&q=${encodeURIComponent('138-1111-2222')}`)
    assert.deepEqual([refused.status, refused.body.code], [422, 'SEARCH_NO_PHONES'])
    assert.deepEqual(await numbers(desk, '1381'), [])
  })

  test('narrows by state, area and day together, and pages through', async () => {
    const desk = await district.as('wufeng')
    assert.equal((await find(desk, '公园', `&state=ROUTED&area=${UNIT.wufeng}&from=2020-01-01&to=2099-12-31`)).total, 2)
    assert.equal((await find(desk, '公园', '&state=CLOSED')).total, 0)
    assert.equal((await find(desk, '公园', '&to=2020-01-01')).total, 0)
    const first = await find(desk, '公园', '&limit=1')
    const second = await find(desk, '公园', `&limit=1&cursor=${first.next}`)
    assert.notEqual(first.items[0].number, second.items[0].number)
    assert.equal(second.next, null)
    for (const bad of ['from=yesterday', 'state=LOST', 'cursor=x.y', 'sort=due']) assert.equal((await desk.get(`/api/cases?q=a&${bad}`)).status, 422, bad)
  })
})

describe('who may not read a case', () => {
  test('does not find it either', async () => {
    for (const login of ['guxi', 'chengguan']) assert.deepEqual(await numbers(await district.as(login), '井盖'), [], login)
    assert.deepEqual(await numbers(await district.as('centre'), '收礼'), [])
    assert.deepEqual(await numbers(await district.as('supervisor'), '收礼'), [secret.number])
    assert.equal((await district.resident().get('/api/cases?q=a')).status, 401)
  })

  test('finds it from the moment it is called', async () => {
    const desk = await district.as('wufeng'), city = await district.as('chengguan')
    await desk.act(well.number, 'respond', {})
    await desk.act(well.number, 'call', { units: [{ unit: UNIT.city, lead: true }], note: '请带备用盖板' })
    await eventually(async () => (await numbers(city, '井盖 盖板')).includes(well.number), 'the called unit finds it')
  })
})

test('what is redacted is gone from the index with the answer', async () => {
  const desk = await district.as('wufeng')
  assert.deepEqual(await numbers(desk, '哐当'), [well.number])
  await desk.act(well.number, 'redact', { seq: 1, field: 'text', note: '有电话' })
  assert.deepEqual(await numbers(desk, '哐当'), [])
})

test('the index can be built anew beside the running server', async () => {
  const desk = await district.as('wufeng')
  const { code, out } = await run(district.program ?? 'build/debug/gulou', ['reindex', '--data', district.data])
  assert.equal(code, 0, out)
  await eventually(async () => (await numbers(desk, '路灯')).includes(lamp.number), 'the lamp is found again')
})
