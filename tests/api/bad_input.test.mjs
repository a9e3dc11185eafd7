// What people and phones send wrongly: each gets a clear sentence in their language, the right status, and the field.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { deflateSync } from 'node:zlib'
import { District, fixture, PLACE, UNIT } from './support.mjs'

let district
before(async () => { district = await District.open() })
after(() => district.clean())

const GOOD = { text: '江厝路街头公园里，很多人露营乱扔垃圾', position: PLACE.park }

/** Sends to `path` in both languages; both must be refused alike, each in its own words (support checks the language). */
async function refused(expected, attempt) {
  const [status, code, field] = expected
  const details = []
  for (const language of ['zh-CN', 'en']) {
    const answer = await attempt(district.resident({ language }))
    assert.deepEqual([answer.status, answer.body?.code, answer.body?.field ?? undefined], [status, code, field], JSON.stringify(answer.body))
    details.push(answer.body.detail)
  }
  assert.notEqual(details[0], details[1])
  return details
}

const report = (json, key = randomUUID()) => (resident) => resident.post('/api/cases', json, { headers: { 'Idempotency-Key': key } })
const raw = (body, type = 'application/json') => (resident) => resident.send('POST', '/api/cases', { body, headers: { 'Content-Type': type, 'Idempotency-Key': randomUUID() } })

describe('a report', () => {
  const cases = {
    'without words or photo': [[422, 'TEXT_OR_PHOTO', 'text'], report({ position: PLACE.park })],
    'of blanks only': [[422, 'TEXT_OR_PHOTO', 'text'], report({ text: '  　\n ', position: PLACE.park })],
    'of 4,001 Chinese characters': [[422, 'FIELD_TOO_LONG', 'text'], report({ ...GOOD, text: '脏'.repeat(4001) })],
    'of 4,001 Latin letters': [[422, 'FIELD_TOO_LONG', 'text'], report({ ...GOOD, text: 'x'.repeat(4001) })],
    'of 4,001 characters beyond the basic plane': [[422, 'FIELD_TOO_LONG', 'text'], report({ ...GOOD, text: '𠮷'.repeat(4001) })],
    'with control characters': [[422, 'FIELD_CONTROL', 'text'], report({ ...GOOD, text: '垃圾\u0007很多' })],
    'with a NUL': [[422, 'FIELD_CONTROL', 'text'], report({ ...GOOD, text: 'a\u0000b' })],
    'from outside the district': [[422, 'PLACE_OUTSIDE', 'position'], report({ ...GOOD, position: PLACE.beijing })],
    'with an unknown field': [[422, 'FIELD_UNKNOWN', 'colour'], report({ ...GOOD, colour: 'red' })],
    'with a number for words': [[422, 'FIELD_TYPE', 'text'], report({ ...GOOD, text: 12345 })],
    'with words for a position': [[422, 'BAD_JSON', undefined], report({ ...GOOD, position: 'here' })],
    'with a latitude of 91': [[422, 'FIELD_RANGE', 'lat'], report({ ...GOOD, position: { lat: 91, lon: 119 } })],
    'with half a position': [[422, 'FIELD_MISSING', 'lon'], report({ ...GOOD, position: { lat: 26.1 } })],
    'with an unknown datum': [[422, 'FIELD_CHOICE', 'datum'], report({ ...GOOD, position: { ...PLACE.park, datum: 'MARS' } })],
    'with letters for a phone': [[422, 'PHONE_FORM', 'phone'], report({ ...GOOD, phone: 'call me' })],
    'with ten photos': [[422, 'FIELD_RANGE', 'photos'], report({ ...GOOD, photos: Array(10).fill('x') })],
    'with a photo that nobody uploaded': [[422, 'PHOTO_NOT_LOOSE', 'photos'], report({ ...GOOD, photos: ['0'.repeat(32)] })],
    'of a channel that is the staff’s': [[422, 'CHANNEL_STAFF_ONLY', 'channel'], report({ ...GOOD, channel: 'HOTLINE' })],
    'that is a list': [[422, 'BAD_JSON', undefined], report([])],
    'that is no JSON': [[422, 'BAD_JSON', undefined], raw('text=hello')],
    'cut off in the middle': [[422, 'BAD_JSON', undefined], raw('{"text":"垃圾')],
    'of broken UTF-8': [[400, 'BAD_UTF8', undefined], raw(Buffer.concat([Buffer.from('{"text":"'), Buffer.from([0xe5, 0x9e, 0xff]), Buffer.from('"}')]))],
    'with half a surrogate pair': [[422, 'BAD_JSON', undefined], raw('{"text":"\\ud800"}')],
    'with a key twice': [[422, 'BAD_JSON', undefined], raw('{"text":"a","text":"b"}')],
    'ten thousand levels deep': [[422, 'BAD_JSON', undefined], raw('['.repeat(10_000) + ']'.repeat(10_000))],
    'with a huge number': [[422, 'BAD_JSON', undefined], raw('{"text":"a","position":{"lat":1e999,"lon":119}}')],
    'as a form': [[415, 'UNSUPPORTED_TYPE', undefined], raw('text=hello', 'application/x-www-form-urlencoded')],
    'of two megabytes of JSON': [[413, 'BODY_TOO_LARGE', undefined], raw(JSON.stringify({ text: 'x'.repeat(2_000_000) }))],
    'with a key too short': [[422, 'KEY_MISSING', undefined], report(GOOD, 'abc')],
  }
  for (const [name, [expected, attempt]] of Object.entries(cases)) test(name, async () => { await refused(expected, attempt) })

  for (const [name, letter] of [['Chinese', '脏'], ['Latin', 'x'], ['beyond the basic plane', '𠮷']]) {
    test(`of exactly 4,000 characters (${name}) is taken whole`, async () => {
      const made = await district.report({ text: letter.repeat(4000) })
      const page = await made.reporter.must(200, 'GET', `/api/track/${made.number}`)
      assert.equal([...page.text].length, 4000)
    })
  }

  for (const [name, sent_at] of [['five minutes slow', new Date(Date.now() - 300_000).toISOString()], ['five minutes fast', new Date(Date.now() + 300_000).toISOString()], ['broken', 'yesterday']]) {
    test(`from a phone whose clock is ${name} is taken, at the server's time`, async () => {
      const made = await district.report({ sent_at })
      assert.ok(Math.abs(Date.parse(made.submitted_at) - Date.now()) < 60_000, made.submitted_at)
      assert.equal(Date.parse(made.due_at) - Date.parse(made.submitted_at), 600_000)
    })
  }

  // one spot, as a GPS, a Chinese map and Baidu's map tell it
  const SPOT = { WGS84: [26.1079, 119.2741], GCJ02: [26.1047483, 119.2788745], BD09: [26.1111045, 119.2852915] }
  for (const [datum, [lat, lon]] of Object.entries(SPOT)) {
    test(`in ${datum} lands where the phone stands, within a metre`, async () => {
      const made = await district.report({ position: { lat, lon, datum, source: 'gps' } })
      const { position } = await (await district.as('centre')).see(made.number)
      const metres = Math.hypot((position.lat - SPOT.WGS84[0]) * 111195, (position.lon - SPOT.WGS84[1]) * 99850)
      assert.ok(metres < 1, `${metres} m off: ${JSON.stringify(position)}`)
    })
  }

  test('is never turned away for an old session cookie', async () => {
    const made = await district.resident().must(201, 'POST', '/api/cases', GOOD, { headers: { 'Idempotency-Key': randomUUID(), Cookie: 'gulou_session=stale' } })
    assert.equal(made.state, 'ROUTED')
  })

  test('thirty-one reports from one phone in a row: the last is asked to wait', async () => {
    const resident = district.resident()
    const answers = []
    for (let i = 0; i < 31; i++) answers.push(await report(GOOD)(resident))
    assert.equal(answers.filter(({ status }) => status === 201).length, 30)
    const last = answers.at(-1)
    assert.deepEqual([last.status, last.body.code], [429, 'TOO_MANY'])
    assert.ok(Number(last.headers.get('retry-after')) > 0)
  })
})

/** A PNG that claims `side` × `side` pixels and unpacks to that many bytes. */
function bomb(side) {
  const crcTable = Array.from({ length: 256 }, (_, n) => { let c = n; for (let k = 0; k < 8; k++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1; return c >>> 0 })
  const crc = (bytes) => { let c = 0xffffffff; for (const byte of bytes) c = crcTable[(c ^ byte) & 255] ^ (c >>> 8); return (c ^ 0xffffffff) >>> 0 }
  const chunk = (type, data) => {
    const whole = Buffer.concat([Buffer.from(type, 'latin1'), data])
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)]
    length.writeUInt32BE(data.length)
    sum.writeUInt32BE(crc(whole))
    return Buffer.concat([length, whole, sum])
  }
  const head = Buffer.alloc(13)
  head.writeUInt32BE(side, 0)
  head.writeUInt32BE(side, 4)
  head.set([8, 0, 0, 0, 0], 8)
  return Buffer.concat([Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]), chunk('IHDR', head), chunk('IDAT', deflateSync(Buffer.alloc(20_000_000), { level: 9 })), chunk('IEND', Buffer.alloc(0))])
}

describe('a photo', () => {
  const photo = (bytes, name, type) => (resident) => resident.upload(bytes, { name, type })
  const jpeg = fixture('upright.jpg')
  const cases = {
    'of 26 MB': [[413, 'BODY_TOO_LARGE', undefined], photo(Buffer.concat([jpeg, Buffer.alloc(27 * 1024 * 1024)]))],
    'of 50 MB': [[413, 'BODY_TOO_LARGE', undefined], photo(Buffer.concat([jpeg, Buffer.alloc(50 * 1024 * 1024)]))],
    'that is a PDF called .jpg': [[415, 'PICTURE_PDF', undefined], photo(Buffer.from('%PDF-1.7\n1 0 obj <</Type /Catalog>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF'), 'photo.jpg')],
    'that is a web page called .png': [[415, 'PICTURE_OTHER_KIND', undefined], photo(Buffer.from('<!doctype html><script>alert(1)</script>'), 'photo.png', 'image/png')],
    'that unpacks to 2.5 thousand million pixels': [[413, 'PICTURE_TOO_MANY_PIXELS', undefined], photo(bomb(50_000), 'bomb.png', 'image/png')],
    'cut in half': [[422, 'PICTURE_DAMAGED', undefined], photo(jpeg.subarray(0, jpeg.length >> 1))],
    'of no bytes': [[422, 'PICTURE_EMPTY', undefined], photo(Buffer.alloc(0))],
    'under another name': [[422, 'FIELD_MISSING', 'photo'], async (resident) => {
      const form = new FormData()
      form.append('picture', new Blob([jpeg], { type: 'image/jpeg' }), 'a.jpg')
      return resident.send('POST', '/api/photos', { body: form })
    }],
    'as JSON': [[415, 'UNSUPPORTED_TYPE', undefined], (resident) => resident.post('/api/photos', { photo: 'x' })],
  }
  for (const [name, [expected, attempt]] of Object.entries(cases)) {
    test(name, async () => {
      await refused(expected, attempt)
      assert.equal((await district.resident().upload(jpeg)).status, 201, 'the next photo is taken')
    })
  }
})

describe('an action', () => {
  let number, desk
  before(async () => {
    number = (await district.report()).number
    desk = await district.as('wufeng')
  })
  const acting = (action, fields, path) => async (resident) => {
    const { version } = await desk.see(number)
    return desk.post(path ?? `/api/cases/${number}/${action}`, { version, ...fields }, { headers: { 'Accept-Language': resident.language } })
  }
  const cases = {
    'that does not exist': [[404, 'ACTION_UNKNOWN', undefined], acting('explode', {})],
    'with an unknown field': [[422, 'FIELD_UNKNOWN', 'force'], acting('respond', { force: true })],
    'with words for the version': [[422, 'FIELD_TYPE', 'version'], acting('respond', { version: 'two' })],
    'with a fraction for the version': [[422, 'FIELD_TYPE', 'version'], acting('respond', { version: 2.5 })],
    'with a note of 2,001 characters': [[422, 'FIELD_TOO_LONG', 'note'], acting('urge', { note: '急'.repeat(2001) })],
    'without its note': [[422, 'NOTE_MISSING', 'note'], acting('escalate', {})],
    'to a unit that does not exist': [[422, 'UNIT_UNKNOWN', 'unit'], acting('transfer', { unit: 'ATLANTIS', note: '转' })],
    'transferred to a department': [[422, 'TRANSFER_TO_DESK', 'unit'], acting('transfer', { unit: UNIT.garden, note: '转' })],
    'transferred to itself': [[422, 'TRANSFER_TO_DESK', 'unit'], acting('transfer', { unit: UNIT.wufeng, note: '转' })],
    'rejected for no known reason': [[422, 'REJECTION_UNKNOWN', 'code'], acting('reject', { code: 'R99' })],
    'merged into itself': [[422, 'MASTER_NOT_OPEN', 'master'], (resident) => acting('merge', { master: number })(resident)],
    'merged into a number that does not exist': [[404, 'CASE_NOT_FOUND', undefined], acting('merge', { master: '2611220000000' })],
    'not possible in this state': [[409, 'ACTION_NOT_NOW', undefined], acting('pass', {})],
    'on a call that does not exist': [[422, 'CALL_UNKNOWN', 'call'], acting('cancel-call', { call: 7 })],
    'on a case that does not exist': [[404, 'CASE_NOT_FOUND', undefined], acting('respond', {}, '/api/cases/2611220000000/respond')],
    'on a number that is none': [[404, 'CASE_NOT_FOUND', undefined], acting('respond', {}, "/api/cases/1'%20OR%201=1/respond")],
    'corrected to an urgency that is none': [[422, 'FIELD_CHOICE', 'urgency'], acting('correct', { urgency: 'U9' })],
    'corrected to a category that is none': [[422, 'FIELD_CHOICE', 'category'], acting('correct', { category: 'NONE' })],
    'redacting what is not there': [[404, 'NOTHING_TO_REDACT', undefined], acting('redact', { seq: 99, field: 'text', note: '隐私' })],
    'deciding what nobody asked': [[403, 'ACTION_NOT_YOURS', undefined], acting('decide', { request: 1, granted: true })],
  }
  for (const [name, [expected, attempt]] of Object.entries(cases)) test(name, async () => { await refused(expected, attempt) })

  test('changed nothing, all of them', async () => {
    assert.equal((await desk.see(number)).version, 2)
  })

  test('a call needs units, exactly one lead, and nobody twice; English names the unit in English', async () => {
    const other = (await district.report()).number
    await desk.act(other, 'respond')
    const { version } = await desk.see(other)
    const codes = []
    for (const units of [undefined, [], [{ unit: UNIT.garden }], [{ unit: UNIT.garden, lead: true }, { unit: UNIT.city, lead: true }], [{ unit: UNIT.garden, lead: true }, { unit: UNIT.garden }], Array(11).fill({ unit: UNIT.garden })]) {
      const answer = await desk.try(other, 'call', { version, units })
      codes.push([answer.status, answer.body.code, answer.body.field])
    }
    assert.deepEqual(codes, [[422, 'FIELD_MISSING', 'units'], [422, 'FIELD_MISSING', 'units'], [422, 'ONE_LEAD', 'units'], [422, 'ONE_LEAD', 'units'], [422, 'UNIT_CALLED_ALREADY', 'units'], [422, 'FIELD_RANGE', 'units']])
    const told = await desk.try(other, 'call', { version, units: [{ unit: UNIT.guxi, lead: true }] }, { headers: { 'Accept-Language': 'en' } })
    assert.deepEqual([told.status, told.body.code], [403, 'MAY_NOT_CALL'])
    assert.match(told.body.detail, /Wufeng.*Guxi/)
  })
})

describe('a link', () => {
  test('to rate that was never given', async () => { await refused([404, 'RATING_LINK_WRONG', undefined], (resident) => resident.get('/api/rating/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA')) })
  test('to nowhere', async () => { await refused([404, 'NOT_FOUND', undefined], (resident) => resident.get('/api/nowhere')) })
  test('taken by the wrong method', async () => { await refused([405, 'METHOD_NOT_ALLOWED', undefined], (resident) => resident.delete('/api/cases')) })
  test('with a bad query', async () => {
    const desk = await district.as('wufeng')
    for (const [query, field] of [['view=everything', 'view'], ['sort=magic', 'sort'], ['limit=0', 'limit'], ['limit=201', 'limit'], ['limit=ten', 'limit'], ['cursor=abc', 'cursor']]) {
      const answer = await desk.get(`/api/cases?${query}`)
      assert.deepEqual([answer.status, answer.body.field], [422, field], query)
    }
  })
  test('with a search that looks like SQL or a pattern finds nothing and breaks nothing', async () => {
    const desk = await district.as('wufeng')
    for (const q of ["' OR 1=1 --", 'a* OR b', 'NEAR(', "垃圾' & !'x", '"垃圾" NOT', '@o.cen', '@never']) assert.equal((await desk.must(200, 'GET', `/api/cases?view=all&q=${encodeURIComponent(q)}`)).total, 0, q)
    const refused = { '%': 'SEARCH_NOTHING', _: 'SEARCH_NOTHING', '"': 'SEARCH_NOTHING', '\\': 'SEARCH_NOTHING', '😀': 'SEARCH_NOTHING', '-垃圾': 'SEARCH_ONLY_NOT', '138-0013-8000': 'SEARCH_NO_PHONES', ['长'.repeat(101)]: 'SEARCH_TOO_LONG', [[...'天地玄黄宇宙洪荒日月盈昃辰宿列张'].join(' ') + ' 寒']: 'SEARCH_TOO_MANY' }
    for (const [q, code] of Object.entries(refused)) {
      const answer = await desk.get(`/api/cases?view=all&q=${encodeURIComponent(q)}`)
      assert.deepEqual([answer.status, answer.body.code, answer.body.field], [422, code, 'q'], q)
    }
  })
  test('with a search of ten thousand characters is told so, or cut off at the door', async () => {
    const desk = await district.as('wufeng')
    const answer = await desk.get(`/api/cases?view=all&q=${'a'.repeat(10000)}`)
    assert.ok([414, 422, 431].includes(answer.status), String(answer.status))
  })
})
