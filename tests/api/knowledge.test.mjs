// Knowledge: who may read, write, publish and withdraw an article; its history; what residents are offered.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { District, eventually } from './support.mjs'

let district
before(async () => { district = await District.open() })
after(() => district.clean())

const DRAFT = { kind: 'guide', audience: 'public', title: '临时停车怎样申请', body: '到街道窗口登记，带行驶证。', keywords: '停车 泊位', owner: 'CGJ' }
const list = async (by, more = '') => (await by.must(200, 'GET', `/api/knowledge?${more}`)).items
const ids = async (by, more) => (await list(by, more)).map((article) => article.id)
const ask = (q) => `q=${encodeURIComponent(q)}`

describe('the starter articles', () => {
  test('are read by residents, but not what is for staff', async () => {
    const all = await list(district.resident())
    assert.ok(all.length >= 12)
    assert.ok(all.every((article) => article.audience === 'public' && article.state === 'published' && !article.may_edit))
    assert.ok(!(await ids(district.resident())).includes('call-script'))
    assert.ok((await ids(await district.as('guxi'))).includes('call-script'))
    await district.resident().must(404, 'GET', '/api/knowledge/call-script')
  })

  test('are found by two characters, titles before texts, and no case among them', async () => {
    await district.report({ text: '评价链接打不开，路灯不亮' })
    await eventually(async () => (await ids(district.resident(), ask('路灯'))).length > 0, 'indexed')
    const found = await list(district.resident(), ask('评价'))
    assert.equal(found[0].id, 'rate-how')
    assert.ok(found[0].hit.pieces.some((piece) => piece.hit && piece.text === '评价'))
    assert.deepEqual(await ids(district.resident(), ask('路灯 编号')), ['street-lamp'])
    assert.deepEqual(await ids(district.resident(), ask('要点')), [])
    assert.equal((await district.resident().get(`/api/knowledge?${ask('%')}`)).status, 422)
  })
})

describe('an article', () => {
  test('is written by who may, and by nobody else', async () => {
    const table = { chengguan: 201, centre: 201, hotline: 201, yuanlin: 403, wufeng: 403, chengguan2: 403, auditor: 403 }
    for (const [login, status] of Object.entries(table)) await (await district.as(login)).must(status, 'POST', '/api/knowledge', DRAFT)
    assert.equal((await district.resident().post('/api/knowledge', DRAFT)).status, 401)
  })

  test('goes from draft to published to withdrawn, each deed a version that stays', async () => {
    const unit = await district.as('chengguan'), other = await district.as('yuanlin'), resident = district.resident()
    const made = await unit.must(201, 'POST', '/api/knowledge', { ...DRAFT, title: '占道经营怎样反映' })
    const at = `/api/knowledge/${made.id}`
    assert.deepEqual([made.state, made.version], ['draft', 1])
    await other.must(404, 'GET', at)
    await resident.must(404, 'GET', at)
    await other.must(404, 'POST', `${at}/publish`, { version: 1 })
    await unit.must(200, 'POST', `${at}/publish`, { version: 1, note: '核对过' })
    assert.equal((await resident.must(200, 'GET', at)).title, '占道经营怎样反映')
    assert.ok((await ids(resident, ask('占道经营'))).includes(made.id), 'found at once')
    await other.must(403, 'POST', `${at}/edit`, { ...DRAFT, version: 2 })
    await unit.must(409, 'POST', `${at}/edit`, { ...DRAFT, version: 1 })
    await unit.must(200, 'POST', `${at}/edit`, { ...DRAFT, version: 2, title: '占道经营怎样反映（新）', note: '改标题' })
    await unit.must(409, 'POST', `${at}/publish`, { version: 3 })
    await unit.must(200, 'POST', `${at}/withdraw`, { version: 3 })
    await resident.must(404, 'GET', at)
    const { items } = await unit.must(200, 'GET', `${at}/history`)
    assert.deepEqual(items.map((one) => [one.version, one.action, one.state]), [[4, 'withdraw', 'withdrawn'], [3, 'edit', 'published'], [2, 'publish', 'published'], [1, 'write', 'draft']])
    assert.deepEqual([items[3].title, items[1].note], ['占道经营怎样反映', '改标题'])
    assert.equal((await resident.get(`${at}/history`)).status, 401)
  })

  test('that is past its last day is marked for staff and not offered to residents', async () => {
    const unit = await district.as('chengguan')
    const made = await unit.must(201, 'POST', '/api/knowledge', { ...DRAFT, title: '旧规定', valid_from: '2020-01-01', valid_until: '2020-12-31' })
    await unit.must(200, 'POST', `/api/knowledge/${made.id}/publish`, { version: 1 })
    assert.equal((await unit.must(200, 'GET', `/api/knowledge/${made.id}`)).expired, true)
    await district.resident().must(404, 'GET', `/api/knowledge/${made.id}`)
    assert.ok(!(await ids(district.resident(), ask('旧规定'))).includes(made.id))
  })

  test('is refused with wrong input, field by field', async () => {
    const unit = await district.as('chengguan')
    for (const [bad, field] of [[{ title: '' }, 'title'], [{ kind: 'poem' }, 'kind'], [{ audience: 'all' }, 'audience'], [{ owner: 'NOWHERE' }, 'owner'], [{ valid_from: 'soon' }, 'valid_from'], [{ valid_from: '2026-02-01', valid_until: '2026-01-01' }, 'valid_until']]) {
      const answer = await unit.post('/api/knowledge', { ...DRAFT, ...bad })
      assert.deepEqual([answer.status, answer.body.field], [422, field], JSON.stringify(bad))
    }
    await unit.must(404, 'POST', '/api/knowledge', { ...DRAFT, from_case: '2601010000000' })
  })

  test('remembers the case it was made from, which residents are not told', async () => {
    const desk = await district.as('centre')
    const { number } = await district.report()
    const made = await desk.must(201, 'POST', '/api/knowledge', { ...DRAFT, from_case: number })
    await desk.must(200, 'POST', `/api/knowledge/${made.id}/publish`, { version: 1 })
    assert.equal((await desk.must(200, 'GET', `/api/knowledge/${made.id}`)).from_case, number)
    assert.equal((await district.resident().must(200, 'GET', `/api/knowledge/${made.id}`)).from_case, null)
  })
})
