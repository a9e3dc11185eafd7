// Live updates: a new case reaches its desk within a second, and nobody else; a confidential one only the supervision
// unit. And the demo's clock: eleven minutes later the response is overdue, told exactly once.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { District, eventually, UNIT } from './support.mjs'

let district
const streams = []
before(async () => { district = await District.open() })
after(async () => {
  for (const stream of streams) stream.close()
  await district.clean()
})

/** Opens the person's stream and gathers what arrives. */
async function listen(login) {
  const client = await district.as(login)
  const abort = new AbortController()
  const answer = await fetch(`${district.url}/api/stream`, { headers: { Cookie: client.cookie, 'X-Forwarded-For': client.address }, signal: abort.signal })
  assert.equal(answer.status, 200)
  assert.match(answer.headers.get('content-type'), /^text\/event-stream/)
  const stream = { heard: [], close: () => abort.abort() }
  const decoder = new TextDecoder()
  let rest = ''
  ;(async () => {
    for await (const bytes of answer.body) {
      rest += decoder.decode(bytes, { stream: true })
      const blocks = rest.split('\n\n')
      rest = blocks.pop()
      for (const block of blocks) {
        const event = /^event: ?(.*)$/m.exec(block)?.[1]
        const data = /^data: ?(.*)$/m.exec(block)?.[1]
        if (event) stream.heard.push({ event, at: Date.now(), ...JSON.parse(data) })
      }
    }
  })().catch(() => {})
  streams.push(stream)
  return stream
}

const about = (stream, number) => stream.heard.filter((message) => message.number === number)
const pause = (ms) => new Promise((done) => setTimeout(done, ms))

test('a new case reaches its desk and the centre within a second, and no other desk', async () => {
  const [desk, second, centre, other, department] = [await listen('wufeng'), await listen('wufeng2'), await listen('centre'), await listen('guxi'), await listen('yuanlin')]
  await pause(200)
  const sent = Date.now()
  const { number } = await district.report()
  for (const stream of [desk, second, centre]) {
    const [message] = await eventually(() => about(stream, number).length > 0 && about(stream, number), 'the new case')
    assert.equal(message.event, 'case')
    assert.equal(message.new, true)
    assert.ok(message.at - sent < 1000, `after ${message.at - sent} ms`)
  }
  await (await district.as('wufeng')).act(number, 'respond')
  await eventually(() => about(desk, number).some(({ action, state }) => /respond/i.test(action) && state === 'ACCEPTED'), 'the response')
  await (await district.as('wufeng')).act(number, 'call', { units: [{ unit: UNIT.garden, lead: true }] })
  await eventually(() => about(department, number).length > 0, 'the called unit hears of it')
  assert.deepEqual(about(other, number), [])
  assert.ok(!JSON.stringify(desk.heard).includes('露营'), 'no free text travels')
})

test('a confidential case reaches only the supervision unit', async () => {
  const everybody = Object.fromEntries(await Promise.all(['wufeng', 'centre', 'centreleader', 'guxi', 'guangsha', 'analyst', 'auditor', 'admin', 'hotline', 'supervisor'].map(async (login) => [login, await listen(login)])))
  await pause(200)
  const made = await district.report({ text: '公务员态度差，推诿扯皮，投诉工作人员作风', category: 'S0503' })
  assert.equal(made.desk.code, UNIT.supervision)
  await eventually(() => about(everybody.supervisor, made.number).length > 0, 'the supervision unit hears of it')
  await pause(300)
  for (const [login, stream] of Object.entries(everybody)) if (login !== 'supervisor') assert.deepEqual(about(stream, made.number), [], login)
})

test('eleven minutes later the response is overdue: alerted exactly once', async () => {
  const { number } = await district.report()
  await district.advance(11)
  const desk = await district.as('wufeng')
  const alerts = async () => (await desk.see(number)).timeline.filter(({ action, detail }) => action === 'CLOCK_ALERT' && detail.clock === 'T1' && detail.rung === 100)
  const file = await desk.see(number)
  assert.ok(file.flags.includes('overdue'), JSON.stringify(file.flags))
  assert.equal(file.clock.light, 'red')
  assert.equal((await alerts()).length, 1, JSON.stringify(file.timeline.map(({ action, detail }) => [action, detail])))
  await district.advance(1)
  await pause(1500)
  assert.equal((await alerts()).length, 1, 'once')
  const overdue = await desk.must(200, 'GET', '/api/cases?view=desk&overdue=true')
  assert.ok(overdue.items.some((item) => item.number === number))
})

test('the jobs tell a stream that the demo clock moved', async () => {
  const stream = await listen('wufeng')
  await pause(100)
  await district.advance(1)
  await eventually(() => stream.heard.some(({ event }) => event === 'reload'), 'reload')
})
