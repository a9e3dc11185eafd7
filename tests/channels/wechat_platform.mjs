// Stands in for api.weixin.qq.com and checks every field of what it is asked; says no as the platform's documents say.
// Codes of web authorization serve once; tokens end when `state.token` is spoilt; `state.away` answers 502, `state.mute`
// never answers.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { createServer } from 'node:http'
import { fixture } from '../api/support.mjs'

export const TOKEN = 'our-token-of-the-platform', APP_ID = 'wx0123456789abcdef', SECRET = 'an-app-secret', ACCOUNT = 'gh_gulou'
export const TEMPLATE = 'ngqIpbwh8bUfcSsECmogfXcV14J0tQlEpBO27izEYtY', RATING = 'rating-template', ALERT = 'alert-template'
const FIELDS = { [TEMPLATE]: { thing1: 20, character_string2: 32, time3: 20, thing4: 20 }, [RATING]: { phrase1: 5, character_string2: 32 }, [ALERT]: { thing1: 20, thing2: 20, time3: 20 } }

const no = (errcode, errmsg) => ({ errcode, errmsg })

function onlyThese(query, names) {
  assert.deepEqual(Array.from(query.keys()).sort(), names.slice().sort())
}

const paths = {
  'POST /cgi-bin/stable_token'({ state, body, req }) {
    assert.match(req.headers['content-type'], /^application\/json/)
    const { grant_type: grant, appid, secret, force_refresh: force, ...rest } = JSON.parse(body)
    assert.deepEqual(rest, {})
    if (grant !== 'client_credential' || appid !== APP_ID) return no(40013, 'invalid appid')
    if (secret !== SECRET) return no(40125, 'invalid appsecret')
    if (!state.token || force) state.token = `token-${++state.tokens}`
    return { access_token: state.token, expires_in: 7200 }
  },
  'GET /sns/oauth2/access_token'({ state, query }) {
    onlyThese(query, ['appid', 'secret', 'code', 'grant_type'])
    if (query.get('appid') !== APP_ID || query.get('secret') !== SECRET) return no(40125, 'invalid appsecret')
    assert.equal(query.get('grant_type'), 'authorization_code')
    const known = state.codes.get(query.get('code'))
    if (!known) return no(40029, 'invalid code')
    if (known.used) return no(40163, 'code been used')
    known.used = true
    return { access_token: 'of-the-person', expires_in: 7200, refresh_token: 'r', openid: known.openid, scope: 'snsapi_base', ...known.more }
  },
}

const withToken = {
  'GET /cgi-bin/ticket/getticket'({ state, query }) {
    onlyThese(query, ['access_token', 'type'])
    assert.equal(query.get('type'), 'jsapi')
    return { errcode: 0, errmsg: 'ok', ticket: state.ticket, expires_in: 7200 }
  },
  'POST /cgi-bin/message/template/send'({ state, body }) {
    const { touser, template_id: template, url, client_msg_id: id, data, ...rest } = JSON.parse(body)
    assert.deepEqual(rest, {})
    assert.match(id, /^[0-9a-f]{32}$/)
    if (state.refuses.has(touser)) return no(state.refuses.get(touser), 'refused')
    if (state.full) return no(45009, 'reach max api daily quota limit')
    if (!FIELDS[template]) return no(40037, 'invalid template_id')
    for (const [name, most] of Object.entries(FIELDS[template]))
      if (!data[name]?.value || Array.from(data[name].value).length > most) return no(47003, `argument invalid! data.${name}.value invalid`)
    assert.deepEqual(Object.keys(data).sort(), Object.keys(FIELDS[template]).sort())
    if (!state.sent.some((one) => one.id === id)) state.sent.push({ touser, template, url, id, data: Object.fromEntries(Object.entries(data).map(([name, { value }]) => [name, value])) })
    return { errcode: 0, errmsg: 'ok', msgid: 200228332 }
  },
  'GET /cgi-bin/menu/get'({ state }) {
    return state.menu ? { menu: { button: state.menu.button.map((one) => ({ sub_button: [], ...one })), menuid: 207 } } : no(46003, 'menu no exist')
  },
  'POST /cgi-bin/menu/create'({ state, body }) {
    const menu = JSON.parse(body)
    if (menu.button.length > 3 || menu.button.some((one) => Buffer.byteLength(one.name) > 16)) return no(40018, 'invalid button name size')
    for (const one of menu.button.flatMap(({ sub_button: below, ...top }) => below ?? [top])) assert.ok(one.type === 'view' ? /^https:/.test(one.url) : one.type === 'click' && one.key, JSON.stringify(one))
    state.menu = menu
    return { errcode: 0, errmsg: 'ok' }
  },
}

export function startPlatform() {
  const state = { tokens: 0, asked: [], token: null, away: false, mute: false, full: false, codes: new Map(), refuses: new Map(), sent: [], menu: null, ticket: `ticket-${randomBytes(6).toString('hex')}` }
  const answer = (key, asked, res) => {
    const json = (value) => { res.setHeader('Content-Type', 'application/json'); res.end(JSON.stringify(value)) }
    if (state.mute) return
    if (state.away) { res.statusCode = 502; res.end('bad gateway'); return }
    if (paths[key]) { json(paths[key](asked)); return }
    if (asked.query.get('access_token') !== state.token) { json(no(40001, 'invalid credential')); return }
    if (withToken[key]) { json(withToken[key](asked)); return }
    if (key !== 'GET /cgi-bin/media/get') { res.statusCode = 404; res.end(); return }
    if (!asked.query.get('media_id').startsWith('media/one+two ')) { json(no(40007, 'invalid media_id')); return }
    res.setHeader('Content-Type', 'image/jpeg')
    res.end(fixture('upright.jpg'))
  }
  const server = createServer((req, res) => {
    const url = new URL(req.url, 'http://platform')
    let body = ''
    req.on('data', (part) => { body += part })
    req.on('end', () => {
      const key = `${req.method} ${url.pathname}`
      state.asked.push(key)
      try {
        answer(key, { state, req, body, query: url.searchParams }, res)
      } catch (wrong) {
        state.wrong ??= wrong // told by stop(): whoever asked only sees a broken answer
        res.statusCode = 500
        res.end()
      }
    })
  })
  const stop = () => {
    server.close()
    server.closeAllConnections()
    if (state.wrong) throw state.wrong
  }
  return new Promise((done) => server.listen(0, '127.0.0.1', () => done({ state, stop, url: `http://127.0.0.1:${server.address().port}` })))
}
