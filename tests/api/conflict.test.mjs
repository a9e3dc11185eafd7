// Two people on one case at once: one wins, the other is told what was done; nothing is overwritten. And the phone that
// sends twice: one case, one answer.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import { District, PLACE, UNIT } from './support.mjs'

let district, one, two
before(async () => {
  district = await District.open()
  ;[one, two] = [await district.as('wufeng'), await district.as('wufeng2')]
})
after(() => district.clean())

const statuses = (answers) => answers.map(({ status }) => status).sort()

test('twenty times two desks respond at the same moment: one wins, the other hears who did what', async () => {
  for (let round = 0; round < 20; round++) {
    const { number } = await district.report()
    const { version } = await one.see(number)
    const answers = await Promise.all([one, two].map((desk) => desk.try(number, 'respond', { version })))
    assert.deepEqual(statuses(answers), [200, 409])
    const told = answers.find(({ status }) => status === 409).body
    assert.equal(told.code, 'CASE_CHANGED')
    assert.match(told.detail, /五凤街道.*响应/)
    const { events } = await (await district.as('auditor')).must(200, 'GET', `/api/cases/${number}/events`)
    assert.equal(events.filter(({ body }) => JSON.parse(body).action === 'respond').length, 1)
  }
})

test('different actions that are both possible: only the first happens, CASE_CHANGED names it', async () => {
  for (let round = 0; round < 20; round++) {
    const { number } = await district.report()
    const { version } = await one.see(number)
    const tries = [
      one.try(number, 'urge', { version, note: '请尽快' }),
      two.try(number, 'contact', { version, reached: true }),
      two.try(number, 'correct', { version, urgency: 'U2' }),
    ]
    const answers = await Promise.all(tries)
    assert.deepEqual(statuses(answers), [200, 409, 409])
    const winner = answers.find(({ status }) => status === 200)
    const words = { urge: '催办', contact: '联系', correct: '更正' }[winner.path.split('/').at(-1)]
    for (const { body } of answers.filter(({ status }) => status === 409)) {
      assert.equal(body.code, 'CASE_CHANGED')
      assert.ok(body.detail.includes('五凤街道') && body.detail.includes(words), `${body.detail} should tell of ${words}`)
    }
    const now = await one.see(number)
    assert.equal(now.version, version + 1, 'one event, no more')
  }
})

test('desk and called unit at once, ten rounds: every accepted action is in the chain, no refused one is', async () => {
  for (let round = 0; round < 10; round++) {
    const { number } = await district.report()
    await one.act(number, 'respond')
    const { version } = await one.act(number, 'call', { units: [{ unit: UNIT.garden, lead: true }] })
    const [lead, second] = [await district.as('yuanlin'), await district.as('yuanlin2')]
    const answers = await Promise.all([
      lead.try(number, 'sign', { version, call: 1 }),
      second.try(number, 'check-in', { version, call: 1, position: PLACE.park }),
      one.try(number, 'cancel-call', { version, call: 1 }),
      two.try(number, 'urge', { version, note: '快' }),
    ])
    assert.equal(statuses(answers)[0], 200)
    assert.equal(answers.filter(({ status }) => status === 409 || status === 404).length, 3, 'a unit whose call was cancelled no longer finds the case')
    const done = answers.find(({ status }) => status === 200).path.split('/').at(-1)
    const { events } = await (await district.as('auditor')).must(200, 'GET', `/api/cases/${number}/events`)
    const actions = events.map(({ body }) => JSON.parse(body).action.replaceAll('_', '-'))
    for (const action of ['sign', 'check-in', 'cancel-call', 'urge']) assert.equal(actions.includes(action), action === done, `${action} after ${done}: ${actions}`)
    assert.ok(events.every(({ chained }) => chained))
  }
})

test('an old version is refused, a missing one is asked for', async () => {
  const { number } = await district.report()
  const { version } = await one.see(number)
  await two.act(number, 'respond')
  const late = await one.try(number, 'urge', { version, note: '快' })
  assert.deepEqual([late.status, late.body.code], [409, 'CASE_CHANGED'])
  const english = await one.try(number, 'urge', { version, note: '快' }, { headers: { 'Accept-Language': 'en' } })
  assert.match(english.body.detail, /Wufeng Sub-district did “Respond/)
  const without = await one.try(number, 'urge', { note: '快' })
  assert.deepEqual([without.status, without.body.field], [422, 'version'])
})

test('the same key sent ten times at once makes one case with one answer', async () => {
  const resident = district.resident()
  const json = { text: '路灯不亮了', position: PLACE.park }
  const headers = { 'Idempotency-Key': randomUUID() }
  const answers = await Promise.all(Array.from({ length: 10 }, () => resident.post('/api/cases', json, { headers })))
  assert.deepEqual(statuses(answers), Array(10).fill(201))
  for (const { body } of answers) assert.deepEqual(body, answers[0].body)
  const found = await one.must(200, 'GET', `/api/cases?view=open&q=${answers[0].body.number}`)
  assert.equal(found.items.length, 1)
})

test('the same key with other content is refused', async () => {
  const resident = district.resident()
  const headers = { 'Idempotency-Key': randomUUID() }
  await resident.must(201, 'POST', '/api/cases', { text: '路灯不亮了', position: PLACE.park }, { headers })
  const other = await resident.post('/api/cases', { text: '井盖不见了', position: PLACE.park }, { headers })
  assert.deepEqual([other.status, other.body.code], [409, 'KEY_REUSED'])
})

test('a key is asked for', async () => {
  const answer = await district.resident().post('/api/cases', { text: '路灯不亮了', position: PLACE.park })
  assert.deepEqual([answer.status, answer.body.code], [422, 'KEY_MISSING'])
})

test('a queued phone repeats its check-in: done once, answered alike; the same key for something else is refused', async () => {
  const { number } = await district.report()
  await one.act(number, 'respond')
  const { version } = await one.act(number, 'call', { units: [{ unit: UNIT.garden, lead: true }] })
  const lead = await district.as('yuanlin2')
  const headers = { 'Idempotency-Key': randomUUID() }
  const json = { version, call: 1, position: { ...PLACE.park }, at: new Date(Date.now() - 300_000).toISOString() }
  const answers = await Promise.all(Array.from({ length: 5 }, () => lead.try(number, 'check-in', json, { headers })))
  assert.deepEqual(statuses(answers), Array(5).fill(200))
  assert.equal((await lead.see(number)).timeline.filter(({ action }) => action === 'CHECK_IN').length, 1)
  const other = await lead.try(number, 'start-work', { version, call: 1 }, { headers })
  assert.deepEqual([other.status, other.body.code], [409, 'KEY_REUSED'])
})

test('one photo cannot be taken by two cases', async () => {
  const resident = district.resident()
  const photo = await resident.photo()
  const send = () => resident.post('/api/cases', { text: '垃圾', photos: [photo], position: PLACE.park }, { headers: { 'Idempotency-Key': randomUUID() } })
  const answers = await Promise.all([send(), send(), send()])
  assert.deepEqual(statuses(answers), [201, 422, 422], JSON.stringify(answers.map(({ body }) => body.code)))
})
