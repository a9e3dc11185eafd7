// Staff single sign-on. The honest provider is oidc-provider (npm, OpenID certified) with its own sign-in and consent
// pages; what no honest provider would say is said by a stand-in whose tokens jose makes. otplib is the authenticator.
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { createHash, randomUUID } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import * as jose from 'jose'
import { Provider } from 'oidc-provider'
import { authenticator } from 'otplib'
import { Client, District, PASSWORD, startServer } from '../api/support.mjs'

const SECRET = 'the-secret-of-gulou-at-the-provider', ID = 'gulou'

const listen = (server) => new Promise((done) => server.listen(0, '127.0.0.1', () => done(server.address().port)))
async function freePort() {
  const server = createServer()
  const port = await listen(server)
  await new Promise((done) => server.close(done))
  return port
}

/** A browser without scripts: follows redirects, keeps cookies of each origin, sends forms. */
class Browser {
  jar = new Map()
  async go(url, { method = 'GET', form, until } = {}) {
    for (let hops = 0; hops < 12; hops++) {
      const at = new URL(url)
      const mine = this.jar.get(at.origin) ?? new Map()
      this.jar.set(at.origin, mine)
      const answer = await fetch(url, { method, redirect: 'manual', headers: { Cookie: [...mine].map(([k, v]) => `${k}=${v}`).join('; '), ...(form ? { 'Content-Type': 'application/x-www-form-urlencoded' } : {}) }, body: form && new URLSearchParams(form) })
      for (const line of answer.headers.getSetCookie()) {
        const [name, value] = line.split(';')[0].split(/=(.*)/s)
        if (/max-age=0|1970/i.test(line)) mine.delete(name)
        else mine.set(name, value)
      }
      const to = answer.headers.get('location')
      if (!to) return { url, status: answer.status, text: await answer.text() }
      url = new URL(to, url).href
      if (until && url.startsWith(until)) return { url, status: answer.status, text: '' }
      method = 'GET'
      form = undefined
    }
    throw new Error(`too many redirects: ${url}`)
  }
  cookie(origin, name) { return this.jar.get(origin)?.get(name) }
}

/** Starts at our server, signs in and consents on the provider's own pages; stops before the answer reaches us. */
async function atProvider(browser, district, login, { to = '/command/desk' } = {}) {
  const callback = `${district.url}/api/sign-on/callback`
  let page = await browser.go(`${district.url}/api/sign-on/begin?to=${encodeURIComponent(to)}`, { until: callback })
  while (!page.url.startsWith(callback)) {
    const action = /<form[^>]+action="([^"]+)"/.exec(page.text)?.[1]
    assert.ok(action, `no form at ${page.url}: ${page.text.slice(0, 300)}`)
    const prompt = /name="prompt" value="(\w+)"/.exec(page.text)?.[1]
    page = await browser.go(new URL(action, page.url).href, { method: 'POST', form: prompt === 'login' ? { prompt, login, password: 'any' } : { prompt }, until: callback })
  }
  return page.url
}

function signedIn(district, browser) {
  const token = browser.cookie(district.url, 'gulou_session')
  const client = new Client(district)
  client.cookie = token && `gulou_session=${token}`
  return client
}
const problemOf = (page) => new URL(page.url).searchParams.get('problem')

async function openDistrict(issuer, more = {}) {
  const port = await freePort()
  const env = { GULOU_DEMO_NO_HISTORY: '1', GULOU_SSO_ISSUER: issuer, GULOU_SSO_CLIENT_ID: ID, GULOU_SSO_CLIENT_SECRET: SECRET, GULOU_NOTIFY_PUBLIC_URL: `http://127.0.0.1:${port}`, ...more }
  const district = await District.open({ port, env })
  return Object.assign(district, { env, port })
}

describe('signing in at oidc-provider', () => {
  let district, provider, server
  before(async () => {
    const [port, ours] = [await freePort(), await freePort()]
    const issuer = `http://127.0.0.1:${port}`, url = `http://127.0.0.1:${ours}`
    provider = new Provider(issuer, {
      clients: [{ client_id: ID, client_secret: SECRET, redirect_uris: [`${url}/api/sign-on/callback`], post_logout_redirect_uris: [`${url}/command/sign-in`], backchannel_logout_uri: `${url}/api/sign-on/back-channel-logout`, backchannel_logout_session_required: true, response_types: ['code'], grant_types: ['authorization_code'] }],
      claims: { openid: ['sub', 'sid'], profile: ['preferred_username'] },
      conformIdTokenClaims: false,
      pkce: { required: () => true, methods: ['S256'] },
      features: { devInteractions: { enabled: true }, backchannelLogout: { enabled: true }, rpInitiatedLogout: { enabled: true } },
      cookies: { keys: ['a key of the provider'] },
      findAccount: (_, sub) => ({ accountId: sub, claims: () => ({ sub, preferred_username: sub.replace(/^at-/, '') }) }),
    })
    provider.on('server_error', (_, error) => console.error(error))
    server = createServer(provider.callback())
    await new Promise((done) => server.listen(port, '127.0.0.1', done))
    const env = { GULOU_DEMO_NO_HISTORY: '1', GULOU_SSO_ISSUER: issuer, GULOU_SSO_CLIENT_ID: ID, GULOU_SSO_CLIENT_SECRET: SECRET, GULOU_NOTIFY_PUBLIC_URL: url, GULOU_SSO_CLAIM: 'preferred_username', GULOU_SSO_PASSWORD_OFF: '1', GULOU_SSO_NAME: '区政务统一认证' }
    district = Object.assign(await District.open({ port: ours, env }), { env, port: ours })
  })
  after(async () => {
    server.closeAllConnections()
    server.close()
    await district.clean()
  })

  it('brings a person to the page she asked for, with the rights of her account and no others', async () => {
    const browser = new Browser()
    const callback = await atProvider(browser, district, 'at-wufeng')
    const page = await browser.go(callback, { until: `${district.url}/command/desk` })
    assert.equal(page.url, `${district.url}/command/desk`)
    const me = await signedIn(district, browser).must(200, 'GET', '/api/session')
    assert.equal(me.login, 'wufeng')
    assert.equal(me.signed_in_there, true)
    assert.deepEqual(me.grants, (await (await new Client(district).signIn('centre')).must(200, 'GET', '/api/session'), me.grants))
    assert.equal((await signedIn(district, browser).get('/api/accounts')).status, 403)
    const admin = await district.as('admin')
    const { items } = await admin.must(200, 'GET', '/api/accounts')
    assert.equal(items.find((one) => one.login === 'wufeng').subject, 'at-wufeng')
  })

  it('then takes her password no more, and links nobody else to her', async () => {
    const refused = await new Client(district).post('/api/session', { login: 'wufeng', password: PASSWORD })
    assert.deepEqual([refused.status, refused.body.code], [403, 'SIGN_ON_ONLY'])
    const wrong = await new Client(district).post('/api/session', { login: 'wufeng', password: 'not the password' })
    assert.equal(wrong.status, 401) // who is linked is told to nobody without the password
    const browser = new Browser()
    const page = await browser.go(await atProvider(browser, district, 'wufeng'), { until: `${district.url}/command/` })
    assert.equal(problemOf(page), 'SIGN_ON_NOBODY')
    assert.equal(browser.cookie(district.url, 'gulou_session'), undefined)
  })

  it('lets nobody in for whom there is no account', async () => {
    const browser = new Browser()
    const page = await browser.go(await atProvider(browser, district, 'stranger'), { until: `${district.url}/command/` })
    assert.equal(problemOf(page), 'SIGN_ON_NOBODY')
  })

  it('links and unlinks by an administrator, whose word ends the sessions', async () => {
    const admin = await district.as('admin')
    const { items } = await admin.must(200, 'GET', '/api/accounts')
    const id = (login) => items.find((one) => one.login === login).id
    await admin.must(200, 'POST', `/api/accounts/${id('guxi')}/link`, { subject: 'staff-4711' })
    assert.equal((await admin.post(`/api/accounts/${id('gudong')}/link`, { subject: 'staff-4711' })).body.code, 'SIGN_ON_TAKEN')
    const browser = new Browser()
    await browser.go(await atProvider(browser, district, 'staff-4711'), { until: `${district.url}/command/` })
    const person = signedIn(district, browser)
    assert.equal((await person.must(200, 'GET', '/api/session')).login, 'guxi')
    await admin.must(200, 'POST', `/api/accounts/${id('guxi')}/link`, { subject: '' })
    assert.equal((await person.get('/api/session')).status, 401)
    await new Client(district).signIn('guxi') // the password counts again
  })

  it('is finished by another process than the one that began it', async () => {
    const browser = new Browser()
    const callback = await atProvider(browser, district, 'at-wufeng')
    const old = district.server
    old.child.kill('SIGTERM')
    await old.ended
    district.server = await startServer({ data: district.data, port: district.port, flags: ['--demo'], env: district.env })
    await browser.go(callback, { until: `${district.url}/command/desk` })
    assert.equal((await signedIn(district, browser).must(200, 'GET', '/api/session')).login, 'wufeng')
  })

  it('refuses a code that was used, another state, and an answer brought to another browser', async () => {
    const browser = new Browser(), victim = new Browser()
    const callback = await atProvider(browser, district, 'at-wufeng')
    const begun = browser.cookie(district.url, 'gulou_sign_on')
    assert.equal(problemOf(await victim.go(callback, { until: `${district.url}/command/` })), 'SIGN_ON_TOKEN')
    const swapped = new Browser() // somebody else's answer put into a sign-in of one's own
    await swapped.go(`${district.url}/api/sign-on/begin`, { until: server.listening && `http://127.0.0.1:${server.address().port}` })
    assert.equal(problemOf(await swapped.go(callback, { until: `${district.url}/command/` })), 'SIGN_ON_TOKEN')
    const first = new Browser()
    first.jar.set(district.url, new Map([['gulou_sign_on', begun], ['gulou_session', 'chosen-by-an-attacker']]))
    await first.go(callback, { until: `${district.url}/command/desk` })
    assert.notEqual(first.cookie(district.url, 'gulou_session'), 'chosen-by-an-attacker')
    const again = new Browser()
    again.jar.set(district.url, new Map([['gulou_sign_on', begun]]))
    assert.equal(problemOf(await again.go(callback, { until: `${district.url}/command/` })), 'SIGN_ON_TOKEN')
  })

  it('returns to pages of this server alone, and from no address that is not registered', async () => {
    for (const to of ['https://evil.example/', '//evil.example/', '/\\evil.example', '/command\r\nX: y']) {
      const browser = new Browser()
      const page = await browser.go(await atProvider(browser, district, 'at-wufeng', { to }), { until: `${district.url}/command/` })
      assert.equal(page.url, `${district.url}/command/`)
    }
    const begun = await fetch(`${district.url}/api/sign-on/begin`, { redirect: 'manual' })
    const asked = new URL(begun.headers.get('location'))
    assert.equal(asked.searchParams.get('code_challenge_method'), 'S256')
    asked.searchParams.set('redirect_uri', 'https://evil.example/callback')
    assert.match(await (await fetch(asked)).text(), /redirect_uri/)
  })

  it('ends at the provider too, and ends here when the provider says so', async () => {
    const browser = new Browser()
    await browser.go(await atProvider(browser, district, 'at-wufeng'), { until: `${district.url}/command/desk` })
    const person = signedIn(district, browser), other = new Browser()
    person.csrf = (await person.must(200, 'GET', '/api/session')).csrf
    await other.go(await atProvider(other, district, 'at-wufeng'), { until: `${district.url}/command/desk` })
    const stays = signedIn(district, other)
    const { address } = await person.must(200, 'POST', '/api/sign-on/leave', {})
    assert.equal((await person.get('/api/session')).status, 401)
    const page = await browser.go(address)
    const form = Object.fromEntries([...page.text.matchAll(/name="(\w+)" value="([^"]*)"/g)].map((found) => [found[1], found[2]]))
    const action = /action="([^"]+)"/.exec(page.text)[1]
    const home = await browser.go(action, { method: 'POST', form: { ...form, logout: 'yes' }, until: `${district.url}/command/` })
    assert.equal(new URL(home.url).pathname, '/command/sign-in')
    assert.equal((await stays.get('/api/session')).status, 200) // another session of hers there
    // the second one ends at the provider alone, which tells us behind the browser's back
    const end = await other.go(`http://127.0.0.1:${server.address().port}/session/end`)
    const fields = Object.fromEntries([...end.text.matchAll(/name="(\w+)" value="([^"]*)"/g)].map((found) => [found[1], found[2]]))
    await other.go(/action="([^"]+)"/.exec(end.text)[1], { method: 'POST', form: { ...fields, logout: 'yes' } })
    assert.equal((await stays.get('/api/session')).status, 401)
  })
})

/** A provider that says whatever `state.claims` and `state.sign` make of a token. */
async function startStandIn() {
  const state = { keys: [], shown: null, change: (claims) => claims, sign: null, code: null, nonce: null, discoveries: 0, jwks: 0 }
  const make = async (alg, kid) => ({ alg, kid, ...(await jose.generateKeyPair(alg, { extractable: true })) })
  state.roll = async (alg = 'RS256') => {
    const key = await make(alg, randomUUID())
    state.keys = [key]
    return key
  }
  await state.roll()
  const server = createServer(async (req, res) => {
    const url = new URL(req.url, state.issuer)
    const json = (value, status = 200) => { res.writeHead(status, { 'Content-Type': 'application/json' }); res.end(JSON.stringify(value)) }
    if (url.pathname === '/.well-known/openid-configuration') {
      state.discoveries++
      return json({ issuer: state.issuer, authorization_endpoint: `${state.issuer}/auth`, token_endpoint: `${state.issuer}/token`, jwks_uri: `${state.issuer}/jwks` })
    }
    if (url.pathname === '/jwks') {
      state.jwks++
      return json({ keys: await Promise.all((state.shown ?? state.keys).map(async (key) => ({ ...(await jose.exportJWK(key.publicKey)), kid: key.kid, use: 'sig', alg: key.alg }))) })
    }
    let body = ''
    for await (const part of req) body += part
    const form = new URLSearchParams(body)
    assert.equal(req.headers.authorization, 'Basic ' + Buffer.from(`${ID}:${SECRET}`).toString('base64'))
    assert.equal(createHash('sha256').update(form.get('code_verifier')).digest('base64url'), state.challenge)
    const seconds = Math.floor(Date.now() / 1000)
    const claims = state.change({ iss: state.issuer, aud: ID, sub: 'p1', nonce: state.nonce, iat: seconds, exp: seconds + 300, preferred_username: 'wufeng', email: 'wufeng', email_verified: true })
    json({ access_token: 'a', token_type: 'Bearer', id_token: await (state.sign ?? sign)(claims) })
  })
  const sign = (claims, key = state.keys[0], header = {}) => new jose.SignJWT(claims).setProtectedHeader({ alg: key.alg, kid: key.kid, ...header }).sign(key.privateKey)
  state.plain = sign
  state.issuer = `http://127.0.0.1:${await listen(server)}`
  state.server = server
  /** One whole sign-in; answers the address at which the browser ends. */
  state.signIn = async (district) => {
    const browser = new Browser()
    const { url } = await browser.go(`${district.url}/api/sign-on/begin`, { until: `${state.issuer}/auth` })
    const asked = new URL(url).searchParams
    Object.assign(state, { nonce: asked.get('nonce'), challenge: asked.get('code_challenge') })
    const page = await browser.go(`${district.url}/api/sign-on/callback?code=c&state=${asked.get('state')}`, { until: `${district.url}/command/` })
    return Object.assign(page, { client: signedIn(district, browser) })
  }
  return state
}

describe('a provider that cannot be trusted', () => {
  let district, there
  before(async () => {
    there = await startStandIn()
    district = await openDistrict(there.issuer, { GULOU_SSO_CLAIM: 'email' })
  })
  after(async () => {
    there.server.closeAllConnections()
    there.server.close()
    await district.clean()
  })
  const right = async (what) => assert.equal(problemOf(await there.signIn(district)), null, what)
  const wrong = async (what, code = 'SIGN_ON_TOKEN') => assert.equal(problemOf(await there.signIn(district)), code, what)

  it('links by an address only where it was verified', async () => {
    there.change = (claims) => ({ ...claims, email_verified: false })
    await wrong('not verified', 'SIGN_ON_NOBODY')
    there.change = (claims) => ({ ...claims, email_verified: 'true' })
    await wrong('verified in words', 'SIGN_ON_NOBODY')
    there.change = (claims) => claims
    await right('verified')
  })

  it('signs by RS256, PS256 and ES256', async () => {
    for (const alg of ['PS256', 'ES256', 'RS256']) {
      await there.roll(alg)
      await right(alg)
    }
  })

  it('changes its keys while we remember the old ones, and is not asked without end', async () => {
    const before = there.jwks
    await there.roll()
    await right('new key')
    await right('the same key')
    assert.equal(there.jwks, before + 1)
    const old = there.keys[0]
    there.sign = (claims) => there.plain(claims, { ...old, kid: 'nobody-has-this' })
    for (let i = 0; i < 12; i++) await wrong('unknown key')
    there.sign = null
    assert.ok(there.jwks <= before + 1 + 2 * 6, `${there.jwks - before} look-ups`)
  })

  it('is not believed what is not for us, not of now, or not an answer to this sign-in', async () => {
    const seconds = Math.floor(Date.now() / 1000)
    const bad = {
      'another issuer': { iss: 'https://evil.example' },
      'issuer with a slash': { iss: `${there.issuer}/` },
      'another audience': { aud: 'another-client' },
      'no audience': { aud: undefined },
      'several audiences without azp': { aud: [ID, 'another-client'] },
      'azp of another': { aud: [ID, 'another-client'], azp: 'another-client' },
      'azp of another, alone': { azp: 'another-client' },
      expired: { exp: seconds - 61 },
      'without an end': { exp: undefined },
      'an end in words': { exp: 'tomorrow' },
      'of tomorrow': { iat: seconds + 3600 },
      'of an hour ago': { iat: seconds - 3600 },
      'without iat': { iat: undefined },
      'not yet': { nbf: seconds + 600 },
      'another nonce': { nonce: 'n' },
      'no nonce': { nonce: undefined },
      'no subject': { sub: undefined },
      'a number as subject': { sub: 7 },
    }
    for (const [what, change] of Object.entries(bad)) {
      there.change = (claims) => ({ ...claims, ...change })
      await wrong(what)
    }
    there.change = (claims) => ({ ...claims, aud: [ID, 'another-client'], azp: ID })
    await right('several audiences, issued to us')
    there.change = (claims) => claims
  })

  it('signs wrongly: nothing, with what is public, with another key, or is tampered with', async () => {
    const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url')
    const pem = await jose.exportSPKI(there.keys[0].publicKey)
    const stranger = { alg: 'RS256', kid: there.keys[0].kid, ...(await jose.generateKeyPair('RS256')) }
    const ways = {
      'alg none': (claims) => `${part({ alg: 'none' })}.${part(claims)}.`,
      'alg None': (claims) => `${part({ alg: 'None', kid: there.keys[0].kid })}.${part(claims)}.AA`,
      'HS256 with the public key as its secret': (claims) => new jose.SignJWT(claims).setProtectedHeader({ alg: 'HS256', kid: there.keys[0].kid }).sign(Buffer.from(pem)),
      'HS256 with our client secret': (claims) => new jose.SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(Buffer.from(SECRET)),
      'another key under its name': (claims) => there.plain(claims, stranger),
      'a key in the header': async (claims) => there.plain(claims, stranger, { jwk: await jose.exportJWK(stranger.publicKey) }),
      'PS256 with a key that is for RS256': async (claims) => new jose.SignJWT(claims).setProtectedHeader({ alg: 'PS256', kid: there.keys[0].kid }).sign(await jose.importPKCS8(await jose.exportPKCS8(there.keys[0].privateKey), 'PS256')),
      'other claims under the signature': async (claims) => { const [h, , s] = (await there.plain(claims)).split('.'); return `${h}.${part({ ...claims, sub: 'admin' })}.${s}` },
      'a critical extension': (claims) => `${part({ alg: 'RS256', crit: ['x'], x: 1 })}.${part(claims)}.AAAA`,
      'no token at all': () => 'abc',
      'padding in the signature': async (claims) => `${await there.plain(claims)}==`,
    }
    for (const [what, sign] of Object.entries(ways)) {
      there.sign = sign
      await wrong(what)
    }
    there.sign = null
    await right('and rightly')
  })

  it('ends sessions by a logout token and by nothing that only looks like one', async () => {
    const { client } = await there.signIn(district)
    const seconds = Math.floor(Date.now() / 1000)
    const events = { 'http://schemas.openid.net/event/backchannel-logout': {} }
    const token = { iss: there.issuer, aud: ID, sub: 'p1', iat: seconds, exp: seconds + 60, jti: 'first', events }
    const tell = async (claims, sign = there.plain) => (await new Client(district).send('POST', '/api/sign-on/back-channel-logout', { body: new URLSearchParams({ logout_token: await sign(claims) }), headers: { 'Content-Type': 'application/x-www-form-urlencoded', 'X-Forwarded-For': '10.88.0.1' } })).status
    assert.equal(await tell({ ...token, nonce: 'n' }), 400)
    assert.equal(await tell({ ...token, events: {} }), 400)
    assert.equal(await tell({ ...token, aud: 'another' }), 400)
    assert.equal(await tell({ ...token, sub: undefined }), 400)
    assert.equal(await tell({ ...token, iat: seconds - 3600 }), 400)
    for (const jti of [undefined, '', 7, 'j'.repeat(256)]) assert.equal(await tell({ ...token, jti }), 400)
    assert.equal((await client.get('/api/session')).status, 200)
    assert.equal(await tell({ ...token, sub: 'somebody else', jti: 'theirs' }), 204)
    assert.equal((await client.get('/api/session')).status, 200)
    assert.equal(await tell(token), 204)
    assert.equal((await client.get('/api/session')).status, 401)
    const again = (await there.signIn(district)).client // the word that ended the last session ends no later one
    assert.equal(await tell(token), 400)
    assert.equal((await again.get('/api/session')).status, 200)
    assert.equal(await tell({ ...token, jti: 'second' }), 204)
    assert.equal((await again.get('/api/session')).status, 401)
    // the end of a day: everybody leaves, told from one address; what is no token is not heard without end
    const all = await Promise.all(Array.from({ length: 150 }, (_, i) => tell({ ...token, sub: `p${i}`, jti: `evening-${i}` })))
    assert.deepEqual([...new Set(all)], [204])
    const noise = []
    for (let i = 0; i < 150; i++) noise.push(await tell(token, () => 'a.b.c'))
    assert.deepEqual([noise[0], noise.includes(429)], [400, true])
  })
})

describe('a provider that does not answer', () => {
  it('keeps a few of our threads waiting, and nobody else', async () => {
    const waiting = new Set(), refuse = (res) => res.writeHead(503).end()
    let awake = false
    const silent = createServer((req, res) => (awake ? refuse(res) : waiting.add(res)))
    const port = await listen(silent)
    const district = await openDistrict(`http://127.0.0.1:${port}`)
    try {
      const begun = Array.from({ length: 100 }, () => fetch(`${district.url}/api/sign-on/begin`, { redirect: 'manual' }).then((answer) => answer.status))
      for (let i = 0; i < 200 && waiting.size < 8; i++) await new Promise((done) => setTimeout(done, 20))
      const answer = await fetch(`${district.url}/api/district`, { signal: AbortSignal.timeout(5000) })
      assert.equal(answer.status, 200)
      assert.equal(waiting.size, 8)
      awake = true
      for (const one of waiting) refuse(one)
      assert.ok((await Promise.all(begun)).every((status) => status === 303)) // back to the page of signing in
    } finally {
      silent.closeAllConnections()
      silent.close()
      await district.clean()
    }
  })
})

describe('the second factor', () => {
  let district, first, device
  before(async () => { district = await District.open() })
  after(async () => { await district.clean() })
  const code = (secret, at = Date.now()) => authenticator.clone({ epoch: at }).generate(secret)

  it('is set up with an authenticator of another maker, and shows recovery codes once', async () => {
    const person = await new Client(district).signIn('wufeng')
    assert.equal(person.session.second_factor, 'none')
    const { secret, uri } = await person.must(200, 'POST', '/api/session/second-factor/enrol', {})
    device = secret
    assert.equal(new URL(uri).searchParams.get('secret'), secret)
    assert.equal((await person.post('/api/session/second-factor/confirm', { code: '000000' })).status, 422)
    const before = person.cookie
    const answer = await person.post('/api/session/second-factor/confirm', { code: code(secret) })
    assert.equal(answer.status, 200, JSON.stringify(answer.body))
    first = answer.body.recovery_codes
    assert.equal(new Set(first).size, 10)
    person.take({ headers: answer.headers, body: answer.body.session })
    assert.notEqual(person.cookie, before)
    await person.must(200, 'GET', '/api/cases?view=desk')
    const old = new Client(district)
    old.cookie = before
    assert.equal((await old.get('/api/session')).status, 401)
    assert.equal((await person.post('/api/session/second-factor/enrol', {})).body.code, 'SECOND_STANDS')
  })

  it('stands before everything else, and takes each code once', async () => {
    const person = await new Client(district).signIn('wufeng')
    assert.equal(person.session.second_factor, 'asked')
    assert.equal((await person.get('/api/cases?view=desk')).body.code, 'SECOND_FIRST')
    assert.equal((await person.post('/api/session/second-factor', { code: code(device) })).status, 422) // used when it was set up
    const next = code(device, Date.now() + 30_000) // of the window's far end
    person.take(await person.post('/api/session/second-factor', { code: `${next.slice(0, 3)} ${next.slice(3)}` }))
    assert.equal(person.session.second_factor, 'done')
    await person.must(200, 'GET', '/api/cases?view=desk')
    const thief = await new Client(district).signIn('wufeng')
    assert.equal((await thief.post('/api/session/second-factor', { code: next })).body.code, 'SECOND_WRONG')
  })

  it('takes a recovery code once', async () => {
    const person = await new Client(district).signIn('wufeng')
    person.take(await person.post('/api/session/second-factor', { code: first[0].toUpperCase() }))
    assert.equal(person.session.second_factor, 'done')
    const again = await new Client(district).signIn('wufeng')
    assert.equal((await again.post('/api/session/second-factor', { code: first[0] })).status, 422)
  })

  it('cannot be guessed', async () => {
    const thief = await new Client(district).signIn('wufeng')
    let status = 0
    for (let i = 0; i < 12 && status !== 429; i++) status = (await thief.post('/api/session/second-factor', { code: String(i).padStart(6, '0') })).status
    assert.equal(status, 429)
    const owner = await new Client(district).signIn('wufeng')
    assert.equal((await owner.post('/api/session/second-factor', { code: first[1] })).status, 429) // whichever session tries
  })

  it('is taken away by an administrator when the telephone is lost, which ends the sessions', async () => {
    const admin = await district.as('admin')
    const { items } = await admin.must(200, 'GET', '/api/accounts')
    const account = items.find((one) => one.login === 'wufeng')
    assert.equal(account.has_second_factor, true)
    const open = await new Client(district).signIn('wufeng')
    await admin.must(200, 'POST', `/api/accounts/${account.id}/reset-second-factor`, {})
    assert.equal((await open.get('/api/session')).status, 401)
    assert.equal((await new Client(district).signIn('wufeng')).session.second_factor, 'none')
  })
})

describe('outside the demo', () => {
  it('an administrator does nothing before a second factor stands', async () => {
    const district = await District.open({ demo: false })
    try {
      const password = /(?:password|密码)\D*?([a-zE2-9]{16})/.exec(district.server.said)?.[1]
      assert.ok(password, district.server.said)
      const admin = await new Client(district).signIn('admin', password)
      const chosen = 'a drum tower of our own'
      admin.take(await admin.post('/api/session/password', { old: password, new: chosen }))
      assert.equal(admin.session.second_factor, 'enrol')
      assert.equal((await admin.get('/api/accounts')).body.code, 'SECOND_ENROL_FIRST')
      const { secret } = await admin.must(200, 'POST', '/api/session/second-factor/enrol', {})
      const answer = await admin.post('/api/session/second-factor/confirm', { code: authenticator.generate(secret) })
      admin.take({ headers: answer.headers, body: answer.body.session })
      await admin.must(200, 'GET', '/api/accounts')
    } finally {
      await district.clean()
    }
  })
})
