// Extra questions about a kind: asked before a report, answered with it, shown to the desk and its reporter, asked again
// by whoever telephones, and gone when they are redacted.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { District } from './support.mjs'

let district
before(async () => { district = await District.open() })
after(() => district.clean())

const LIFT = '3号楼电梯坏了，一直停在二楼，电梯门打不开'
const answers = (values, category = 'P0503') => ({ answers: { category, values } })
const codes = (questions) => questions.map((one) => one.code)

describe('before a report', () => {
  it('the words tell the kind, and the kind its questions', async () => {
    const advice = await district.resident().must(200, 'POST', '/api/advice', { text: LIFT })
    assert.equal(advice.category.code, 'P0503')
    assert.deepEqual(codes(advice.questions), ['trapped', 'lift', 'lasts'])
    assert.equal(advice.questions[0].required, true)
    assert.deepEqual(advice.questions[0].options.map((one) => one.key), ['yes', 'no', 'unsure'])
  })

  it('an operator who chose the kind is asked about that', async () => {
    const advice = await (await district.as('hotline')).must(200, 'POST', '/api/advice', { text: '有点事', category: 'E0404' })
    assert.equal(advice.category.code, 'E0404')
    assert.deepEqual(codes(advice.questions), ['extent'])
  })

  it('a danger that was told shows whom to call first', async () => {
    const heard = await district.resident().must(200, 'POST', '/api/advice', { text: '五楼厨房着火了，冒黑烟' })
    assert.equal(heard.stoppers[0].instead, true)
    assert.deepEqual(heard.stoppers[0].calls.map((one) => one.number), ['119'])
    const gas = await district.resident().must(200, 'POST', '/api/advice', { text: '楼道里有很浓的煤气味' })
    assert.deepEqual(gas.stoppers.map((one) => one.instead), [true], 'said once although kind and words both tell it')
    const calm = await district.resident().must(200, 'POST', '/api/advice', { text: '路灯不亮了三天' })
    assert.deepEqual(calm.stoppers, [])
  })

  it('words that say nothing bring no questions', async () => {
    const advice = await district.resident().must(200, 'POST', '/api/advice', { text: '嗯嗯' })
    assert.equal(advice.sure, false)
    assert.deepEqual(advice.questions, [])
  })
})

describe('a report', () => {
  it('brings its answers to the desk and back to its reporter', async () => {
    const { reporter, number } = await district.report({ text: LIFT, ...answers({ trapped: 'no', lift: '3号楼东侧' }) })
    const desk = await district.as('wufeng')
    const file = await desk.see(number)
    assert.equal(file.category.code, 'P0503')
    assert.deepEqual(file.answers.map(({ code, values, seq }) => [code, values[0].zh, values[0].en, seq]), [['trapped', '没有', 'No', 1], ['lift', '3号楼东侧', '3号楼东侧', 1]])
    assert.deepEqual(codes(file.open_questions), ['lasts'])
    const tracked = await reporter.must(200, 'GET', `/api/track/${number}`)
    assert.deepEqual(tracked.answers, file.answers)
  })

  it('without the form is taken, and leaves every question open', async () => {
    const { number } = await district.report({ text: LIFT + '了' })
    const file = await (await district.as('wufeng')).see(number)
    assert.deepEqual(file.answers, [])
    assert.deepEqual(codes(file.open_questions), ['trapped', 'lift', 'lasts'])
  })

  it('with a form that lacks a required answer, or has a wrong one, is refused by field', async () => {
    for (const [body, field, code] of [
      [answers({ lift: '3号楼' }), 'answers.trapped', 'ANSWER_MISSING'],
      [answers({ trapped: 'perhaps' }), 'answers.trapped', 'ANSWER_OPTION'],
      [answers({ trapped: 'no', colour: 'red' }), 'answers', 'ANSWER_UNASKED'],
      [answers({ x: 'y' }, 'Z1'), 'answers', 'FIELD_CHOICE'],
      [{ answers: [] }, 'answers', 'ANSWER_FORM'],
    ]) {
      const refused = await district.resident().post('/api/cases', { text: LIFT, ...body }, { headers: { 'idempotency-key': crypto.randomUUID() } })
      assert.equal(refused.status, 422, JSON.stringify(body))
      assert.equal(refused.body.field, field)
      assert.equal(refused.body.code, code)
    }
  })
})

describe('texts to begin with', () => {
  it('are the kind’s own and those for every kind, for staff only', async () => {
    const desk = await district.as('wufeng')
    const codes = async (query) => (await desk.must(200, 'GET', `/api/replies?${query}`)).items.map((one) => one.code)
    assert.deepEqual(await codes('action=answer&category=E0301'), ['noise-hours'])
    assert.deepEqual(await codes('action=answer'), [])
    assert.deepEqual(await codes('action=contact&category=P0101'), ['tried'])
    assert.equal((await district.resident().get('/api/replies?action=answer')).status, 401)
  })
})

describe('afterwards', () => {
  it('the desk asks by telephone, the reporter answers on the page, and the latest answer counts', async () => {
    const { reporter, number } = await district.report({ text: LIFT + '！', phone: '13812341234' })
    const desk = await district.as('wufeng')
    await desk.act(number, 'respond')
    await desk.act(number, 'contact', { reached: true, ...answers({ trapped: 'unsure' }) })
    await reporter.must(200, 'POST', `/api/cases/${number}/add-note`, answers({ trapped: 'no', lasts: 'days' }))
    const file = await desk.see(number)
    assert.deepEqual(file.answers.map(({ code, values }) => [code, values[0].en]), [['trapped', 'No'], ['lasts', 'For days']])
    assert.deepEqual(codes(file.open_questions), ['lift'])
    assert.equal((await reporter.post(`/api/cases/${number}/add-note`, answers({ lasts: 'centuries' }))).status, 422)
    assert.equal((await reporter.post(`/api/cases/${number}/add-note`, {})).status, 422, 'neither note nor answer')
  })

  it('answers can be redacted like any words', async () => {
    const { number } = await district.report({ text: LIFT + '。', ...answers({ trapped: 'no', lift: '张三家门口，电话13812341234' }) })
    const desk = await district.as('wufeng')
    await desk.act(number, 'respond')
    await desk.act(number, 'redact', { seq: 1, field: 'answers', note: '含有电话' })
    const file = await desk.see(number)
    assert.deepEqual(file.answers, [])
    assert.ok(!JSON.stringify(file).includes('13812341234'))
  })
})
