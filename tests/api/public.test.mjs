// What everybody may see of cases, by list, page and feed: never words, photos, answers or persons, nothing withdrawn or
// confidential; following from there; feeds read by a parser that is not ours (rss-parser).
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import Parser from 'rss-parser'
import { District, UNIT } from './support.mjs'

const SECRETS = ['陈大明', '13812341234', '露营乱扔', '三单元']
const TEXT = '江厝路街头公园里，很多人露营乱扔垃圾，我是住三单元的陈大明'
let district, anybody, shown
before(async () => {
  district = await District.open()
  anybody = district.resident()
  shown = await district.report({ text: TEXT, phone: '13812341234', name: '陈大明' })
})
after(() => district.clean())

const list = async (query = '') => (await anybody.must(200, 'GET', `/api/public/cases${query}`)).items
const has = (items, { number }) => items.some((one) => one.number === number)
const clean = (what) => { for (const word of SECRETS) assert.ok(!what.includes(word), `${word} leaks: ${what.slice(0, 400)}`) }
const feed = (path, headers = {}) => fetch(district.url + path, { headers: { 'X-Forwarded-For': anybody.address, ...headers } })

describe('the public list and page', () => {
  it('tell kind, rough place, progress and deadline, and nothing of the reporter', async () => {
    const one = (await list()).find((item) => item.number === shown.number)
    clean(JSON.stringify(await list()))
    assert.equal(one.subdistrict.code, UNIT.wufeng)
    assert.equal(one.stage, 'received')
    assert.ok(one.due_at)
    assert.equal(Math.round(one.position.lat * 1e7) % 10000, 0, 'a point of about 100 m')
    const page = await anybody.must(200, 'GET', `/api/public/cases/${shown.number}`)
    clean(JSON.stringify(page))
    assert.equal(page.timeline[0].action, 'SUBMIT')
    assert.ok(page.timeline.every((entry) => entry.note === null && entry.person === null && entry.photos.length === 0))
  })

  it('choose by area, kind, group and progress', async () => {
    const { category } = (await list()).find((item) => item.number === shown.number)
    assert.ok(has(await list(`?area=${UNIT.wufeng}`), shown))
    assert.ok(!has(await list(`?area=${UNIT.guxi}`), shown))
    assert.ok(has(await list(`?category=${category.code}`), shown))
    assert.ok(has(await list(`?category=${category.code.slice(0, 3)}`), shown), 'a group holds its kinds')
    assert.ok(!has(await list('?category=P0108'), shown))
    assert.ok(has(await list('?open=true'), shown))
    assert.ok(!has(await list('?open=false'), shown))
    for (const query of ['?page=0', '?page=x', '?open=perhaps']) assert.equal((await anybody.get(`/api/public/cases${query}`, { check: false })).status, 422, query)
  })

  it('hold nothing withdrawn, confidential or of a kind that is not public', async () => {
    const withdrawn = await district.report()
    await withdrawn.reporter.must(200, 'POST', `/api/cases/${withdrawn.number}/withdraw`, {})
    const secret = await district.report({ text: '我要举报街道某干部收钱办事，作风败坏', category: 'S0503' })
    const family = await district.report({ text: '老板拖欠工资三个月不给', category: 'S0302' })
    for (const one of [withdrawn, secret, family]) {
      assert.ok(!has(await list(), one))
      const answer = await anybody.get(`/api/public/cases/${one.number}`)
      assert.equal(answer.status, 404)
      assert.equal(answer.body.code, (await anybody.get('/api/public/cases/2606041234560')).body.code, 'told as what does not exist')
    }
  })

  it('are where a neighbour follows the matter', async () => {
    const { offer, followers } = await anybody.must(200, 'GET', `/api/public/cases/${shown.number}`)
    await anybody.must(201, 'POST', `/api/cases/${shown.number}/follow`, { offer }, { headers: { 'Idempotency-Key': randomUUID() } })
    assert.equal((await anybody.must(200, 'GET', `/api/public/cases/${shown.number}`)).followers, followers + 1)
  })
})

describe('a feed', () => {
  it('is read by another maker’s parser, says what the list says and leaks nothing', async () => {
    for (const [path, title] of [['/feeds/all', '鼓楼区'], [`/feeds/areas/${UNIT.wufeng}`, '五凤街道'], ['/feeds/kinds/E01?lang=en', 'Environment and cleanliness']]) {
      const answer = await feed(path)
      assert.equal(answer.status, 200)
      assert.match(answer.headers.get('content-type'), /^application\/atom\+xml/)
      const text = await answer.text()
      clean(text)
      const read = await new Parser().parseString(text)
      assert.ok(read.title.includes(title), `${read.title} ≠ ${title}`)
      const entry = read.items.find((item) => item.id.endsWith(shown.number))
      assert.equal(entry.link, `/public/${shown.number}`)
      assert.ok(!Number.isNaN(Date.parse(entry.isoDate)))
      assert.ok(entry.summary.includes(shown.number))
    }
  })

  it('of another street holds nothing of this one; one of nothing does not exist', async () => {
    const read = await new Parser().parseString(await (await feed(`/feeds/areas/${UNIT.guxi}`)).text())
    assert.ok(!read.items.some((item) => item.id.endsWith(shown.number)))
    for (const path of ['/feeds/areas/999', '/feeds/kinds/Z9', '/feeds/kinds/S0503', '/feeds/areas/%3Cx%3E']) assert.equal((await feed(path)).status, 404, path)
  })

  it('is asked again without being sent again', async () => {
    const first = await feed('/feeds/all')
    await first.text()
    assert.equal(first.headers.get('cache-control'), 'no-cache')
    const again = await feed('/feeds/all', { 'If-None-Match': first.headers.get('etag') })
    assert.equal(again.status, 304)
    assert.equal(await again.text(), '')
  })
})
