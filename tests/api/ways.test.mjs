// How people are told: chosen with the report and on the progress page, by whoever shows the secret; links in letters;
// what staff choose for themselves.
import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { District } from './support.mjs'

let district
before(async () => { district = await District.open() })
after(() => district.clean())

const NIGHT = { from: '21:00', until: '08:00', own: false }
const outbox = async () => (await (await district.as('centre')).must(200, 'GET', '/api/outbox')).items
const letterOf = async (number, kind) => (await outbox()).find((message) => message.case === number && message.kind === kind)
const way = ({ number }) => `/api/cases/${number}/way`

describe('a reporter', () => {
  it('who leaves a phone is told by SMS, and sees it masked', async () => {
    const { reporter } = await district.report({ phone: '13812341234' })
    const chosen = await reporter.must(200, 'GET', way(reporter))
    assert.deepEqual(chosen, { way: 'sms', phone: '138****1234', mail: null, mail_confirmed: false, wechat: false, mail_offered: true, quiet: NIGHT })
  })

  it('who leaves a mail address is asked to confirm it, by a link that serves once', async () => {
    const { reporter, number } = await district.report({ mail: 'li@example.org' })
    const asked = await letterOf(number, 'confirm')
    assert.equal(asked.way, 'mail')
    assert.equal(asked.to, 'l***@example.org')
    const token = /^\/m\/(\S+)$/.exec(asked.link)[1]
    const anybody = district.resident()
    assert.deepEqual(await anybody.must(200, 'GET', `/api/mail-links/${token}`), { mail: 'l***@example.org', case: number, alert: false })
    assert.equal((await reporter.must(200, 'GET', way(reporter))).mail_confirmed, false, 'looking at a link is not using it')
    await anybody.must(200, 'POST', `/api/mail-links/${token}`)
    assert.equal((await anybody.post(`/api/mail-links/${token}`)).status, 404, 'a link is spent')
    const chosen = await reporter.must(200, 'GET', way(reporter))
    assert.equal(chosen.way, 'mail')
    assert.equal(chosen.mail_confirmed, true)
  })

  it('changes their mind: other address, other hours, no word at all', async () => {
    const { reporter, number } = await district.report({ mail: 'wu@example.org' })
    const link = (await letterOf(number, 'confirm')).link.slice(3)
    const changed = await reporter.must(200, 'PUT', way(reporter), { way: 'mail', mail: 'other@example.org', quiet_from: '00:00', quiet_until: '00:00' })
    assert.equal(changed.mail, 'o***@example.org')
    assert.deepEqual(changed.quiet, { from: '00:00', until: '00:00', own: true })
    assert.equal((await district.resident().post(`/api/mail-links/${link}`)).status, 404, 'the link of the address before proves nothing')
    assert.equal((await reporter.must(200, 'PUT', way(reporter), { way: 'none' })).way, 'none')
    assert.deepEqual((await reporter.must(200, 'GET', way(reporter))).quiet, NIGHT)
  })

  it('who enters one address after the other has us write to a few of them only', async () => {
    const { reporter } = await district.report({ mail: 'first@example.org' })
    const put = (n) => reporter.send('PUT', way(reporter), { json: { way: 'mail', mail: `stranger${n}@example.org` } })
    for (let n = 1; n <= 4; n++) assert.equal((await put(n)).status, 200, 'the first letter went out with the report')
    assert.equal((await put(5)).status, 429)
    assert.equal((await reporter.must(200, 'GET', way(reporter))).mail, 's***@example.org', 'nothing of it was kept by half')
    assert.equal((await reporter.must(200, 'PUT', way(reporter), { way: 'none' })).way, 'none', 'what writes to nobody is free')
    const other = await district.report({ mail: 'other2@example.org' })
    await other.reporter.must(200, 'PUT', way(other.reporter), { way: 'mail', mail: 'mine@example.org' })
  })

  it('cannot choose what does not exist or would break a letter', async () => {
    const { reporter } = await district.report()
    for (const body of [{ way: 'pigeon' }, { way: 'wechat' }, { way: 'mail' }, { way: 'mail', mail: 'li' }, { way: 'mail', mail: 'li@example.org\nBcc: all@example.org' },
      { way: 'mail', mail: 'li@example.org,wu@example.org' }, { way: 'sms', quiet_from: '21:00' }, { way: 'sms', quiet_from: '24:00', quiet_until: '08:00' }, { way: 'sms', quiet_from: '9:00', quiet_until: '8:00' }])
      assert.equal((await reporter.send('PUT', way(reporter), { json: body })).status, 422, JSON.stringify(body))
    const stranger = district.resident()
    assert.equal((await stranger.get(way(reporter))).status, 401)
    stranger.secret = 'x'.repeat(22)
    assert.equal((await stranger.get(way(reporter))).status, 404)
  })

  it('is told of the steps where that costs nothing, and by SMS only of the end', async () => {
    const desk = await district.as('wufeng')
    const byMail = await district.report({ mail: 'steps@example.org' }), bySms = await district.report({ phone: '13812340000' })
    for (const { number } of [byMail, bySms]) await desk.act(number, 'respond')
    assert.match((await letterOf(byMail.number, 'step')).text, /五凤.*响应/)
    assert.equal(await letterOf(bySms.number, 'step'), undefined)
  })
})

describe('staff', () => {
  it('choose for all their alerts', async () => {
    const desk = await district.as('wufeng')
    assert.equal((await desk.must(200, 'GET', '/api/session/way')).way, 'sms')
    const chosen = await desk.must(200, 'PUT', '/api/session/way', { way: 'mail', mail: 'desk@example.org' })
    assert.deepEqual([chosen.way, chosen.mail, chosen.mail_confirmed], ['mail', 'd***@example.org', false])
    assert.equal((await district.resident().get('/api/session/way')).status, 401)
  })
})

describe('no more mail', () => {
  it('is nobody else\'s to say', async () => {
    const anybody = district.resident()
    assert.equal((await anybody.get('/api/no-more-mail/nonsense')).status, 404)
    assert.equal((await anybody.post('/api/no-more-mail/nonsense')).status, 404)
  })
})
