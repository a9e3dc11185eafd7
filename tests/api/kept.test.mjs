// Answers kept for whoever asks again (api/kept.h): asked for many times in a row so that they surely are kept, then
// something changes, and the very next answer must know it; and nobody is ever shown another's.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Client, District } from './support.mjs'

const DESK = '/api/cases?view=desk&sort=newest&limit=50'
let district, wufeng, guxi
before(async () => {
  district = await District.open()
  ;[wufeng, guxi] = [await district.as('wufeng'), await district.as('guxi')]
})
after(() => district.clean())

const warm = async (client, path) => { for (let i = 0; i < 3; i++) await client.must(200, 'GET', path) }
const numbers = async (client) => (await client.must(200, 'GET', DESK)).items.map(({ number }) => number)

test('a report and an action are seen by the next list and the next page of the case, ten times over', async () => {
  for (let round = 0; round < 10; round++) {
    await warm(wufeng, DESK)
    const { number } = await district.report()
    assert.ok((await numbers(wufeng)).includes(number), 'a new case is missing from the list asked for right after it')
    await warm(wufeng, `/api/cases/${number}`)
    const { version } = await wufeng.see(number)
    await wufeng.must(200, 'POST', `/api/cases/${number}/respond`, { version })
    assert.equal((await wufeng.see(number)).version, version + 1)
    const row = (await wufeng.must(200, 'GET', DESK)).items.find((item) => item.number === number)
    assert.equal(row.version, version + 1)
  }
})

test('the same address shows each person their own answer, in their own language', async () => {
  const { number } = await district.report()
  await warm(wufeng, DESK)
  await warm(wufeng, `/api/cases/${number}`)
  for (let i = 0; i < 3; i++) {
    assert.ok((await numbers(wufeng)).includes(number))
    assert.ok(!(await numbers(guxi)).includes(number), 'another street was shown this street\'s list')
    assert.equal((await guxi.get(`/api/cases/${number}`)).status, 404)
    const english = await wufeng.get(`/api/cases/${number}`, { headers: { 'Accept-Language': 'en' } })
    const chinese = await wufeng.get(`/api/cases/${number}`)
    assert.equal(english.status, 200)
    assert.notDeepEqual(english.bytes, chinese.bytes)
  }
})

test('plain and packed answers are told apart and say the same', async () => {
  await district.report()
  for (let i = 0; i < 3; i++) {
    const packed = await wufeng.get(DESK, { headers: { 'Accept-Encoding': 'gzip' } })
    const plain = await wufeng.get(DESK, { headers: { 'Accept-Encoding': 'identity' } })
    assert.equal(packed.headers.get('content-encoding'), 'gzip')
    assert.equal(plain.headers.get('content-encoding'), null)
    for (const { headers } of [packed, plain]) assert.equal(headers.get('vary'), 'Accept-Encoding')
    assert.deepEqual(packed.body.items.map(({ number }) => number), plain.body.items.map(({ number }) => number))
  }
})

test('who has signed out is shown nothing more, however often they asked just before', async () => {
  const leaving = await new Client(district).signIn('wufeng2')
  await warm(leaving, DESK)
  const { cookie } = leaving
  await leaving.must(204, 'DELETE', '/api/session')
  const answer = await leaving.get(DESK, { headers: { Cookie: cookie } })
  assert.equal(answer.status, 401)
})
