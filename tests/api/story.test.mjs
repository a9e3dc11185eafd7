// The main story by API, as residents, desks and departments live it: report with photo, call, check in, handle, review,
// rate; and its turns: refused remote check-in, sent back, not solved once and twice, a link used twice and too late.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { District, ELEMENTS, fixture, PLACE, UNIT } from './support.mjs'

let district
before(async () => { district = await District.open() })
after(() => district.clean())

const SITE = { ...PLACE.park, accuracy_m: 20, source: 'gps' }
const CALLED = { units: [{ unit: UNIT.garden, lead: true }, { unit: UNIT.city }] }

/** A case called to 园林中心 (lead, call 1) and 城管 (co, call 2). */
async function called(fields) {
  const made = await district.report(fields)
  const desk = await district.as('wufeng')
  await desk.act(made.number, 'respond')
  const file = await desk.act(made.number, 'call', CALLED)
  assert.equal(file.state, 'CALLING')
  return made
}

/** … handled by the lead and the co-unit, and proposed as done. */
async function proposed(fields) {
  const made = await called(fields)
  await present(made.number)
  await propose(made.number)
  return made
}

async function present(number) {
  const [lead, co] = [await district.as('yuanlin2'), await district.as('chengguan2')]
  await lead.act(number, 'check-in', { call: 1, position: SITE, photos: [await lead.photo()] })
  await co.act(number, 'check-in', { call: 2, position: SITE })
  await co.act(number, 'finish-call', { call: 2, note: '已劝离' })
}

async function propose(number) {
  const lead = await district.as('yuanlin2')
  return lead.act(number, 'propose-done', { elements: ELEMENTS, photos: [await lead.photo('wide.jpg')] })
}

async function ratingLink(number) {
  const admin = await district.as('admin')
  const { items } = await admin.must(200, 'GET', '/api/outbox')
  return items.find((message) => message.case === number && message.link)?.link.replace('/r/', '/api/rating/')
}

describe('litter in a park', () => {
  let made, photo, link

  test('a resident reports with a photo and gets a number, a secret, the desk and its deadline', async () => {
    const resident = district.resident()
    const upload = await resident.upload(fixture('rio.jpg'))
    assert.equal(upload.status, 201)
    photo = upload.body.photo.id
    made = await district.report({ photos: [photo], phone: '13800001111', name: '林女士' }, resident)
    assert.equal(made.state, 'ROUTED')
    assert.equal(made.desk.code, UNIT.wufeng)
    assert.equal(made.category.name.zh, '绿地脏乱(含露营垃圾)')
    assert.equal(Date.parse(made.due_at) - Date.parse(made.submitted_at), 10 * 60_000, 'T1 is ten minutes')
    assert.ok(made.reasons.length > 0)
    assert.equal(made.tracking_url, `/t/${made.number}#${made.secret}`)
  })

  test('the photo is served by its signed link and carries no metadata', async () => {
    const page = await made.reporter.must(200, 'GET', `/api/track/${made.number}`)
    assert.equal(page.photos.length, 1)
    const jpeg = await district.resident().get(page.photos[0].url)
    assert.equal(jpeg.status, 200)
    assert.ok(!jpeg.bytes.includes('Exif'), 'EXIF is stripped')
  })

  test('the resident follows the case by the secret alone', async () => {
    const page = await made.reporter.must(200, 'GET', `/api/track/${made.number}`)
    assert.equal(page.stage, 'received')
    assert.deepEqual(page.allowed.sort(), ['add-note', 'consent', 'urge', 'withdraw'])
  })

  test('the desk responds within its ten minutes and calls two units, each with its own clock', async () => {
    const desk = await district.as('wufeng')
    const list = await desk.must(200, 'GET', '/api/cases?view=desk')
    assert.ok(list.items.some(({ number }) => number === made.number))
    const accepted = await desk.act(made.number, 'respond')
    assert.equal(accepted.state, 'ACCEPTED')
    assert.ok(accepted.clocks.find(({ kind }) => kind === 'T1').stopped_at)
    const file = await desk.act(made.number, 'call', CALLED)
    assert.equal(file.state, 'CALLING')
    assert.deepEqual(file.call_list.map((call) => [call.no, call.callee.code, call.state, call.lead]), [[1, UNIT.garden, 'ISSUED', true], [2, UNIT.city, 'ISSUED', false]])
    for (const call of file.call_list) assert.deepEqual(call.clocks.map(({ kind }) => kind).sort(), ['T3', 'T4', 'T6'])
  })

  test('the called unit finds it in its work, signs, and checks in on site with a photo', async () => {
    const lead = await district.as('yuanlin2')
    const work = await lead.must(200, 'GET', '/api/cases?view=work')
    assert.equal(work.items.find(({ number }) => number === made.number)?.my_call, 1)
    const signed = await lead.act(made.number, 'sign', { call: 1 })
    assert.equal(signed.call_list[0].state, 'SIGNED')
    const file = await lead.act(made.number, 'check-in', { call: 1, position: SITE, photos: [await lead.photo()] })
    assert.equal(file.call_list[0].state, 'PRESENT')
    assert.equal(file.call_list[0].presence, 'ON_SITE')
    assert.equal(file.call_list[0].distance_m, 0)
    assert.equal(file.state, 'HANDLING', "the lead's presence begins the handling")
  })

  test('progress is told with a photo; done needs the four elements, the co-unit, and an after-photo', async () => {
    const [lead, co] = [await district.as('yuanlin2'), await district.as('chengguan2')]
    await lead.act(made.number, 'progress', { note: '正在清理', photos: [await lead.photo()] })
    const { version } = await lead.see(made.number)
    const early = await lead.try(made.number, 'propose-done', { version, elements: ELEMENTS, photos: [await lead.photo()] })
    assert.deepEqual([early.status, early.body.code], [409, 'CALL_NOT_DONE'])
    await co.act(made.number, 'check-in', { call: 2, position: SITE })
    await co.act(made.number, 'start-work', { call: 2 })
    await co.act(made.number, 'finish-call', { call: 2 })
    const now = (await lead.see(made.number)).version
    const bare = await lead.try(made.number, 'propose-done', { version: now, elements: ELEMENTS })
    assert.deepEqual([bare.status, bare.body.code, bare.body.field], [422, 'AFTER_PHOTO_MISSING', 'photos'])
    const thin = await lead.try(made.number, 'propose-done', { version: now, elements: { ...ELEMENTS, measure: '' }, photos: [await lead.photo()] })
    assert.deepEqual([thin.status, thin.body.field], [422, 'measure'])
    const file = await propose(made.number)
    assert.equal(file.state, 'REVIEW')
    assert.equal(file.elements.measure, ELEMENTS.measure)
  })

  test('the handler may not review; the desk sends it back once, then passes', async () => {
    const [lead, desk] = [await district.as('yuanlin2'), await district.as('wufeng')]
    const { version } = await lead.see(made.number)
    assert.equal((await lead.try(made.number, 'pass', { version })).status, 403)
    const bare = await desk.try(made.number, 'send-back', { version })
    assert.deepEqual([bare.status, bare.body.field], [422, 'note'])
    const back = await desk.act(made.number, 'send-back', { note: '草坪上还有垃圾' })
    assert.equal(back.state, 'HANDLING')
    assert.equal(back.rework, 1)
    await propose(made.number)
    const passed = await desk.act(made.number, 'pass')
    assert.equal(passed.state, 'RESOLVED')
    assert.deepEqual(passed.call_list.map(({ state }) => state), ['CONFIRMED', 'CONFIRMED'])
  })

  test('the caller scores the callee, the callee the call', async () => {
    const scored = await (await district.as('wufeng')).act(made.number, 'score-callee', { call: 1, scores: { timely: 5, attend: 5, result: 4 }, note: '快' })
    assert.deepEqual(scored.call_list[0].scores, { timely: 5, attend: 5, result: 4 })
    const called = await (await district.as('yuanlin2')).act(made.number, 'score-caller', { call: 1, score: 5 })
    assert.equal(called.call_list[0].score_call, 5)
  })

  test('a one-time link lets the resident rate without login', async () => {
    link = await ratingLink(made.number)
    assert.ok(link, 'the outbox holds the invitation')
    const resident = district.resident()
    const page = await resident.must(200, 'GET', link)
    assert.equal(page.number, made.number)
    assert.equal(page.stage, 'done')
    assert.equal(page.result.measure, ELEMENTS.measure)
  })

  test('"not solved" reopens the first time: back to those who handled it', async () => {
    const page = await district.resident().must(200, 'POST', link, { solved: false, satisfied: 2, note: '第二天又有人乱扔' })
    assert.equal(page.state, 'HANDLING')
    const file = await (await district.as('wufeng')).see(made.number)
    assert.equal(file.handler.code, UNIT.garden)
    assert.equal(file.call_list[0].state, 'WORKING')
  })

  test('the link is spent: used twice it is gone', async () => {
    const again = await district.resident().post(link, { solved: true, satisfied: 5 })
    assert.deepEqual([again.status, again.body.code], [410, 'RATING_LINK_USED'])
    const look = await district.resident().get(link)
    assert.equal(look.status, 410)
  })

  test('"not solved" the second time escalates to the district centre', async () => {
    await propose(made.number)
    await (await district.as('wufeng')).act(made.number, 'pass')
    const page = await made.reporter.must(200, 'POST', `/api/cases/${made.number}/rate`, { solved: false, satisfied: 1, note: '还是没有解决' })
    assert.equal(page.state, 'ESCALATED')
    const file = await (await district.as('centre')).see(made.number)
    assert.equal(file.owner.code, UNIT.centre)
  })

  test('the auditor sees the full chain, each link checked', async () => {
    const { events } = await (await district.as('auditor')).must(200, 'GET', `/api/cases/${made.number}/events`)
    assert.ok(events.length >= 20, `${events.length} events`)
    assert.ok(events.every(({ chained }) => chained))
    assert.deepEqual(events.map(({ seq }) => seq), events.map((_, i) => i + 1))
    const all = JSON.stringify(events)
    for (const personal of ['13800001111', '林女士', '露营', made.secret]) assert.ok(!all.includes(personal), `an event holds “${personal}”`)
  })
})

describe('where somebody is', () => {
  test('too far is remote: it waits, and does not begin the handling', async () => {
    const made = await called()
    const lead = await district.as('yuanlin2')
    const file = await lead.act(made.number, 'check-in', { call: 1, position: { ...PLACE.far, source: 'gps' } })
    assert.equal(file.state, 'CALLING')
    assert.equal(file.call_list[0].presence, 'REMOTE')
    assert.ok(file.call_list[0].distance_m > 1000)
    assert.deepEqual(file.requests.map(({ kind, decided_at }) => [kind, decided_at]), [['REMOTE', null]])
  })

  test('a remote check-in that the desk accepts counts as presence', async () => {
    const made = await called()
    await (await district.as('yuanlin2')).act(made.number, 'check-in', { call: 1 })
    const desk = await district.as('wufeng')
    const waiting = await desk.must(200, 'GET', '/api/cases?view=requests')
    assert.ok(waiting.items.some(({ number }) => number === made.number))
    const file = await desk.act(made.number, 'decide', { request: 1, granted: true })
    assert.equal(file.state, 'HANDLING')
    assert.equal(file.call_list[0].state, 'PRESENT')
  })

  test('a remote check-in that is refused leaves the call where it was', async () => {
    const made = await called()
    await (await district.as('yuanlin2')).act(made.number, 'check-in', { call: 1, position: { ...PLACE.far } })
    const desk = await district.as('wufeng')
    const { version } = await desk.see(made.number)
    const bare = await desk.try(made.number, 'decide', { version, request: 1, granted: false })
    assert.deepEqual([bare.status, bare.body.field], [422, 'note'])
    const file = await desk.act(made.number, 'decide', { request: 1, granted: false, note: '请到现场' })
    assert.equal(file.state, 'CALLING')
    assert.equal(file.call_list[0].present_at, null)
    const there = await (await district.as('yuanlin2')).act(made.number, 'check-in', { call: 1, position: SITE })
    assert.equal(there.state, 'HANDLING')
  })

  test('a report by words alone finds its street', async () => {
    const made = await district.report({ position: undefined, text: '五凤街道广厦社区楼下垃圾桶满了没人收' })
    assert.equal(made.desk.code, UNIT.wufeng)
  })
})

describe('the end of a case', () => {
  test('solved closes it; the reporter may reopen within the window, not after', async () => {
    const made = await proposed({ phone: '13800002222' })
    await (await district.as('wufeng')).act(made.number, 'pass')
    const page = await made.reporter.must(200, 'POST', `/api/cases/${made.number}/rate`, { solved: true, satisfied: 5 })
    assert.equal(page.state, 'CLOSED')
    assert.deepEqual(page.rating, { solved: true, satisfied: 5 })
    const back = await made.reporter.must(200, 'POST', `/api/cases/${made.number}/reopen`, { note: '又出现了' })
    assert.equal(back.state, 'ACCEPTED')
  })

  test('an answer is reviewed by a second person', async () => {
    const made = await district.report()
    const [desk, second] = [await district.as('wufeng'), await district.as('wufeng2')]
    await desk.act(made.number, 'respond')
    await desk.act(made.number, 'answer', { note: '公园全天开放' })
    const { version } = await desk.see(made.number)
    const own = await desk.try(made.number, 'pass', { version })
    assert.deepEqual([own.status, own.body.code], [403, 'REVIEW_OWN_WORK'])
    const passed = await second.act(made.number, 'pass')
    assert.equal(passed.state, 'RESOLVED')
    const page = await made.reporter.must(200, 'GET', `/api/track/${made.number}`)
    assert.equal(page.result.answer, '公园全天开放')
  })

  test('a case handled by the community: assigned, started, returned, reassigned, done', async () => {
    const made = await district.report()
    const [desk, community] = [await district.as('wufeng'), await district.as('guangsha')]
    await desk.act(made.number, 'respond')
    await desk.act(made.number, 'assign', { unit: '350102009003' })
    await community.act(made.number, 'return-assignment', { note: '不在本社区' })
    await desk.act(made.number, 'assign', { unit: '350102009003' })
    await desk.act(made.number, 'reassign', { unit: '350102009003-G1' })
    const grid = await district.as('guangsha1')
    await grid.act(made.number, 'start')
    const done = await grid.act(made.number, 'propose-done', { elements: ELEMENTS, photos: [await grid.photo()] })
    assert.equal(done.state, 'REVIEW')
  })

  test('a report may be withdrawn before any check-in, not after', async () => {
    const early = await called()
    const gone = await early.reporter.must(200, 'POST', `/api/cases/${early.number}/withdraw`, {})
    assert.equal(gone.state, 'WITHDRAWN')
    const late = await called()
    await present(late.number)
    const answer = await late.reporter.post(`/api/cases/${late.number}/withdraw`, {})
    assert.equal(answer.status, 409)
  })

  test('the receipt proves the report once the log is sealed', async () => {
    const made = await district.report()
    await district.advance(15)
    const receipt = await made.reporter.must(200, 'GET', `/api/track/${made.number}/receipt`)
    assert.equal(receipt.leaf_hash, made.receipt.leaf_hash)
    assert.equal(receipt.sealed, true)
    assert.ok(receipt.head.size > receipt.leaf_index)
  })

  test('an expired rating link says so', async () => {
    const made = await proposed({ phone: '13800003333' })
    await (await district.as('wufeng')).act(made.number, 'pass')
    const link = await ratingLink(made.number)
    await district.advance(7 * 24 * 60 + 1)
    const late = await district.resident().post(link, { solved: true, satisfied: 5 })
    assert.deepEqual([late.status, late.body.code], [410, 'RATING_LINK_ENDED'])
    const page = await made.reporter.must(200, 'GET', `/api/track/${made.number}`)
    assert.equal(page.state, 'CLOSED', 'the window ended: closed, unrated')
    assert.equal(page.rating, null)
  })
})
