// Cases of other platforms: handed over by signed requests (signed here by node's own HMAC) and by files (XLSX made and
// read by SheetJS), once each, whatever is sent again.
import assert from 'node:assert/strict'
import { createHash, createHmac, randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import XLSX from 'xlsx'
import { District, PLACE, ROOT } from '../api/support.mjs'

let district, key, centre

const sha = (data) => createHash('sha256').update(data).digest()
/** As docs/channels.md tells another platform to sign. */
function signed({ method, path, body = '', secret = key, platform = 'city-12345', at = Date.now(), nonce = randomUUID() }) {
  const timestamp = String(Math.floor(at / 1000))
  const text = [method, path, timestamp, nonce, sha(body).toString('hex')].join('\n')
  return { 'X-Gulou-Platform': platform, 'X-Gulou-Timestamp': timestamp, 'X-Gulou-Nonce': nonce, 'X-Gulou-Signature': createHmac('sha256', sha(secret)).update(text).digest('hex') }
}
async function exchange(method, path, json, { headers, body = json ? JSON.stringify(json) : '' } = {}) {
  const answer = await fetch(district.url + path, { method, headers: { 'Content-Type': 'application/json', 'Accept-Language': 'zh-CN', ...(headers ?? signed({ method, path, body })) }, body: method === 'GET' ? undefined : body })
  return { status: answer.status, body: await answer.json() }
}
const hard = (number, more = {}) => ({ number, text: `疑难件：公园里垃圾堆放多日 ${number}`, place: '江厝路街头公园', position: { ...PLACE.park, datum: 'WGS84' }, category: 'HJ-01', name: '林女士', phone: '000-555-0100', reported_at: '2026-11-20T08:00:00+08:00', ...more })

before(async () => {
  district = await District.open()
  const admin = await district.as('admin')
  key = (await admin.must(201, 'POST', '/api/partners', { id: 'city-12345', kind: 'platform', name: '市 12345' })).key
  centre = await district.as('centre')
})
after(() => district.clean())

describe('the exchange', () => {
  it('takes a hard case once, maps its kind, and tells how it stands', async () => {
    const first = await exchange('POST', '/platform/v1/cases', hard('FZ-1'))
    assert.equal(first.status, 201, JSON.stringify(first.body))
    assert.deepEqual([first.body.number, first.body.repeated, first.body.returned, first.body.category], ['FZ-1', false, false, 'HJ-01'])
    const again = await exchange('POST', '/platform/v1/cases', hard('FZ-1', { text: '换了说法' }))
    assert.deepEqual([again.status, again.body.case, again.body.repeated], [200, first.body.case, true])
    const file = await centre.must(200, 'GET', `/api/cases/${first.body.case}`)
    assert.deepEqual([file.channel, file.category.code], ['PLATFORM', 'E0102'])
    const now = await exchange('GET', '/platform/v1/cases/FZ-1')
    assert.equal(now.status, 200)
    assert.equal(now.body.state, file.state)
    assert.equal((await exchange('GET', '/platform/v1/cases/FZ-none')).status, 404)
    const { items } = await (await district.as('admin')).must(200, 'GET', '/api/partners')
    assert.ok(Date.parse(items[0].used_at) > Date.now() - 120_000, 'the administrator sees when it came last')
  })

  it('gives one back with the reason', async () => {
    const { body } = await exchange('POST', '/platform/v1/cases', hard('FZ-2'))
    const file = await centre.must(200, 'GET', `/api/cases/${body.case}`)
    const desk = await district.as('wufeng')
    await desk.must(200, 'POST', `/api/cases/${body.case}/reject`, { version: file.version, code: 'R01', note: '不属本区' })
    const now = await exchange('GET', '/platform/v1/cases/FZ-2')
    assert.deepEqual([now.body.state, now.body.returned], ['REJECTED', true])
    assert.ok(now.body.reason.code && now.body.reason.name)
  })

  it('believes nobody who cannot sign, who is late, or who repeats what was said', async () => {
    const path = '/platform/v1/cases/FZ-1'
    const code = async (more) => (await exchange('GET', path, null, { headers: signed({ method: 'GET', path, ...more }) })).body.code
    assert.equal(await code({ secret: 'gk_wrong' }), 'PLATFORM_SIGNATURE')
    assert.equal(await code({ platform: 'nobody' }), 'PLATFORM_SIGNATURE')
    assert.equal(await code({ method: 'POST' }), 'PLATFORM_SIGNATURE')
    assert.equal(await code({ at: Date.now() - 6 * 60_000 }), 'PLATFORM_CLOCK')
    assert.equal(await code({ at: Date.now() + 6 * 60_000 }), 'PLATFORM_CLOCK')
    assert.equal(await code({ nonce: 'short' }), 'PLATFORM_HEADERS')
    const headers = signed({ method: 'GET', path })
    assert.equal((await exchange('GET', path, null, { headers })).status, 200)
    const replayed = await exchange('GET', path, null, { headers })
    assert.deepEqual([replayed.status, replayed.body.code], [401, 'PLATFORM_REPLAY'])
    const body = JSON.stringify(hard('FZ-3'))
    const changed = await exchange('POST', '/platform/v1/cases', null, { headers: signed({ method: 'POST', path: '/platform/v1/cases', body }), body: body.replace('FZ-3', 'FZ-4') })
    assert.deepEqual([changed.status, changed.body.code], [401, 'PLATFORM_SIGNATURE'])
  })

  it('says which field is wrong', async () => {
    assert.equal((await exchange('POST', '/platform/v1/cases', hard('有汉字'))).body.field, 'number')
    assert.equal((await exchange('POST', '/platform/v1/cases', hard('FZ-5', { phone: 'x' }))).body.field, 'phone')
    assert.equal((await exchange('POST', '/platform/v1/cases', hard('FZ-5', { position: { ...PLACE.beijing, datum: 'WGS84' } }))).body.field, 'position')
  })
})

function workbook(rows) {
  const book = XLSX.utils.book_new()
  XLSX.utils.book_append_sheet(book, XLSX.utils.aoa_to_sheet(rows), '疑难件')
  return XLSX.write(book, { type: 'buffer', bookType: 'xlsx' })
}
async function upload(bytes, { dry = true, platform = 'city-12345', who = centre } = {}) {
  const form = new FormData()
  form.append('platform', platform)
  form.append('dry_run', String(dry))
  form.append('file', new Blob([bytes]), 'cases')
  return who.send('POST', '/api/imports/cases', { body: form })
}

describe('files', () => {
  const HEAD = ['编号', '内容', '地点', '类别', '纬度', '经度', '姓名', '电话', '上报时间', '备注']
  const row = (number, text = `路灯不亮 ${number}`) => [number, text, '江厝路街头公园', '', PLACE.park.lat, PLACE.park.lon, '陈先生', '000-555-0101', '2026-11-20 08:30', '忽略']

  it('an XLSX is judged first, row by row, and then taken once', async () => {
    const bytes = workbook([HEAD, row('W-1'), row('W-2'), row('W-1'), row('W-3', ''), [...row('W-4').slice(0, 7), 'abc'], [...row('W-5').slice(0, 4), 95, 119]])
    const { body: seen, status } = await upload(bytes)
    assert.equal(status, 200, JSON.stringify(seen))
    assert.deepEqual([seen.rows, seen.new, seen.known, seen.refused, seen.ignored_columns], [6, 2, 0, 4, ['备注']])
    assert.deepEqual(seen.problems.map(({ row, column }) => `${row} ${column}`), ['4 number', '5 text', '6 phone', '7 lat'])
    assert.equal((await exchange('GET', '/platform/v1/cases/W-1')).status, 404, 'a preview makes nothing')
    const { body: done } = await upload(bytes, { dry: false })
    assert.deepEqual([done.new, done.known, done.refused], [2, 0, 4])
    const { body: twice } = await upload(bytes, { dry: false })
    assert.deepEqual([twice.new, twice.known], [0, 2])
    assert.equal((await exchange('GET', '/platform/v1/cases/W-1')).status, 200, 'and the exchange knows it')
  })

  it('a CSV in GBK, as Excel saves it in China, and JSON are the same', async () => {
    const gbk = Buffer.concat([Buffer.from([0xb1, 0xe0, 0xba, 0xc5]), Buffer.from(','), Buffer.from([0xc4, 0xda, 0xc8, 0xdd]), Buffer.from(',place\r\nG-1,'), Buffer.from([0xc2, 0xb7, 0xb5, 0xc6, 0xb2, 0xbb, 0xc1, 0xc1]), Buffer.from(',\r\n')])
    const { body: csv } = await upload(gbk, { dry: false })
    assert.deepEqual([csv.rows, csv.new], [1, 1], JSON.stringify(csv))
    const { body } = await exchange('GET', '/platform/v1/cases/G-1')
    assert.equal((await centre.must(200, 'GET', `/api/cases/${body.case}`)).text, '路灯不亮')
    const { body: json } = await upload(JSON.stringify([{ number: 'G-1', text: '再来' }, { number: 'J-1', text: '井盖缺失', lat: PLACE.park.lat, lon: PLACE.park.lon }]), { dry: false })
    assert.deepEqual([json.new, json.known], [1, 1])
  })

  it('is for the centre, from a platform that is known, and of a form that can be read', async () => {
    const bytes = workbook([HEAD, row('X-1')])
    assert.equal((await upload(bytes, { who: await district.as('wufeng') })).status, 403)
    assert.equal((await upload(bytes, { platform: 'nobody' })).body.field, 'platform')
    assert.equal((await upload('PK\x03\x04 nonsense')).status, 422)
    assert.equal((await upload(workbook([['编号', '地点'], ['1', 'x']]))).status, 422)
  })

  it('the refused rows come back with why, and once put right they are taken as they are', async () => {
    const bytes = workbook([HEAD, row('R-1'), [...row('R-2').slice(0, 7), 'abc', '', '0012'], row('R-1')])
    const form = new FormData()
    form.append('platform', 'city-12345')
    form.append('dry_run', 'false')
    form.append('answer', 'refused')
    form.append('file', new Blob([bytes]), 'cases')
    const { bytes: refused, status } = await centre.send('POST', '/api/imports/cases', { body: form })
    assert.equal(status, 200)
    assert.equal((await exchange('GET', '/platform/v1/cases/R-1')).status, 404, 'it only asks')
    const rows = XLSX.utils.sheet_to_json(XLSX.read(refused).Sheets.cases, { header: 1, defval: '' })
    assert.deepEqual(rows[0], [...HEAD, '行', '问题'])
    assert.deepEqual(rows.slice(1).map((cells) => [cells[0], cells[7], cells[9], cells[10]]), [['R-2', 'abc', '0012', '3'], ['R-1', '000-555-0101', '忽略', '4']])
    assert.match(rows[2][11], /第 2 行/)
    const { body } = await upload(workbook([rows[0], ['R-2', ...rows[1].slice(1, 7), '000-555-0102', ...rows[1].slice(8)]]), { dry: false })
    assert.deepEqual([body.new, body.refused, body.ignored_columns], [1, 0, ['备注', '行', '问题']])
  })

  it('staff see what the platform calls our kinds and units, and whether they may import', async () => {
    const { may_import: may, items } = await centre.must(200, 'GET', '/api/imports/platforms')
    assert.equal(may, true)
    assert.deepEqual(items.map(({ id, name, active }) => ({ id, name, active })), [{ id: 'city-12345', name: '市 12345', active: true }])
    const table = readFileSync(join(ROOT, 'districts/gulou/platforms.csv'), 'utf8').trim().split('\n').slice(1)
    assert.ok(table.includes('city-12345,category,HJ-01,E0102'))
    assert.deepEqual(items[0].codes.map(({ what, theirs, ours }) => `city-12345,${what},${theirs},${ours}`), table)
    assert.equal((await (await district.as('wufeng')).must(200, 'GET', '/api/imports/platforms')).may_import, false)
  })

  it('what goes out is what was asked for, and who took it is kept', async () => {
    const out = async (query) => (await centre.must(200, 'GET', `/api/exports/cases?format=json&${query}`)).items
    const all = await out('')
    const day = new Date(Date.now() + 8 * 3600_000).toISOString().slice(0, 10)
    assert.deepEqual((await out('to=2099-01-01')).map((one) => one.number), all.map((one) => one.number))
    assert.deepEqual([await out('to=2020-01-01'), await out('from=2099-01-01')], [[], []])
    assert.ok((await out(`from=${day}`)).every((one) => Date.parse(one.submitted_at) >= Date.parse(`${day}T00:00:00+08:00`)))
    const litter = await out('category=E0102')
    assert.ok(litter.length > 0 && litter.length < all.length && litter.every((one) => one.category.code === 'E0102'))
    const rejected = await out('state=REJECTED')
    assert.ok(rejected.length > 0 && rejected.every((one) => one.state === 'REJECTED'))
    for (const [query, field] of [['state=NOWHERE', 'state'], ['from=yesterday', 'from'], ['to=2026-13-01', 'to']]) assert.equal((await centre.send('GET', `/api/exports/cases?format=json&${query}`)).body.field, field, query)
    const { headers } = await centre.send('GET', '/api/exports/cases?format=csv&category=E0102')
    assert.deepEqual([headers.get('gulou-cases'), headers.get('gulou-more')], [String(litter.length), 'false'])

    const kept = (await (await district.as('auditor')).must(200, 'GET', '/api/exports')).items
    assert.deepEqual(kept.slice(0, 3).map(({ name, cases, format, filters }) => [name, cases, format, filters]), [['潘明佳', litter.length, 'csv', 'category=E0102'], ['潘明佳', rejected.length, 'json', 'state=REJECTED'], ['潘明佳', litter.length, 'json', 'category=E0102']], 'and what was refused is not among them')
    for (const login of ['centre', 'wufeng']) assert.equal((await (await district.as(login)).get('/api/exports')).status, 403, login)
  })

  it('what goes out is read by other programs, and nothing in it is a formula', async () => {
    await exchange('POST', '/platform/v1/cases', hard('FZ-9', { text: '=HYPERLINK("http://evil.example","点")', category: '' }))
    const { bytes: xlsx } = await centre.send('GET', '/api/exports/cases?format=xlsx')
    const sheet = XLSX.read(xlsx).Sheets.cases
    const rows = XLSX.utils.sheet_to_json(sheet, { raw: true })
    const mine = rows.find(({ title }) => title?.startsWith('=HYPERLINK'))
    assert.match(mine.number, /^\d{13}$/)
    assert.ok(Object.values(sheet).every((cell) => !cell?.f), 'no formula in any cell')
    const { bytes: csv } = await centre.send('GET', '/api/exports/cases?format=csv')
    assert.match(csv.toString(), /^\ufeff"number"/)
    assert.match(csv.toString(), /"'=HYPERLINK/)
    const { items } = await centre.must(200, 'GET', '/api/exports/cases?format=json')
    assert.equal(items.length, rows.length)
    assert.equal((await centre.send('GET', '/api/exports/cases?format=pdf')).body.field, 'format')
    const kept = (await (await district.as('auditor')).must(200, 'GET', '/api/exports')).items
    assert.deepEqual(kept.slice(0, 3).map(({ format, cases }) => `${format} ${cases}`), ['json', 'csv', 'xlsx'].map((format) => `${format} ${rows.length}`))
  })
})
