// Letters about public cases of a street or a kind: asked for on the public pages, proven by a link, sent by SMTP to
// aiosmtpd (Debian) and read by mailparser (npm), ended by one click (RFC 8058). Once a day is tests/jobs/tell_alerts_test.c.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { createServer as createSocket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { simpleParser } from 'mailparser'
import { District, eventually, PLACE, ROOT, startServer, UNIT } from '../api/support.mjs'

const PUBLIC = 'https://gulou.example'
const folder = mkdtempSync(join(tmpdir(), 'gulou-alerts-'))
let district, server

const freePort = () => new Promise((done) => {
  const probe = createSocket().listen(0, '127.0.0.1', () => { const { port } = probe.address(); probe.close(() => done(port)) })
})

/** The starter district without quiet hours, so that nothing depends on the hour, and with passwords alone. */
function districtFolder() {
  const to = join(folder, 'district')
  cpSync(join(ROOT, 'districts/gulou'), to, { recursive: true, filter: (path) => !path.includes('/photos') })
  const ini = readFileSync(join(to, 'district.ini'), 'utf8').replace(/quiet_(from|until)_hour = \d+/g, 'quiet_$1_hour = 0').replace(/second_factor_roles = .*/, 'second_factor_roles =')
  writeFileSync(join(to, 'district.ini'), ini)
  return to
}

before(async () => {
  district = await District.open({ flags: ['--demo', '--district', districtFolder()] })
  district.server.child.kill('SIGTERM')
  await district.server.ended
  const port = await freePort()
  server = spawn('/usr/bin/python3', ['-m', 'aiosmtpd', '-n', '-l', `127.0.0.1:${port}`, '-c', 'aiosmtpd.handlers.Mailbox', join(folder, 'kept')], { stdio: ['ignore', 'ignore', 'inherit'] })
  district.server = await startServer({ data: district.data, env: { GULOU_MAIL_SERVER: `smtp://127.0.0.1:${port}`, GULOU_MAIL_PLAIN: '1', GULOU_MAIL_FROM: 'front@gulou.test', GULOU_NOTIFY_PUBLIC_URL: PUBLIC } })
  district.url = district.server.url
})
after(async () => {
  await district.clean()
  server.kill()
  rmSync(folder, { recursive: true, force: true })
})

async function lettersTo(address) {
  const at = join(folder, 'kept/new')
  const all = existsSync(at) ? await Promise.all(readdirSync(at).map((name) => simpleParser(readFileSync(join(at, name))))) : []
  return all.filter((letter) => letter.to.text === address || letter.headers.get('x-rcptto') === address).sort((a, b) => a.date - b.date)
}
const letterTo = (address, about) => eventually(async () => (await lettersTo(address)).find((letter) => letter.text.includes(about)), `a letter of ${about} to ${address}`, 40_000)
const ask = (fields, status = 200) => district.resident().must(status, 'POST', '/api/public/alerts', { area: UNIT.wufeng, at_once: true, ...fields })
async function confirm(letter) {
  const token = /\/m\/([\w-]+)/.exec(letter.text)[1]
  const { alert } = await district.resident().must(200, 'POST', `/api/mail-links/${token}`)
  assert.equal(alert, true)
}

describe('an alert', () => {
  it('begins with a link, tells of new and resolved cases of its street alone, and ends with one click', async () => {
    await ask({ mail: 'Lin@Example.org' })
    const first = await letterTo('lin@example.org', '请确认')
    assert.match(first.text, /五凤街道/)
    const early = await district.report()
    await confirm(first)
    const here = await district.report({ text: '江厝路街头公园里<b>很多人</b>露营乱扔垃圾，我是陈大明' })
    const elsewhere = await district.report({ text: '鼓东街道路边很多垃圾没人清理', position: { ...PLACE.far, source: 'pin' } })
    const secret = await district.report({ text: '我要举报街道某干部收钱办事', category: 'S0503' })
    const letter = await letterTo('lin@example.org', here.number)
    for (const unsaid of [early.number, elsewhere.number, secret.number, '陈大明', '<b>', '很多人']) assert.ok(!letter.text.includes(unsaid), unsaid)
    assert.match(letter.text, /新反映 \d+ 件/)
    assert.ok(letter.text.includes(`${PUBLIC}/public?area=${UNIT.wufeng}`))
    const list = letter.headers.get('list')
    assert.match(list.unsubscribe.url, new RegExp(`^${PUBLIC}/api/no-more-mail/`))
    assert.equal(letter.headers.get('list-unsubscribe-post') ?? list['unsubscribe-post']?.name, 'List-Unsubscribe=One-Click')

    const wufeng = await district.as('wufeng')
    await wufeng.act(here.number, 'respond')
    await wufeng.act(here.number, 'answer', { note: '已清理' })
    await (await district.as('wufengleader')).act(here.number, 'pass')
    await letterTo('lin@example.org', '办结 1 件')

    const path = new URL(list.unsubscribe.url).pathname
    const click = await fetch(district.url + path, { method: 'POST', headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, body: 'List-Unsubscribe=One-Click' })
    assert.equal(click.status, 200)
    assert.equal((await district.resident().get(path)).status, 404, 'and nothing is left of it')
  })

  it('answers the same for every address, and writes to none more than once before it is proven', async () => {
    const said = [await ask({ mail: 'wang@example.org' }), await ask({ mail: 'wang@example.org' }), await ask({ mail: 'WANG@example.org', category: 'E01' })]
    assert.deepEqual(new Set(said.map(({ message }) => message)).size, 1)
    await letterTo('wang@example.org', '请确认')
    await ask({ mail: 'marker@example.org' })
    await letterTo('marker@example.org', '请确认') // whatever was written before it has left
    assert.equal((await lettersTo('wang@example.org')).length, 1)
  })

  it('takes no address that is none, no area or kind that is not public, and neither of both', async () => {
    for (const [field, fields] of [['mail', { mail: 'x' }], ['mail', { mail: 'a@b.c\r\nBcc: d@e.f' }], ['area', { mail: 'a@example.org', area: '999' }], ['category', { mail: 'a@example.org', category: 'S0503' }], ['area', { mail: 'a@example.org', area: '' }]])
      assert.equal((await ask(fields, 422)).field, field)
  })
})
