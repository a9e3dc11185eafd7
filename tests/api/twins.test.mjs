// The same matter raised twice: who is about to report is told (and told nothing of the first reporter), may follow
// instead, sees the public progress and no more, and hears of the end; the desk merges by one click or says no.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { District, ELEMENTS, eventually, PLACE, UNIT } from './support.mjs'

const LITTER = { text: '江厝路街头公园里，很多人露营乱扔垃圾，我是住对面的陈大明', position: { ...PLACE.park, source: 'pin' } }
const AGAIN = { text: '街头公园草坪上露营的人走了，垃圾扔一地没人收', position: { lat: PLACE.park.lat + 0.0002, lon: PLACE.park.lon, source: 'gps' } }
const PERSONAL = ['陈大明', '大明', '13811112222', '住对面']

let district, first
before(async () => {
  district = await District.open()
  first = await district.report({ ...LITTER, name: '陈大明', phone: '13811112222' })
})
after(() => district.clean())

const look = (fields = AGAIN, by = district.resident()) => by.must(200, 'POST', '/api/twins', fields)
const told = (number, fields) => eventually(async () => (await look(fields)).twins.find((twin) => twin.number === number), `${number} is told of`)
const follow = (twin, body = {}, { key = randomUUID(), by = district.resident(), status = 201 } = {}) =>
  by.must(status, 'POST', `/api/cases/${twin.number}/follow`, { offer: twin.offer, ...body }, { headers: { 'Idempotency-Key': key } })
const clean = (what) => { for (const word of PERSONAL) assert.ok(!JSON.stringify(what).includes(word), `${word} leaks: ${JSON.stringify(what)}`) }

describe('who is about to report', () => {
  test('is told of the same matter in the neighbourhood, and nothing of its reporter', async () => {
    const twin = await told(first.number)
    clean(twin)
    assert.equal(twin.category.code, first.category.code)
    assert.equal(twin.subdistrict.code, UNIT.wufeng)
    assert.equal(twin.metres, 50, 'the distance is told in steps')
    assert.deepEqual([twin.stage, twin.followers], ['received', 0])
    assert.equal(twin.due_at, first.due_at)
  })

  test('is told nothing of another matter there, nor of the same one far away', async () => {
    assert.deepEqual((await look({ ...AGAIN, text: '公园门口的公交站牌黑屏了，看不到车几点来' })).twins, [])
    assert.deepEqual((await look({ ...AGAIN, text: '草坪上露营的人走了，垃圾扔一地没人收', position: { ...PLACE.far, source: 'gps' } })).twins, [])
    assert.deepEqual((await look({})).twins, [])
  })

  test('never hears of a confidential case', async () => {
    const text = '举报街道城管队员王某上班时间打牌，对群众态度恶劣，吃拿卡要'
    const secret = await district.report({ text, position: { ...PLACE.park, source: 'pin' }, category: 'S0503' })
    await district.report({ ...LITTER, text: '另一件事：花坛边的长椅断了一条腿' }) // what came after it is known, so it would be too
    await new Promise((done) => setTimeout(done, 800))
    const { twins } = await look({ text, position: { ...PLACE.park, source: 'gps' }, category: 'S0503' })
    assert.ok(!twins.some((twin) => twin.number === secret.number))
  })

  test('may ask only so often', async () => {
    const greedy = district.resident()
    let status = 200
    for (let i = 0; i < 130 && status === 200; i++) status = (await greedy.post('/api/twins', { text: '' })).status
    assert.equal(status, 429)
  })
})

describe('following', () => {
  let twin, followed, follower
  before(async () => {
    twin = await told(first.number)
    followed = await follow(twin, { phone: '13900001111', name: '林女士' })
    follower = district.reporter(followed)
  })

  test('gives a secret of its own that shows the public progress and nothing of the reporter', async () => {
    assert.notEqual(followed.secret, first.secret)
    const seen = await follower.must(200, 'GET', `/api/track/${first.number}`)
    clean(seen)
    assert.deepEqual([seen.follower, seen.followers, seen.text, seen.place_text, seen.photos, seen.allowed, seen.result, seen.rating], [true, 1, null, null, [], [], null, null])
    assert.ok(seen.timeline.length >= 1)
    const own = await first.reporter.must(200, 'GET', `/api/track/${first.number}`)
    assert.deepEqual([own.follower, own.followers], [false, 1])
    assert.ok(own.text.includes('陈大明'))
  })

  test('twice with one key is once; with other content the key is refused', async () => {
    const key = randomUUID()
    const one = await follow(twin, {}, { key })
    const two = await follow(twin, {}, { key })
    assert.equal(one.secret, two.secret)
    assert.equal((await follower.must(200, 'GET', `/api/track/${first.number}`)).followers, 2)
    await follow(twin, { phone: '13700000000' }, { key, status: 409 })
  })

  test('gives no right to act, no receipt, and opens no other case', async () => {
    for (const action of ['withdraw', 'add-note', 'urge', 'rate', 'reopen', 'appeal', 'respond']) {
      const answer = await follower.try(first.number, action, { note: '试试', solved: true, satisfied: 5 })
      assert.ok([403, 409].includes(answer.status), `${action}: ${answer.status}`)
    }
    assert.equal((await follower.get(`/api/track/${first.number}/receipt`)).status, 401)
    const other = await district.report()
    const thief = district.reporter({ number: other.number, secret: followed.secret })
    assert.equal((await thief.get(`/api/track/${other.number}`)).status, 404)
    assert.equal((await follower.get(`/api/cases/${first.number}`)).status, 401)
  })

  test('needs an offer: numbers cannot be tried out', async () => {
    const other = await district.report()
    const refused = await Promise.all([
      district.resident().post(`/api/cases/${other.number}/follow`, { offer: twin.offer }, { headers: { 'Idempotency-Key': randomUUID() } }),
      district.resident().post('/api/cases/2611220000000/follow', { offer: twin.offer }, { headers: { 'Idempotency-Key': randomUUID() } }),
      district.resident().post(`/api/cases/${first.number}/follow`, { offer: '9999999999999.AAAAAAAAAAAAAAAAAAAAAA' }, { headers: { 'Idempotency-Key': randomUUID() } }),
    ])
    for (const { status, body } of refused) assert.deepEqual([status, body.code], [404, 'CASE_NOT_FOUND'])
    assert.equal((await district.resident().post(`/api/cases/${first.number}/follow`, { offer: twin.offer })).status, 422, 'without a key')
    await follow(twin, { phone: 'call me' }, { status: 422 })
  })

  test('is counted for the desk, and no event holds anything of the follower', async () => {
    const desk = await district.as('wufeng')
    const file = await desk.see(first.number)
    assert.equal(file.followers, 2)
    assert.equal(file.urgency, 'U3', 'as urgent as before')
    const entry = file.timeline.find(({ action }) => action === 'FOLLOW')
    assert.deepEqual([entry.relation, entry.person, entry.note, entry.detail], ['FOLLOWER', null, null, {}])
    assert.ok(!JSON.stringify(file).includes('13900001111') && !JSON.stringify(file).includes('林女士'))
    const row = (await desk.must(200, 'GET', '/api/cases?view=desk')).items.find(({ number }) => number === first.number)
    assert.equal(row.followers, 2)
  })

  test('ends with a message to who left a phone', async () => {
    const desk = await district.as('wufeng')
    await desk.act(first.number, 'respond')
    await desk.act(first.number, 'call', { units: [{ unit: UNIT.garden, lead: true }] })
    const lead = await district.as('yuanlin2')
    await lead.act(first.number, 'check-in', { call: 1, position: PLACE.park })
    await lead.act(first.number, 'propose-done', { elements: ELEMENTS, photos: [await lead.photo()] })
    await (await district.as('wufengleader')).act(first.number, 'pass')
    const { items } = await (await district.as('admin')).must(200, 'GET', '/api/outbox')
    const sent = items.filter((one) => one.case === first.number && one.text.includes('您关注的'))
    assert.deepEqual(sent.map(({ to }) => to), ['139****1111'], 'one of two left a phone')
    clean(sent)
    assert.equal((await follower.must(200, 'GET', `/api/track/${first.number}`)).stage, 'done')
    await follow(twin, {}, { status: 409 })
    await eventually(async () => !(await look()).twins.some(({ number }) => number === first.number), 'what is done is offered to nobody')
  })
})

describe('the desk', () => {
  let one, two, three
  before(async () => {
    const lamp = { text: '五凤街道湖前路口的路灯不亮，晚上一片漆黑', position: { lat: 26.1129, lon: 119.2741, source: 'pin' } }
    one = await district.report(lamp)
    two = await district.report({ ...lamp, text: '湖前路口路灯坏了，黑漆漆的看不见路', position: { ...lamp.position, lat: 26.1131 } })
    three = await district.report({ ...lamp, text: '湖前路口那盏路灯又不亮，走路害怕', position: { ...lamp.position, lat: 26.1128 } })
  })
  const likely = async (number) => (await (await district.as('wufeng')).must(200, 'GET', `/api/cases/${number}/twins`)).twins

  test('sees why two may be one matter, and merges the younger into the older by what it is given', async () => {
    const desk = await district.as('wufeng')
    const twin = await eventually(async () => (await likely(two.number)).find((t) => t.case.number === one.number), 'the older one is likely')
    assert.match(twin.reason, /前的诉求件 \d{13} 可能是同一件事：同类、相距 \d+ 米、都提到「.*路灯/)
    assert.deepEqual([twin.merge.number, twin.merge.master], [two.number, one.number])
    const seenFromTheOlder = (await likely(one.number)).find((t) => t.case.number === two.number)
    assert.deepEqual(seenFromTheOlder.merge, twin.merge)
    assert.match(seenFromTheOlder.reason, /后的诉求件/)
    await desk.must(200, 'POST', `/api/cases/${twin.merge.number}/merge`, { version: twin.merge.version, master: twin.merge.master })
    assert.equal((await desk.see(two.number)).master, one.number)
    await eventually(async () => !(await likely(one.number)).some((t) => t.case.number === two.number), 'a merged case is no twin any more')
  })

  test('says that two are not one, and is not asked again', async () => {
    const desk = await district.as('wufeng')
    assert.ok(await eventually(async () => (await likely(three.number)).find((t) => t.case.number === one.number), 'it is likely'))
    const left = await desk.must(200, 'POST', `/api/cases/${three.number}/not-a-twin`, { other: one.number })
    assert.ok(!left.twins.some((t) => t.case.number === one.number))
    assert.ok(!(await likely(one.number)).some((t) => t.case.number === three.number), 'nor from the other side')
    await desk.must(422, 'POST', `/api/cases/${three.number}/not-a-twin`, { other: three.number })
  })

  test('is nobody else', async () => {
    assert.equal((await district.resident().get(`/api/cases/${one.number}/twins`)).status, 401)
    const foreign = await district.as('guxi')
    assert.equal((await foreign.get(`/api/cases/${one.number}/twins`)).status, 404)
    assert.equal((await foreign.post(`/api/cases/${one.number}/not-a-twin`, { other: three.number })).status, 404)
    assert.equal((await (await district.as('analyst')).post(`/api/cases/${one.number}/not-a-twin`, { other: three.number })).status, 403)
  })
})
