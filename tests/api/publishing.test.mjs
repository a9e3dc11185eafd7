// Words and photos of a case for everybody: only after their reporter agreed and the desk showed them, covered where
// either wants it, previewed by the page that will be public, and gone from page, feed and photo addresses the moment
// either takes them back. EXIF is looked for in what strangers fetch.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import Parser from 'rss-parser'
import { District, fixture, run, UNIT } from './support.mjs'

const TEXT = '江厝路街头公园里很多人露营乱扔垃圾，<b>我是</b>三单元的陈大明 & 家人\n电话 13812341234'
const PUBLIC = '江厝路街头公园里很多人露营乱扔垃圾，<b>我是</b>三单元的▇▇▇ & 家人\n电话 ▇▇▇▇▇▇▇▇▇▇▇'
/** Where `part` stands in `text`, in code points. */
function at(part, text = TEXT) {
  const from = Array.from(text.slice(0, text.indexOf(part))).length
  return { from, until: from + Array.from(part).length }
}
const NAME = at('陈大明')
const PHONE = at('13812341234')
let district, desk, anybody
before(async () => {
  district = await District.open()
  anybody = district.resident()
  desk = await district.as('wufeng')
})
after(() => district.clean())

const page = (number) => anybody.must(200, 'GET', `/api/public/cases/${number}`)
const shown = async (number) => { const { words, photos } = await page(number); return { words, photos: photos.map(({ id }) => id) } }
const NOTHING = { words: null, photos: [] }
const feedText = async () => (await fetch(`${district.url}/feeds/all`, { headers: { 'X-Forwarded-For': anybody.address } })).text()
const inFeed = async (number) => (await new Parser().parseString(await feedText())).items.find((item) => item.id.endsWith(number))
const photoAt = (number, id, size = 'full') => anybody.get(`/api/public/cases/${number}/photos/${id}/${size}`)
const mine = (made, action, fields) => made.reporter.must(200, 'POST', `/api/cases/${made.number}/${action}`, fields)
const preview = (client, number, fields = {}, status = 200) => client.must(status, 'POST', `/api/cases/${number}/preview`, fields)

async function agreed(more = {}) {
  const resident = district.resident()
  const photos = [await resident.photo('upright.jpg'), await resident.photo('wide.jpg')]
  return { ...(await district.report({ text: TEXT, photos, consent: true, name: '陈大明', phone: '13812341234', ...more }, resident)), photos }
}

describe('the words and photos of a case', () => {
  it('are nobody’s without consent, whatever the desk wants', async () => {
    const made = await agreed({ consent: undefined })
    assert.deepEqual(await shown(made.number), NOTHING)
    assert.deepEqual((await desk.see(made.number)).publication, { possible: true, consent: false, agreed: null, published: false, words: null, photos: [] })
    for (const action of ['publish', 'preview']) {
      const { version } = await desk.see(made.number)
      const refused = await desk.try(made.number, action, action === 'publish' ? { version } : {})
      assert.deepEqual([refused.status, refused.body.code], [409, 'PUBLISH_NO_CONSENT'])
    }
    assert.deepEqual(await shown(made.number), NOTHING)
  })

  it('are nobody’s before the desk shows them; then only what it left, exactly as the preview said', async () => {
    const made = await agreed()
    assert.deepEqual(await shown(made.number), NOTHING)
    for (const id of made.photos) assert.equal((await photoAt(made.number, id)).status, 404)
    const choice = { cover: [NAME, PHONE], photos: [made.photos[1]] }
    const looked = await preview(desk, made.number, choice)
    assert.deepEqual(await shown(made.number), NOTHING, 'a look changes nothing')
    const file = await desk.act(made.number, 'publish', choice)
    assert.deepEqual(file.publication, { possible: true, consent: true, agreed: TEXT, published: true, words: PUBLIC, photos: [made.photos[1]] })
    assert.equal(file.text, TEXT, 'the report stays as it is')
    const seen = await page(made.number)
    const bare = ({ photos, offer: _offer, ...rest }) => ({ ...rest, photos: photos.map(({ url: _url, thumb_url: _thumb, ...photo }) => photo) })
    assert.deepEqual(bare(seen), bare(looked))
    assert.equal(seen.words, PUBLIC)
    assert.ok(!JSON.stringify(await anybody.must(200, 'GET', '/api/public/cases')).includes('陈大明'))
  })

  it('come with photos that hold nothing but the picture, and only those that were chosen', async () => {
    const marks = (bytes) => ['Exif', 'http://ns.adobe.com/xap', 'GPS'].filter((mark) => bytes.includes(mark))
    assert.deepEqual(marks(fixture('upright.jpg')).slice(0, 1), ['Exif'], 'what was uploaded has it')
    const resident = district.resident()
    const made = { ...(await district.report({ text: TEXT, photos: [await resident.photo('upright.jpg'), await resident.photo('wide.jpg')], consent: true }, resident)) }
    const [first, second] = (await desk.see(made.number)).photos.map(({ id }) => id)
    await desk.act(made.number, 'publish', { photos: [first] })
    const { photos } = await page(made.number)
    for (const address of [photos[0].url, photos[0].thumb_url]) {
      const answer = await anybody.get(address)
      assert.deepEqual([answer.status, answer.type, answer.headers.get('cache-control')], [200, 'image/jpeg', 'no-store'])
      assert.deepEqual(marks(answer.bytes), [])
    }
    const other = await agreed()
    const never = await photoAt(made.number, '0'.repeat(32))
    assert.equal(never.status, 404)
    for (const [number, id, size] of [[made.number, second, 'full'], [made.number, other.photos[0], 'full'], [other.number, first, 'full'], [made.number, first, 'raw']]) {
      const answer = await photoAt(number, id, size)
      assert.deepEqual([answer.status, answer.body.code], [404, never.body.code])
    }
    const { version } = await desk.see(made.number)
    for (const wrong of [[other.photos[0]], [first, first], ['x']]) assert.equal((await desk.try(made.number, 'publish', { version, photos: wrong })).body.field, 'photos')
  })

  it('are text, not markup, in the feed', async () => {
    const made = await agreed()
    await desk.act(made.number, 'publish', { cover: [NAME, PHONE] })
    const entry = await inFeed(made.number)
    assert.equal(entry.content, PUBLIC)
    const raw = await feedText()
    assert.ok(/&lt;b(>|&gt;)我是&lt;/.test(raw) && raw.includes('▇▇▇ &amp; 家人') && !raw.includes('<b>'))
  })

  it('are gone at once when the reporter takes the consent back; the desk cannot show them again', async () => {
    const made = await agreed()
    await desk.act(made.number, 'publish', { photos: made.photos })
    const { photos } = await page(made.number)
    const etag = (await fetch(`${district.url}/feeds/all`, { headers: { 'X-Forwarded-For': anybody.address } })).headers.get('etag')
    const track = await mine(made, 'consent', { granted: false })
    assert.deepEqual(track.publication, { possible: true, consent: false, agreed: null, published: false, words: null, photos: [] })
    assert.deepEqual(await shown(made.number), NOTHING)
    for (const photo of photos) for (const address of [photo.url, photo.thumb_url]) assert.equal((await anybody.get(address)).status, 404)
    assert.equal((await inFeed(made.number)).content, undefined)
    const again = await fetch(`${district.url}/feeds/all`, { headers: { 'X-Forwarded-For': anybody.address, 'If-None-Match': etag } })
    assert.equal(again.status, 200, 'what a reader kept is not the feed any more')
    assert.equal(again.headers.get('cache-control'), 'no-cache')
    const { version } = await desk.see(made.number)
    assert.equal((await desk.try(made.number, 'publish', { version })).body.code, 'PUBLISH_NO_CONSENT')
  })

  it('are gone when the desk takes them down, and may be shown anew', async () => {
    const made = await agreed()
    await desk.act(made.number, 'publish', { photos: made.photos })
    await desk.act(made.number, 'unpublish', { note: '照片中有车牌' })
    assert.deepEqual(await shown(made.number), NOTHING)
    assert.equal((await photoAt(made.number, made.photos[0])).status, 404)
    const { version } = await desk.see(made.number)
    assert.equal((await desk.try(made.number, 'unpublish', { version })).body.code, 'PUBLISH_NOT_SHOWN')
    await desk.act(made.number, 'publish', { photos: [made.photos[1]] })
    assert.deepEqual(await shown(made.number), { words: TEXT, photos: [made.photos[1]] })
  })

  it('need something to be left, and spans that are spans', async () => {
    const made = await district.report({ text: '乱扔垃圾', consent: true })
    const { version } = await desk.see(made.number)
    const all = { from: 0, until: 9 }
    assert.equal((await desk.try(made.number, 'publish', { version, cover: [all] })).body.code, 'PUBLISH_NOTHING')
    for (const cover of [[{ from: 1 }], [{ from: -1, until: 2 }], ['x'], 'x', Array(201).fill(all)]) assert.equal((await desk.post(`/api/cases/${made.number}/publish`, { version, cover }, { check: false })).status, 422, JSON.stringify(cover).slice(0, 60))
    assert.deepEqual(await shown(made.number), NOTHING)
  })

  it('are gone with the text or photo that the desk redacts for good', async () => {
    const made = await agreed()
    await desk.act(made.number, 'publish', { cover: [PHONE], photos: made.photos })
    await desk.act(made.number, 'redact', { photo: made.photos[0], note: '有人脸' })
    assert.deepEqual((await shown(made.number)).photos, [made.photos[1]])
    await desk.act(made.number, 'redact', { seq: 1, field: 'text', note: '有姓名' })
    assert.deepEqual(await shown(made.number), NOTHING)
    for (const who of [desk, made.reporter]) {
      const path = who === desk ? `/api/cases/${made.number}` : `/api/track/${made.number}`
      assert.ok(!(await who.get(path)).bytes.includes('陈大明'))
    }
  })

  it('are not shown of kinds that are not public', async () => {
    const made = await district.report({ text: '老板拖欠工资三个月不给', category: 'S0302', consent: true })
    const owner = (await district.as('centre'))
    const { version, publication } = await owner.see(made.number)
    assert.equal(publication.possible, false)
    assert.equal((await owner.try(made.number, 'publish', { version })).body.code, 'PUBLISH_NOT_PUBLIC')
    assert.equal((await made.reporter.post(`/api/cases/${made.number}/preview`, {})).body.code, 'PUBLISH_NOT_PUBLIC')
  })

  it('do not come back by themselves when a case was of such a kind for a while', async () => {
    const made = await agreed()
    const centre = await district.as('centre')
    const { category } = await desk.act(made.number, 'publish', { photos: made.photos })
    await centre.act(made.number, 'correct', { category: 'S0302' })
    const file = await centre.act(made.number, 'correct', { category: category.code })
    assert.deepEqual([file.category.code, file.publication.published], [category.code, false])
    assert.deepEqual(await shown(made.number), NOTHING)
    assert.equal((await photoAt(made.number, made.photos[0])).status, 404)
    await centre.act(made.number, 'publish', {})
    assert.equal((await page(made.number)).words, TEXT, 'who decides it anew may show it')
  })
})

describe('the reporter', () => {
  it('agrees later, with parts covered that the desk never shows, and sees the page before', async () => {
    const made = await agreed({ consent: undefined })
    const looked = await preview(made.reporter, made.number, { cover: [NAME] })
    assert.ok(looked.words.includes('三单元的▇▇▇') && looked.words.includes('13812341234'))
    assert.deepEqual(looked.photos.map(({ id }) => id), made.photos)
    assert.equal((await anybody.get(looked.photos[0].url)).status, 200, 'signed for whoever previews')
    const track = await mine(made, 'consent', { granted: true, cover: [NAME] })
    assert.equal(track.publication.agreed, looked.words)
    assert.deepEqual(await shown(made.number), NOTHING, 'the desk has not shown it')
    await desk.act(made.number, 'publish', { cover: [PHONE] })
    assert.equal((await page(made.number)).words, PUBLIC, 'covered by both')
  })

  it('covers more of what is shown already, at once; uncovering is the desk’s', async () => {
    const made = await agreed()
    await desk.act(made.number, 'publish', { cover: [PHONE], photos: [made.photos[0]] })
    const track = await mine(made, 'consent', { granted: true, cover: [NAME] })
    assert.equal(track.publication.words, PUBLIC)
    assert.deepEqual(await shown(made.number), { words: PUBLIC, photos: [made.photos[0]] })
    assert.equal((await photoAt(made.number, made.photos[0], 'thumb')).status, 200)
    await mine(made, 'consent', { granted: true })
    assert.equal((await page(made.number)).words, PUBLIC)
    await mine(made, 'consent', { granted: true, cover: [{ from: 0, until: 4000 }] })
    assert.deepEqual(await shown(made.number), { words: null, photos: [made.photos[0]] })
    assert.equal((await desk.see(made.number)).publication.agreed, null, 'all covered is not the whole report')
  })

  it('alone consents; neighbours, followers and other reporters neither consent nor preview', async () => {
    const made = await agreed()
    const other = district.reporter({ number: made.number, secret: (await district.report()).secret })
    const { offer } = await page(made.number)
    const followed = await anybody.must(201, 'POST', `/api/cases/${made.number}/follow`, { offer }, { headers: { 'Idempotency-Key': `follow-${made.number}` } })
    const follower = district.reporter(followed)
    assert.equal((await follower.must(200, 'GET', `/api/track/${made.number}`)).publication, null)
    for (const who of [anybody, other, follower, await district.as('guxi'), await district.as('hotline')])
      for (const [action, fields] of [['consent', { granted: true, version: 1 }], ['preview', {}]]) {
        const { status } = await who.post(`/api/cases/${made.number}/${action}`, fields)
        assert.ok([401, 403, 404, 409].includes(status), `${who.login ?? 'somebody'} ${action}: ${status}`)
      }
    assert.equal((await made.reporter.post(`/api/cases/${made.number}/consent`, {})).body.field, 'granted', 'never by default')
  })
})

describe('what was done', () => {
  it('stands in the chain without the words; verify finds the rows as the events say', async () => {
    const made = await agreed()
    await desk.act(made.number, 'publish', { cover: [NAME, PHONE], photos: made.photos })
    await mine(made, 'consent', { granted: false })
    const { events } = await (await district.as('auditor')).must(200, 'GET', `/api/cases/${made.number}/events`)
    assert.ok(events.every(({ chained }) => chained))
    assert.ok(!JSON.stringify(events).includes('露营'))
    const { timeline } = await desk.see(made.number)
    assert.deepEqual(timeline.slice(-2).map(({ action, relation }) => [action, relation]), [['PUBLISH', 'OWNER_DESK'], ['CONSENT', 'REPORTER']])
    assert.ok(!(await page(made.number)).timeline.some(({ action }) => ['PUBLISH', 'CONSENT'].includes(action)))
    const verified = await run(district.server.program, ['verify', '--data', district.data])
    assert.equal(verified.code, 0, verified.out)
  })

  it('is the desk’s or the centre’s to do, nobody else’s', async () => {
    const made = await agreed()
    const centre = await district.as('centre')
    await centre.act(made.number, 'publish', { cover: [NAME, PHONE] })
    assert.equal((await page(made.number)).words, PUBLIC)
    assert.equal((await desk.see(made.number)).owner.code, UNIT.wufeng)
    assert.equal((await made.reporter.post(`/api/cases/${made.number}/publish`, {})).status, 403)
  })
})
