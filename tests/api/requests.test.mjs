// What is asked and decided: transfer, suspension, extension, dispute, co-unit, change of lead, merging, rejection and
// appeal, verification, escalation, supervision, redaction; and the complaint that only the supervision unit may see.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { District, ELEMENTS, eventually, PLACE, run, UNIT } from './support.mjs'

const COMMUNITY = '350102009003'
let district, desk, centre
before(async () => {
  district = await District.open()
  ;[desk, centre] = [await district.as('wufeng'), await district.as('centre')]
})
after(() => district.clean())

async function accepted(fields) {
  const made = await district.report(fields)
  await desk.act(made.number, 'respond')
  return made
}
async function called(fields, units = [{ unit: UNIT.garden, lead: true }, { unit: UNIT.city }]) {
  const made = await accepted(fields)
  await desk.act(made.number, 'call', { units })
  return made
}
async function handled(fields) {
  const made = await called(fields)
  await (await district.as('yuanlin2')).act(made.number, 'check-in', { call: 1, position: PLACE.park })
  return made
}
const clock = (file, kind) => file.clocks.findLast((c) => c.kind === kind)
/** Tries with the version that is now: [status, code]. */
async function tried(client, number, action, fields, seenBy = desk) {
  const { version } = await seenBy.see(number)
  const answer = await client.try(number, action, { version, ...fields })
  return [answer.status, answer.body.code]
}

describe('transfer', () => {
  test('agreed by the other desk: it owns the case, T1 ran all along', async () => {
    const made = await district.report()
    const asked = await desk.act(made.number, 'transfer', { unit: UNIT.guxi, note: '在鼓西辖区' })
    assert.equal(asked.state, 'ROUTED')
    assert.equal(asked.owner.code, UNIT.wufeng, 'nothing moves until it is decided')
    const other = await district.as('guxi')
    assert.ok((await other.must(200, 'GET', '/api/cases?view=requests')).items.some(({ number }) => number === made.number))
    const file = await other.act(made.number, 'decide', { request: 1, granted: true })
    assert.deepEqual([file.state, file.owner.code], ['ROUTED', UNIT.guxi])
    assert.deepEqual([clock(file, 'T1').due_at, clock(file, 'T1').stopped_at], [made.due_at, null])
    assert.deepEqual(await tried(desk, made.number, 'respond', {}), [403, 'ACTION_NOT_YOURS'])
    assert.equal((await other.act(made.number, 'respond')).state, 'ACCEPTED')
  })
  test('decided by the centre; refused by the other desk it stays; never decided by the asker', async () => {
    const [a, b] = [await district.report(), await district.report()]
    for (const { number } of [a, b]) await desk.act(number, 'transfer', { unit: UNIT.guxi, note: '转' })
    assert.equal((await tried(desk, a.number, 'decide', { request: 1, granted: true }))[0], 403)
    assert.equal((await centre.act(a.number, 'decide', { request: 1, granted: true })).owner.code, UNIT.guxi)
    const kept = await (await district.as('guxi')).act(b.number, 'decide', { request: 1, granted: false, note: '不在我辖区' })
    assert.equal(kept.owner.code, UNIT.wufeng)
    assert.deepEqual(await tried(centre, b.number, 'decide', { request: 1, granted: true }), [403, 'ACTION_NOT_YOURS'])
    assert.equal((await desk.act(b.number, 'transfer', { unit: UNIT.guxi, note: '再转' })).requests.length, 2)
    assert.deepEqual(await tried(desk, b.number, 'transfer', { unit: UNIT.guxi, note: '再转' }), [409, 'REQUEST_PENDING'])
  })
})

describe('time', () => {
  test('a suspension is the centre’s to grant; clocks stand still; the desk wakes it', async () => {
    const made = await handled()
    const until = new Date(Date.now() + 5 * 86_400_000).toISOString()
    const lead = await district.as('yuanlin2')
    await lead.act(made.number, 'suspend', { until, note: '等材料' })
    assert.equal((await tried(desk, made.number, 'decide', { request: 1, granted: true }))[0], 403)
    const file = await centre.act(made.number, 'decide', { request: 1, granted: true })
    assert.equal(file.state, 'SUSPENDED')
    assert.equal(clock(file, 'T5').paused, true)
    assert.equal(Date.parse(file.wake_at), Date.parse(until))
    const awake = await desk.act(made.number, 'wake')
    assert.equal(awake.state, 'HANDLING')
    assert.equal(clock(awake, 'T5').paused, false)
  })

  test('an extension up to half is the desk’s, beyond it the centre’s, all extensions taken together', async () => {
    const made = await handled()
    const lead = await district.as('yuanlin2')
    const before = clock(await desk.see(made.number), 'T5').due_at
    await lead.act(made.number, 'extend', { percent: 30, note: '下雨' })
    const once = await desk.act(made.number, 'decide', { request: 1, granted: true })
    assert.ok(clock(once, 'T5').due_at > before)
    await lead.act(made.number, 'extend', { percent: 30, note: '还在下' })
    assert.equal((await tried(desk, made.number, 'decide', { request: 2, granted: true }))[0], 403, '60 % in all')
    const twice = await centre.act(made.number, 'decide', { request: 2, granted: true })
    assert.ok(clock(twice, 'T5').due_at > clock(once, 'T5').due_at)
  })

  test('who asks does not decide: the desk’s own extension waits for a colleague or the centre', async () => {
    const made = await handled()
    await desk.act(made.number, 'extend', { percent: 10, note: '人手不足' })
    assert.equal((await tried(desk, made.number, 'decide', { request: 1, granted: true }))[0], 403)
    await (await district.as('wufeng2')).act(made.number, 'decide', { request: 1, granted: true })
  })
})

describe('dispute', () => {
  test('upheld: the true owner is called instead, the clock of the case runs on', async () => {
    const made = await called()
    const unit = await district.as('yuanlin')
    assert.deepEqual(await tried(unit, made.number, 'dispute', { call: 1, unit: UNIT.garden, note: 'x' }), [422, 'DISPUTE_NAMES_ITSELF'])
    const asked = await unit.act(made.number, 'dispute', { call: 1, unit: UNIT.building, note: '属市政道路' })
    assert.equal(asked.call_list[0].state, 'DISPUTED')
    assert.equal(asked.call_list[0].true_owner.code, UNIT.building)
    const before = clock(asked, 'T5').due_at
    const file = await centre.act(made.number, 'arbitrate', { call: 1, upheld: true, unit: UNIT.building, note: '由住建局牵头' })
    assert.deepEqual(file.call_list.map((call) => [call.callee.code, call.state, call.lead]), [[UNIT.garden, 'UPHELD', true], [UNIT.city, 'ISSUED', false], [UNIT.building, 'ISSUED', true]])
    assert.deepEqual([file.state, clock(file, 'T5').due_at], ['CALLING', before])
    assert.equal((await unit.get(`/api/cases/${made.number}`)).status, 404, 'no longer theirs')
  })

  test('upheld without a name: the fallback has it; with no unit to call, the desk calls anew', async () => {
    const made = await called(undefined, [{ unit: UNIT.garden, lead: true }])
    await (await district.as('yuanlin')).act(made.number, 'dispute', { call: 1, unit: UNIT.building, note: '不是我们' })
    const file = await centre.act(made.number, 'arbitrate', { call: 1, upheld: true, note: '权属待定' })
    assert.ok(['ACCEPTED', 'CALLING'].includes(file.state), file.state)
    assert.equal(file.call_list.filter(({ state, lead }) => state === 'ISSUED' && lead).length, file.state === 'CALLING' ? 1 : 0)
  })

  test('dismissed: back where it was, and the unit’s clocks never stopped', async () => {
    const made = await called()
    const unit = await district.as('yuanlin')
    const signed = await unit.act(made.number, 'sign', { call: 1 })
    const due = signed.call_list[0].clocks.find(({ kind }) => kind === 'T4').due_at
    await unit.act(made.number, 'dispute', { call: 1, unit: UNIT.building, note: '不是我们' })
    const file = await centre.act(made.number, 'arbitrate', { call: 1, upheld: false, note: '绿地属园林中心' })
    assert.equal(file.call_list[0].state, 'SIGNED')
    assert.deepEqual([file.call_list[0].clocks.find(({ kind }) => kind === 'T4').due_at, file.call_list[0].clocks.find(({ kind }) => kind === 'T4').stopped_at], [due, null])
  })

  test('an emergency is handled first and disputed later', async () => {
    const made = await district.report({ text: '井盖没了，路口很危险', category: 'P0101' })
    assert.equal((await desk.act(made.number, 'respond')).urgency, 'U1')
    await desk.act(made.number, 'call', { units: [{ unit: UNIT.building, lead: true }] })
    const unit = await district.as('jianshe')
    assert.deepEqual(await tried(unit, made.number, 'dispute', { call: 1, unit: UNIT.water, note: '属水务' }), [409, 'HANDLE_FIRST'])
    await unit.act(made.number, 'check-in', { call: 1, position: PLACE.park })
    assert.equal((await unit.act(made.number, 'dispute', { call: 1, unit: UNIT.water, note: '属水务' })).call_list[0].state, 'DISPUTED')
  })

  test('an ordinary one is disputed before check-in, not after', async () => {
    const made = await handled()
    assert.deepEqual(await tried(await district.as('yuanlin'), made.number, 'dispute', { call: 1, unit: UNIT.building, note: 'x' }), [409, 'DISPUTE_AFTER_CHECK_IN'])
  })
})

describe('units on a case', () => {
  test('a lead asks for a co-unit; the desk grants it and it is called', async () => {
    const made = await handled()
    await (await district.as('yuanlin2')).act(made.number, 'ask-co-unit', { unit: UNIT.building, note: '路沿破损' })
    const file = await desk.act(made.number, 'decide', { request: 1, granted: true })
    assert.deepEqual(file.call_list.map(({ callee, state }) => [callee.code, state]), [[UNIT.garden, 'PRESENT'], [UNIT.city, 'ISSUED'], [UNIT.building, 'ISSUED']])
  })

  test('the lead changes; a co-unit already there begins the handling', async () => {
    const made = await called()
    await (await district.as('chengguan2')).act(made.number, 'check-in', { call: 2, position: PLACE.park })
    const file = await centre.act(made.number, 'change-lead', { call: 2, note: '由城管牵头' })
    assert.deepEqual(file.call_list.map(({ lead }) => lead), [false, true])
    assert.deepEqual([file.state, file.handler.code], ['HANDLING', UNIT.city])
  })

  test('an absent co-unit is released, so that the lead may finish', async () => {
    const made = await called()
    await (await district.as('chengguan2')).act(made.number, 'check-in', { call: 2, position: PLACE.park })
    const lead = await district.as('yuanlin2')
    await lead.act(made.number, 'check-in', { call: 1, position: PLACE.park })
    const photos = [await lead.photo()]
    assert.deepEqual(await tried(lead, made.number, 'propose-done', { elements: ELEMENTS, photos }), [409, 'CALL_NOT_DONE'])
    await desk.act(made.number, 'release-call', { call: 2 })
    assert.equal((await lead.act(made.number, 'propose-done', { elements: ELEMENTS, photos })).state, 'REVIEW')
  })

  test('all calls cancelled: the case goes back to the desk', async () => {
    const made = await called()
    await desk.act(made.number, 'cancel-call', { call: 2 })
    assert.equal((await desk.act(made.number, 'cancel-call', { call: 1 })).state, 'ACCEPTED')
  })

  test('a community calls a municipal unit only with its street’s counter-signature', async () => {
    const made = await accepted()
    await desk.act(made.number, 'assign', { unit: COMMUNITY })
    const community = await district.as('guangsha')
    const asked = await community.act(made.number, 'call', { units: [{ unit: UNIT.water, lead: true }] })
    assert.deepEqual([asked.call_list[0].state, asked.call_list[0].issued_at], ['PENDING', null])
    assert.equal((await (await district.as('shuiwujituan')).get(`/api/cases/${made.number}`)).status, 404, 'not called yet')
    const issued = await desk.act(made.number, 'countersign', { call: 1 })
    assert.equal(issued.call_list[0].state, 'ISSUED')
    await (await district.as('shuiwujituan')).act(made.number, 'sign', { call: 1 })
  })

  test('a returned call is worked on again, then confirmed', async () => {
    const made = await handled()
    const co = await district.as('chengguan2')
    await co.act(made.number, 'check-in', { call: 2, position: PLACE.park })
    await co.act(made.number, 'finish-call', { call: 2 })
    assert.equal((await desk.act(made.number, 'return-call', { call: 2, note: '没劝离' })).call_list[1].returned, 1)
    await co.act(made.number, 'finish-call', { call: 2 })
    assert.equal((await desk.act(made.number, 'confirm-call', { call: 2 })).call_list[1].state, 'CONFIRMED')
  })
})

describe('other ends', () => {
  test('merged into another: its reporter is told everything; unmerged it lives again', async () => {
    const [master, made] = [await district.report(), await district.report()]
    const file = await desk.act(made.number, 'merge', { master: master.number, note: '同一件' })
    assert.deepEqual([file.state, file.master], ['MERGED', master.number])
    assert.deepEqual((await desk.see(master.number)).twins, [made.number])
    await desk.act(master.number, 'respond')
    const page = await made.reporter.must(200, 'GET', `/api/track/${made.number}`)
    assert.equal(page.master, master.number)
    assert.ok(page.timeline.some(({ action }) => action === 'RESPOND'), 'the master’s progress is shown')
    assert.equal((await desk.act(made.number, 'unmerge')).state, 'ACCEPTED')
  })

  test('rejected with where to go; the appeal goes to the centre, which may take it on or reject it again', async () => {
    const made = await district.report()
    await desk.act(made.number, 'reject', { code: 'R09', note: '不在本区' })
    const page = await made.reporter.must(200, 'GET', `/api/track/${made.number}`)
    assert.deepEqual([page.state, page.reject.code, page.reject.where.en.length > 10], ['REJECTED', 'R09', true])
    assert.ok(page.allowed.includes('appeal'))
    assert.equal((await made.reporter.must(200, 'POST', `/api/cases/${made.number}/appeal`, { note: '就在五凤' })).state, 'ESCALATED')
    const back = await centre.act(made.number, 'instruct', { unit: UNIT.wufeng, note: '属实，请受理' })
    assert.deepEqual([back.state, back.owner.code], ['ACCEPTED', UNIT.wufeng])
  })

  test('verified on the spot: found, and accepted with the finding', async () => {
    const made = await district.report()
    const asked = await desk.act(made.number, 'ask-verify', { unit: COMMUNITY, note: '请看看' })
    assert.equal(asked.state, 'VERIFYING')
    assert.ok(clock(asked, 'T1').stopped_at, 'it counts as a response')
    const verifier = await district.as('guangsha')
    const file = await verifier.act(made.number, 'report-finding', { finding: 'FOUND', note: '属实', photos: [await verifier.photo()] })
    assert.deepEqual([file.state, file.finding], ['ACCEPTED', 'FOUND'])
  })

  test('escalated; the centre calls by itself', async () => {
    const made = await accepted()
    assert.equal((await desk.act(made.number, 'escalate', { note: '权属不清' })).owner.code, UNIT.centre)
    assert.equal((await centre.act(made.number, 'call', { units: [{ unit: UNIT.building, lead: true }] })).state, 'CALLING')
  })

  test('urged and supervised: marked for everybody to see', async () => {
    const made = await accepted()
    await made.reporter.must(200, 'POST', `/api/cases/${made.number}/urge`, { note: '快一点' })
    const file = await (await district.as('supervisor')).act(made.number, 'supervise', { note: '列入督办' })
    assert.ok(file.flags.includes('urged') && file.flags.includes('supervised'), String(file.flags))
  })

  test('corrected: the category’s limit now holds, the start and the pauses stay', async () => {
    const made = await accepted()
    const before = await desk.see(made.number)
    const file = await desk.act(made.number, 'correct', { category: 'P0101', urgency: 'U1' })
    assert.deepEqual([file.category.code, file.urgency, clock(file, 'T5').limit], ['P0101', 'U1', '4h'])
    assert.equal(clock(file, 'T5').started_at, clock(before, 'T5').started_at)
  })
})

describe('redaction', () => {
  test('a photo and a text are gone for everybody; the chain holds and verify says erased', async () => {
    const resident = district.resident()
    const made = await district.report({ text: '我的身份证号是 350102199001011234', photos: [await resident.photo()] }, resident)
    const before = await desk.see(made.number)
    const photo = before.photos[0]
    assert.equal((await resident.get(photo.url)).status, 200)
    await desk.act(made.number, 'redact', { photo: photo.id, note: '有人脸' })
    const file = await desk.act(made.number, 'redact', { seq: 1, field: 'text', note: '有证件号' })
    for (const url of [photo.url, photo.thumb_url]) assert.ok([404, 410].includes((await resident.get(url)).status))
    assert.deepEqual([file.text, file.photos], [null, []])
    assert.ok(file.timeline[0].erased)
    const { events } = await (await district.as('auditor')).must(200, 'GET', `/api/cases/${made.number}/events`)
    assert.ok(events.every(({ chained }) => chained))
    for (const path of [`/api/cases/${made.number}`, '/api/cases?view=all', `/api/cases?view=all&q=${made.number}`]) assert.ok(!(await desk.get(path)).bytes.includes('350102199001011234'), path)
    const verified = await run(district.server.program, ['verify', '--data', district.data])
    assert.equal(verified.code, 0, verified.out)
    assert.match(verified.out, /[1-9]\d* texts and photos erased|已抹除 [1-9]/)
  })
})

describe('a complaint about an official', () => {
  test('is seen by the supervision unit alone, which handles it', async () => {
    const made = await district.report({ text: '窗口工作人员态度差，推诿扯皮', category: 'S0503', phone: '13855556666' })
    assert.equal(made.desk.code, UNIT.supervision)
    for (const login of ['wufeng', 'wufengleader', 'guangsha', 'centre', 'centreleader', 'auditor', 'analyst', 'admin', 'hotline', 'yuanlin']) {
      const client = await district.as(login)
      for (const path of ['', '/events', '/call-targets']) assert.equal((await client.get(`/api/cases/${made.number}${path}`)).status, 404, `${login} ${path}`)
      for (const view of ['desk', 'work', 'requests', 'open', 'all']) {
        const page = await client.must(200, 'GET', `/api/cases?view=${view}&limit=200&sort=newest`)
        assert.ok(!page.items.some(({ number }) => number === made.number), `${login} ${view}`)
      }
      assert.ok(!(await client.get('/api/map')).bytes.includes(made.number), `${login} map`)
    }
    const unit = await district.as('supervisor')
    assert.ok((await unit.must(200, 'GET', '/api/cases?view=all&limit=200')).items.some(({ number }) => number === made.number))
    const file = await unit.act(made.number, 'respond')
    assert.ok(file.flags.includes('confidential'))
    await made.reporter.must(200, 'GET', `/api/track/${made.number}`)
  })

  test('made of a case by correction: it leaves the street at once', async () => {
    const made = await district.report()
    await desk.act(made.number, 'correct', { category: 'S0503' })
    assert.equal((await desk.get(`/api/cases/${made.number}`)).status, 404)
    assert.equal((await (await district.as('supervisor')).see(made.number)).owner.code, UNIT.supervision)
  })
})

describe('later', () => {
  test('a suspended case wakes on its date', async () => {
    const made = await handled()
    await desk.act(made.number, 'suspend', { until: new Date(Date.now() + 90 * 60_000).toISOString(), note: '等一小时' })
    await centre.act(made.number, 'decide', { request: 1, granted: true })
    await district.advance(91)
    await eventually(async () => (await desk.see(made.number)).state === 'HANDLING', 'it wakes')
  })

  test('an appeal after five days is too late', async () => {
    const made = await district.report()
    await desk.act(made.number, 'reject', { code: 'R09' })
    await district.advance(5 * 24 * 60 + 1)
    const late = await made.reporter.try(made.number, 'appeal', { note: '晚了' })
    assert.deepEqual([late.status, late.body.code], [410, 'APPEAL_TOO_LATE'])
  })
})
