// The brain learns from one click while it serves: who may look, who may have it learn, a new model that takes the old
// one's place under load without one failed decision, going back by hand, and a training that is killed half-way.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { after, before, test } from 'node:test'
import { District, eventually, PLACE, run } from './support.mjs'

let district, leader, first
before(async () => {
  district = await District.open({ build: 'release' }) // it learns a whole model, which a sanitizer makes minutes of
  leader = await district.as('centreleader')
  first = (await brain()).thinks_with
})
after(() => district.clean())

const brain = () => leader.must(200, 'GET', '/api/brain')
const train = (...flags) => run(district.server.program, ['train', '--data', district.data, ...flags], { env: { LANG: 'en_US.UTF-8' } })
const sleep = (ms) => new Promise((done) => setTimeout(done, ms))
const children = () => {
  try {
    return execFileSync('pgrep', ['-P', String(district.server.child.pid), '-f', '--', '--background'], { encoding: 'utf8' }).trim().split('\n').filter(Boolean).map(Number)
  } catch {
    return []
  }
}

test('a new district has a model that says what it is worth', async () => {
  const page = await brain()
  assert.equal(page.models.length, 1)
  const [model] = page.models
  assert.equal(model.id, page.thinks_with)
  assert.equal(model.verdict, 'live')
  assert.equal(model.checked_on, 'corpus')
  assert.ok(model.figures.accuracy > 0.75 && model.figures.at_50 >= model.figures.accuracy)
  assert.match(model.why, /直接启用/)
  const english = await leader.must(200, 'GET', '/api/brain', undefined, { headers: { 'Accept-Language': 'en' } })
  assert.match(english.models[0].why, /went live/)
})

test('figures are for those who answer for the whole district', async () => {
  for (const login of ['centre', 'centreleader', 'supervisor', 'analyst', 'auditor', 'admin']) {
    assert.equal((await (await district.as(login)).get('/api/brain')).status, 200, login)
    assert.equal((await (await district.as(login)).get('/api/brain/accuracy')).status, 200, login)
  }
  for (const login of ['wufeng', 'wufengleader', 'pingxi', 'yuanlin', 'hotline', 'resident']) {
    assert.equal((await (await district.as(login)).get('/api/brain')).status, 403, login)
    assert.equal((await (await district.as(login)).get('/api/brain/accuracy')).status, 403, login)
  }
  assert.equal((await district.resident().get('/api/brain')).status, 401)
  for (const login of ['centre', 'supervisor', 'analyst', 'auditor', 'wufeng']) assert.equal((await (await district.as(login)).post('/api/brain/learn')).status, 403, login)
  assert.equal((await leader.get('/api/brain/accuracy?weeks=0')).status, 422)
  assert.equal((await leader.get('/api/brain/accuracy?weeks=54')).status, 422)
})

test('a case that was corrected counts in the week, with what it cost', async () => {
  const desk = await district.as('wufeng')
  const wrong = await district.report({ text: '江厝路街头公园里，很多人露营乱扔垃圾' })
  const right = await district.report({ text: '五凤街道江厝路街头公园，好多人露营，垃圾扔得到处都是' })
  const told = (await desk.see(wrong.number)).category.code
  await district.advance(20)
  await desk.act(wrong.number, 'correct', { category: told === 'E0101' ? 'E0106' : 'E0101', note: '不是这一类' })
  await desk.act(right.number, 'respond')
  const page = await leader.must(200, 'GET', '/api/brain/accuracy?weeks=2')
  assert.equal(page.weeks.length, 2)
  assert.ok(page.total.coverage.n >= 2)
  assert.equal(page.confusions.length, 1)
  assert.equal(page.confusions[0].told.code, told)
  assert.equal(page.confusions[0].n, 1)
  assert.ok(page.confusions[0].minutes <= 20)
  assert.ok(page.total.dispatch.n >= 1)
  assert.ok(page.categories.every((row) => row.may_rank === false), 'nothing is ranked under twenty')
  assert.equal((await brain()).examples.category, 1)
})

test('complaints about officials stand in no figure', async () => {
  const before = (await leader.must(200, 'GET', '/api/brain/accuracy')).total.coverage.n
  const secret = await district.report({ text: '街道办窗口工作人员上班时间玩手机，态度很差，还索要好处费' })
  assert.equal((await (await district.as('centre')).get(`/api/cases/${secret.number}`)).status, 404)
  const { total } = await leader.must(200, 'GET', '/api/brain/accuracy')
  assert.equal(total.coverage.n, before)
  assert.equal(total.dispatch_coverage.n, before)
})

/** Reports go on as long as `work` takes; every one must be accepted and decided. */
async function underLoad(work) {
  let going = true
  const decided = []
  const reporters = Array.from({ length: 4 }, async () => {
    const resident = district.resident()
    while (going) {
      resident.address = `10.77.${Math.floor(Math.random() * 250)}.${Math.floor(Math.random() * 250)}`
      const answer = await resident.must(201, 'POST', '/api/cases', { text: '楼下路灯坏了，晚上看不清', position: { ...PLACE.park, source: 'pin' } }, { headers: { 'Idempotency-Key': randomUUID() } })
      assert.ok(answer.desk.code && answer.category.code)
      decided.push(answer.number)
      await sleep(100)
    }
  })
  try {
    await work()
  } finally {
    going = false
  }
  await Promise.all(reporters)
  return decided
}

/** Corrections in words of their own. One in five cases, by its number, is held out for checking, so that a single one may teach nothing. */
async function teach() {
  const desk = await district.as('wufeng')
  const texts = ['公园东门的草坪上全是外卖盒子', '凉亭旁边有人烧烤，竹签和炭丢了一地', '儿童滑梯下面堆着纸尿裤和奶茶杯', '帐篷收走以后塑料布还留在树下', '石凳周围到处是瓜子壳和烟头', '健身步道两边的啤酒瓶没有人收', '湖边野餐的人走了，西瓜皮招来很多苍蝇', '花坛里插满了一次性筷子']
  for (const text of texts) {
    const { number } = await district.report({ text: `江厝路街头公园，${text}` })
    const told = (await desk.see(number)).category.code
    await desk.act(number, 'correct', { category: told === 'E0101' ? 'E0106' : 'E0101', note: '不是这一类' })
  }
}

test('a new model sits down while reports come in, and none of them fails', async () => {
  await teach()
  const decided = await underLoad(async () => {
    assert.equal((await leader.post('/api/brain/learn')).status, 202)
    assert.equal((await leader.post('/api/brain/learn')).status, 429)
    await eventually(async () => (await brain()).thinks_with !== first, 'the new model', 300_000)
  })
  assert.ok(decided.length > 10)
  const page = await brain()
  const live = page.models.find(({ verdict }) => verdict === 'live')
  assert.equal(page.thinks_with, live.id)
  assert.equal(live.source, 'job')
  assert.equal(live.before, first)
  assert.ok(live.cases + live.checked > 0)
  assert.equal(page.models.find(({ id }) => id === first).verdict, 'retired')
  const desk = await district.as('wufeng')
  const models = new Set()
  for (const number of [decided[0], decided.at(-1)]) models.add((await desk.see(number)).decision.model)
  for (const model of models) assert.match(model, /^rules-\w+\/model-\w{8}\//)
  await eventually(async () => !(await brain()).learning.running, 'the end of the training', 60_000)
})

test('the model before comes back by hand, and the running server takes it within half a minute', async () => {
  const used = await train('--use', first)
  assert.equal(used.code, 0, used.out)
  const began = Date.now()
  await eventually(async () => (await brain()).thinks_with === first, 'the model of before', 30_000)
  assert.ok(Date.now() - began < 30_000)
  assert.match((await brain()).models[0].why, /指定启用/)
})

test('a training that is killed leaves the live model as it was', async () => {
  await district.advance(10)
  assert.equal((await leader.post('/api/brain/learn')).status, 202)
  const [child] = await eventually(() => children().length > 0 && children(), 'the training', 20_000)
  process.kill(child, 'SIGKILL')
  await eventually(async () => { const { learning } = await brain(); return !learning.running && !learning.asked }, 'its end is noticed', 30_000)
  const page = await brain()
  assert.equal(page.thinks_with, first)
  assert.equal(page.models[0].id, first)
  assert.equal(page.models[0].verdict, 'live')
  for (const { id, verdict } of page.models) if (verdict !== 'refused') assert.ok(readFileSync(`${district.data}/models/${id}.model`).length > 1000)
  assert.deepEqual(readdirSync(`${district.data}/models`).filter((name) => !/\.model$/.test(name) && !/\.new$/.test(name)), [])
  assert.equal((await district.report()).state, 'ROUTED')
})
