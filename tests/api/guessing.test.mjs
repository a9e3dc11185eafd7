// What is not one's own cannot be reached by guessing: another's case, photo, phone number, account or session.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { operations } from './contract.mjs'
import { District, PLACE, UNIT } from './support.mjs'

let district
before(async () => { district = await District.open() })
after(() => district.clean())

describe('a case', () => {
  let mine, other
  before(async () => {
    mine = await district.report({ phone: '13811112222', name: '陈先生' })
    other = await district.report({ phone: '13833334444', name: '吴女士' })
  })

  test("another's number with a valid secret of one's own opens nothing", async () => {
    const thief = district.reporter({ number: other.number, secret: mine.secret })
    for (const path of [`/api/track/${other.number}`, `/api/track/${other.number}/receipt`]) {
      const answer = await thief.get(path)
      assert.ok([401, 404].includes(answer.status), `${path}: ${answer.status}`)
    }
    const act = await thief.try(other.number, 'withdraw')
    assert.ok([401, 404].includes(act.status), String(act.status))
    const staff = await thief.get(`/api/cases/${other.number}`)
    assert.ok([401, 403, 404].includes(staff.status), String(staff.status))
  })

  test('a number that does not exist is refused just like a wrong secret', async () => {
    const [none, wrong] = await Promise.all([['2611220000000', mine.secret], [other.number, mine.secret]].map(([number, secret]) => district.reporter({ number, secret }).get(`/api/track/${number}`)))
    assert.deepEqual([none.status, none.body.code, none.body.detail], [wrong.status, wrong.body.code, wrong.body.detail])
  })

  /** How many of `ask(i)` pass until the address is told to wait. Tokens come back while a slow machine asks, so how many pass hangs on how long it took. */
  async function untilThrottled(ask, { burst, aSecond }) {
    const started = Date.now()
    const statuses = []
    while (statuses.at(-1) !== 429 && statuses.length < 10 * burst) statuses.push((await ask(statuses.length)).status)
    assert.ok(!statuses.includes(200))
    assert.equal(statuses.at(-1), 429)
    const passed = statuses.length - 1, most = burst + Math.ceil((Date.now() - started) / 1000 * aSecond)
    assert.ok(passed >= burst && passed <= most, `${passed} passed, where ${most} are the most`)
  }

  test('guessing secrets is throttled', async () => {
    const guesser = district.resident()
    await untilThrottled((i) => {
      guesser.secret = `guess${String(i).padStart(17, '0')}`
      return guesser.get(`/api/track/${other.number}`)
    }, { burst: 120, aSecond: 2 })
    assert.equal((await district.reporter(other).get(`/api/track/${other.number}`)).status, 200, 'the owner, elsewhere, is not kept out')
  })

  test('pictures that everybody may see are not read without end, since none may be cached', async () => {
    const reader = district.resident()
    await untilThrottled((i) => reader.get(`/api/public/cases/${other.number}/photos/${String(i).padStart(26, '0')}/thumb`), { burst: 300, aSecond: 5 })
  })

  test("one's own secret opens no list, no file and no other action", async () => {
    for (const path of ['/api/cases', `/api/cases/${mine.number}`, `/api/cases/${mine.number}/events`, '/api/map', '/api/outbox', '/api/accounts', '/api/stream']) {
      const answer = await mine.reporter.get(path, { check: false })
      assert.ok([401, 404].includes(answer.status), `${path}: ${answer.status}`)
    }
    const { version } = await (await district.as('wufeng')).see(mine.number)
    for (const action of ['respond', 'reject', 'correct', 'redact', 'publish', 'supervise']) {
      const answer = await mine.reporter.try(mine.number, action, { version, note: 'x', code: 'R09', urgency: 'U1', seq: 1, field: 'text' })
      assert.equal(answer.status, 403, action)
    }
  })

  test("a department that was not called, another street, an administrator: as if it did not exist", async () => {
    for (const login of ['yuanlin', 'jianshe2', 'guxi', 'pingxi', 'guangsha1', 'admin', 'shuiwujituan']) {
      const client = await district.as(login)
      for (const path of [`/api/cases/${mine.number}`, `/api/cases/${mine.number}/events`, `/api/cases/${mine.number}/call-targets`]) assert.equal((await client.get(path)).status, 404, `${login} ${path}`)
      assert.equal((await client.try(mine.number, 'reporter', { note: '看看' })).status, 404, login)
      for (const view of ['desk', 'work', 'open', 'all', 'requests']) {
        const { items } = await client.must(200, 'GET', `/api/cases?view=${view}&q=${mine.number}`)
        assert.ok(!items.some(({ number }) => number === mine.number), `${login} finds it in ${view}`)
      }
    }
    const points = (await (await district.as('guxi')).must(200, 'GET', '/api/map')).items.map(({ number }) => number)
    assert.ok(!points.includes(mine.number))
  })

  test('events are for those concerned and for auditors', async () => {
    for (const [login, status] of [['auditor', 200], ['supervisor', 200], ['wufeng', 200], ['centre', 200], ['guxi', 404], ['hotline', 404], ['guangsha', 404]])
      assert.equal((await (await district.as(login)).get(`/api/cases/${mine.number}/events`)).status, status, login)
  })

  test('the phone number stands in no page; each look at it is an event', async () => {
    const desk = await district.as('wufeng')
    for (const login of ['wufeng', 'centre', 'auditor', 'supervisor']) {
      const client = await district.as(login)
      for (const path of [`/api/cases/${mine.number}`, `/api/cases/${mine.number}/events`, '/api/cases?view=all', `/api/cases?view=all&q=13811112222`, '/api/map']) {
        const { bytes } = await client.get(path)
        for (const personal of ['13811112222', '陈先生']) assert.ok(!bytes.includes(personal), `${login} ${path}`)
      }
    }
    assert.deepEqual(await desk.must(200, 'POST', `/api/cases/${mine.number}/reporter`, { note: '回访' }), { name: '陈先生', phone: '13811112222', mail: null })
    const looks = (await desk.see(mine.number)).timeline.filter(({ action }) => action === 'REVEAL_REPORTER')
    assert.deepEqual(looks.map(({ note, unit }) => [note, unit.code]), [['回访', UNIT.wufeng]])
    const bare = await desk.try(mine.number, 'reporter', {})
    assert.equal(bare.status, 422)
    const tracked = (await mine.reporter.get(`/api/track/${mine.number}`)).body
    assert.ok(!JSON.stringify(tracked).includes('13811112222'))
    assert.ok(tracked.timeline.every(({ person }) => person === null), 'officials are not named to the public')
  })
})

let url
describe('a photo', () => {
  let other
  before(async () => {
    const resident = district.resident()
    const made = await district.report({ photos: [await resident.photo()] }, resident)
    const second = await district.report({ photos: [await resident.photo('wide.jpg')] }, resident)
    url = new URL((await made.reporter.must(200, 'GET', `/api/track/${made.number}`)).photos[0].url, district.url)
    other = (await second.reporter.must(200, 'GET', `/api/track/${second.number}`)).photos[0]
  })
  const altered = {
    'for another photo': (at) => { at.pathname = at.pathname.replace(/photos\/[^/]+/, `photos/${other.id}`) },
    'for the other size': (at) => { at.pathname = at.pathname.replace(/\/full$/, '/thumb') },
    'with a later end': (at) => { at.searchParams.set('until', String(Number(at.searchParams.get('until')) + 86_400_000)) },
    'with the key altered': (at) => { const key = at.searchParams.get('key'); at.searchParams.set('key', (key[0] === 'A' ? 'B' : 'A') + key.slice(1)) },
    'with the key cut short': (at) => { at.searchParams.set('key', at.searchParams.get('key').slice(0, -1)) },
    'without its key': (at) => { at.searchParams.delete('key') },
    'without its end': (at) => { at.searchParams.delete('until') },
    'of a path that climbs': (at) => { at.pathname = '/api/photos/..%2F..%2Fgulou.db/full' },
  }
  for (const [name, change] of Object.entries(altered)) {
    test(`by a link altered ${name} is not served`, async () => {
      const at = new URL(url)
      change(at)
      for (const client of [district.resident(), await district.as('admin')]) {
        const answer = await client.get(at.pathname + at.search)
        assert.ok([403, 404, 410].includes(answer.status), `${answer.status}`)
      }
      assert.equal((await district.resident().get(url.pathname + url.search)).status, 200)
    })
  }
})

describe('an administrator’s door', () => {
  const doors = [['GET', '/api/accounts'], ['POST', '/api/accounts', { login: 'x.y', name: 'X', grants: [{ role: 'AUDITOR', unit: 'CEN' }] }], ['POST', '/api/accounts/wufeng/disable', {}], ['POST', '/api/accounts/wufeng/reset-password', {}], ['POST', '/api/accounts/wufeng/grants', { grants: [{ role: 'ADMINISTRATOR', unit: 'CEN' }] }]]
  test('opens to no other role', async () => {
    for (const login of ['centre', 'centreleader', 'supervisor', 'auditor', 'analyst', 'wufeng', 'wufengleader', 'hotline', 'guangsha', 'guangsha1', 'yuanlin', 'yuanlinleader', 'shuiwujituan', 'resident', 'device', 'system'])
      for (const [method, path, json] of doors) {
        const answer = await (await district.as(login)).send(method, path, { json })
        assert.deepEqual([answer.status, answer.body.code], [403, 'ADMINISTRATOR_ONLY'], `${login} ${method} ${path}`)
      }
  })
  test('the outbox is for administrators (and, in the demo, centre dispatchers)', async () => {
    for (const [login, status] of [['admin', 200], ['centre', 200], ['wufeng', 403], ['auditor', 403], ['yuanlin', 403], ['hotline', 403]])
      assert.equal((await (await district.as(login)).get('/api/outbox')).status, status, login)
  })
})

describe('signing in', () => {
  test('nothing of the staff answers without a session', async () => {
    const open = new Set(['GET /api/district', 'GET /api/words', 'GET /api/areas', 'GET /api/categories', 'GET /api/rejections', 'GET /api/openapi.yaml', 'GET /api/log/head', 'POST /api/photos', 'POST /api/locate', 'POST /api/twins', 'POST /api/cases/{number}/follow', 'POST /api/cases', 'POST /api/session', 'GET /api/rating/{token}', 'POST /api/rating/{token}', 'GET /api/photos/{id}/{size}', 'GET /api/knowledge', 'GET /api/knowledge/{article}',
      'GET /api/public/cases', 'GET /api/public/cases/{number}', 'GET /api/public/cases/{number}/photos/{id}/{size}', 'POST /api/public/alerts', 'POST /api/public/alerts/{token}/code', 'GET /api/public/alerts/{token}', 'DELETE /api/public/alerts/{token}', 'POST /api/advice', 'GET /api/wechat', 'GET /api/wechat/js-config',
      ...['GET', 'POST'].flatMap((method) => [`${method} /api/mail-links/{token}`, `${method} /api/no-more-mail/{token}`]), // a token is the key
      'GET /api/sign-on', 'GET /api/sign-on/begin', 'GET /api/sign-on/callback', 'POST /api/sign-on/back-channel-logout'])
    const without = new Set(['/api/brain/learn', '/api/partners/{id}/key', '/api/partners/{id}/webhook', '/api/devices/{id}/key', '/api/calls/call-backs/{id}/take'])
    const answered = []
    for (const [method, template] of operations().filter(([method, path]) => !open.has(`${method} ${path}`))) {
      const path = template.replace('{number}', '2611220000000').replace('{action}', 'respond').replace('{change}', 'disable').replace(/\{\w+\}/g, 'x')
      const bodiless = method === 'GET' || method === 'DELETE' || without.has(template)
      const form = new FormData()
      form.append('file', new Blob(['x']), 'x.csv')
      const sent = template === '/api/imports/cases' ? { body: form } : bodiless ? {} : { json: {} }
      const answer = await district.resident().send(method, path, sent)
      if (answer.status !== 401) answered.push(`${method} ${template}: ${answer.status}`)
    }
    assert.deepEqual(answered, [])
  })

  test('a change without the token of the session, or with another’s, is refused and does nothing', async () => {
    const [desk, other] = [await district.as('wufeng2'), await district.as('wufeng3')]
    const { number } = await district.report()
    const { version } = await desk.see(number)
    const changes = [['POST', `/api/cases/${number}/respond`, { version }], ['POST', '/api/cases', { text: '垃圾' }], ['DELETE', '/api/session'], ['POST', '/api/session/password', { old: 'x', new: 'a-new-password' }], ['POST', '/api/demo/advance', { minutes: 1 }]]
    const trying = (token, method, path, json) => desk.send(method, path, { json, headers: { 'X-CSRF-Token': token, 'Idempotency-Key': randomUUID() } })
    for (const token of ['x', other.csrf, `${desk.csrf}x`]) {
      for (const [method, path, json] of changes) {
        const answer = await trying(token, method, path, json)
        assert.deepEqual([answer.status, answer.body.code], [403, 'CSRF_WRONG'], `${method} ${path} ${token}`)
      }
    }
    for (const [method, path, json] of changes.slice(2)) assert.equal((await trying(null, method, path, json)).status, 403, `${method} ${path} without a token`)
    // where residents are served too, a cookie without its token counts for nothing: no staff's right comes with it
    assert.ok([401, 403].includes((await trying(null, ...changes[0])).status))
    const forged = await trying(null, 'POST', '/api/cases', { text: '垃圾', channel: 'HOTLINE' })
    assert.deepEqual([forged.status, forged.body.code], [422, 'CHANNEL_STAFF_ONLY'])
    assert.equal((await desk.see(number)).version, version)
  })

  test('a wrong password and an unknown login are told alike; after some tries one waits, others do not', async () => {
    const guesser = district.resident()
    const tries = []
    for (let i = 0; i < 7; i++) tries.push(await guesser.post('/api/session', { login: 'luzhuang', password: `wrong-${i}` }))
    const unknown = await district.resident().post('/api/session', { login: 'nobody.here', password: 'wrong-0' })
    assert.deepEqual([unknown.status, unknown.body.detail], [tries[0].status, tries[0].body.detail])
    assert.equal(tries[0].status, 401)
    assert.equal(tries.at(-1).status, 429)
    const right = await district.resident().post('/api/session', { login: 'luzhuang', password: 'gulou-demo-2026' })
    assert.equal(right.status, 429, 'the account is guarded, whatever the address')
    assert.equal((await district.resident().signIn('guxi2')).login, 'guxi2')
  })

  test('a new account must change its password before anything else; the change ends its other sessions', async () => {
    const admin = await district.as('admin')
    const made = await admin.must(201, 'POST', '/api/accounts', { login: 'new.dispatcher', name: '新人', grants: [{ role: 'SUBDISTRICT_DISPATCHER', unit: UNIT.wufeng }] })
    const { number } = await district.report()
    const [first, second] = [await new (district.resident().constructor)(district).signIn('new.dispatcher', made.password), await district.resident().signIn('new.dispatcher', made.password)]
    assert.equal(first.session.must_change_password, true)
    for (const path of ['/api/cases', `/api/cases/${number}`, '/api/map', '/api/stream', '/api/outbox', '/api/accounts']) {
      const answer = await first.get(path)
      assert.deepEqual([answer.status, answer.body.code], [403, 'PASSWORD_MUST_CHANGE'], path)
    }
    const act = await first.try(number, 'respond', { version: 2 })
    assert.deepEqual([act.status, act.body.code], [403, 'PASSWORD_MUST_CHANGE'])
    for (const weak of ['short', 'password123', 'new.dispatcher1', made.password]) assert.equal((await first.post('/api/session/password', { old: made.password, new: weak })).status, 422, weak)
    first.take(await first.post('/api/session/password', { old: made.password, new: '榕城鼓声十分钟' + '到场办' }))
    assert.equal(first.session.must_change_password, false)
    await first.must(200, 'GET', '/api/cases')
    assert.equal((await second.get('/api/session')).status, 401, 'the other session ended')
    district.newcomer = { first, id: made.account.id, number }
  })

  test('a disabled person’s session ends at once', async () => {
    const { first, id, number } = district.newcomer
    await (await district.as('admin')).must(200, 'POST', `/api/accounts/${id}/disable`, {})
    for (const attempt of [first.get('/api/cases'), first.try(number, 'respond', { version: 2 }), first.get('/api/stream')]) {
      const { status, body } = await attempt
      assert.ok([401, 403].includes(status), JSON.stringify(body))
      assert.notEqual(body.code, 'PASSWORD_MUST_CHANGE')
    }
    const again = await district.resident().post('/api/session', { login: 'new.dispatcher', password: '榕城鼓声十分钟到场办' })
    assert.ok([401, 403].includes(again.status))
  })

  test('grants taken away are gone with the next request', async () => {
    const admin = await district.as('admin')
    const made = await admin.must(201, 'POST', '/api/accounts', { login: 'mover', name: '调岗', grants: [{ role: 'SUBDISTRICT_DISPATCHER', unit: UNIT.wufeng }] })
    const person = await district.resident().signIn('mover', made.password)
    person.take(await person.post('/api/session/password', { old: made.password, new: 'eight drums at dawn' }))
    const { number } = await district.report()
    await person.see(number)
    await admin.must(200, 'POST', `/api/accounts/${made.account.id}/grants`, { grants: [{ role: 'SUBDISTRICT_DISPATCHER', unit: UNIT.guxi }] })
    assert.ok([401, 404].includes((await person.get(`/api/cases/${number}`)).status))
  })

  test('signing out ends the session', async () => {
    const person = await district.resident().signIn('guxi3')
    assert.equal((await person.delete('/api/session')).status, 204)
    assert.equal((await person.get('/api/cases')).status, 401)
  })

  test('the answer sets no cookie a script could read, and no page may be framed elsewhere', async () => {
    const answer = await district.resident().post('/api/session', { login: 'wufeng', password: 'gulou-demo-2026' })
    assert.match(answer.headers.get('set-cookie'), /HttpOnly.*SameSite=Strict/)
    assert.match(answer.headers.get('content-security-policy'), /frame-ancestors 'self'/)
    assert.equal(answer.headers.get('x-content-type-options'), 'nosniff')
  })
})

test('a photo by a link whose time has passed is not served', async () => {
  await district.advance(24 * 60 * 8)
  assert.equal((await district.resident().get(url.pathname + url.search)).status, 410)
})
