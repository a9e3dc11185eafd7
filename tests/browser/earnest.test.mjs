// What the demo leaves out, on a server that runs in earnest: the second factor, whose codes this test computes by itself from
// RFC 6238, what an administrator does about a colleague's, and the page opened inside WeChat, whose platform is the stand-in
// of the channels' tests.
import assert from 'node:assert/strict'
import { createHmac, randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import { after, describe } from 'node:test'
import { ALERT, APP_ID, SECRET, TOKEN, startPlatform } from '../channels/wechat_platform.mjs'
import { eventually, openHouse, PASSWORD } from './desks.mjs'
import { axeFindings, PHONE, screenshot, sidewaysScroll, signIn } from './support.mjs'

const platform = await startPlatform()

/** open.weixin.qq.com for a snsapi_base: back at once with a code, nothing asked. Whose it is depends on the phone (`openid`). */
const consent = { asked: [], openid: null, server: null }
consent.server = createServer((req, res) => {
  const asked = new URL(req.url, 'http://open.weixin.qq.com')
  const code = randomUUID()
  consent.asked.push(asked)
  if (consent.openid) platform.state.codes.set(code, { openid: consent.openid })
  const back = new URL(asked.searchParams.get('redirect_uri'))
  back.search = new URLSearchParams({ code, state: asked.searchParams.get('state') })
  res.writeHead(302, { Location: back.href }).end()
})
await new Promise((done) => consent.server.listen(0, '127.0.0.1', done))
const house = openHouse({
  history: false,
  earnest: (url) => ({ GULOU_WECHAT_APP_ID: APP_ID, GULOU_WECHAT_TOKEN: TOKEN, GULOU_WECHAT_SECRET: SECRET, GULOU_WECHAT_API: platform.url, GULOU_WECHAT_OPEN: `http://127.0.0.1:${consent.server.address().port}`, GULOU_NOTIFY_PUBLIC_URL: url,
    GULOU_WECHAT_TEMPLATE_STEP: 'step thing1=state', GULOU_WECHAT_TEMPLATE_ALERT: `${ALERT} thing1=about thing2=text time3=time`,
    GULOU_SSO_ISSUER: 'http://127.0.0.1:9', GULOU_SSO_CLIENT_ID: 'gulou', GULOU_SSO_CLIENT_SECRET: 'asked by nobody here' }),
})
const { story, go } = house
after(() => { platform.stop(); consent.server.close(); consent.server.closeAllConnections() })

/** RFC 6238: HMAC-SHA-1 over the number of the half minute, six digits. */
function totp(secret, steps = 0) {
  const bits = Array.from(secret, (letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0')).join('')
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)))
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps))
  const mac = createHmac('sha1', key).update(counter).digest()
  return String((mac.readUInt32BE(mac[19] & 15) & 0x7fffffff) % 1e6).padStart(6, '0')
}
/** A code that no clock near ours shows. */
function wrongCode(secret) {
  const near = [-2, -1, 0, 1, 2].map((step) => totp(secret, step))
  return ['000000', '111111', '222222', '333333', '444444', '555555'].find((code) => !near.includes(code))
}

describe('the second factor', () => {
  let secret, recovery

  async function password(page) {
    await go(page, '/command/')
    await page.fill('#login', 'admin')
    await page.fill('#password', PASSWORD)
    await page.click('button[type=submit]')
  }
  async function leave(page) {
    await page.click('.who')
    await page.click('.el-dropdown-menu__item:has-text("退出登录")')
    await page.waitForURL('**/command/sign-in')
  }

  story('is set up at the first sign-in: a wrong code is told, recovery codes are shown once', { viewport: PHONE }, async ({ page }) => {
    await password(page)
    secret = (await page.locator('code').innerText()).replace(/\s/g, '')
    assert.match(secret, /^[A-Z2-7]{16,}$/)
    await page.waitForSelector('img[alt="供身份验证器扫描的二维码"]')
    await page.click('button[type=submit]')
    await page.waitForSelector('text=请输入验证码。')
    await page.fill('#first-code', wrongCode(secret))
    await page.keyboard.press('Enter')
    await page.waitForFunction(() => { const wrong = document.querySelector('.el-form-item__error'); return wrong && !wrong.textContent.includes('请输入验证码') })
    assert.deepEqual(await axeFindings(page), [])
    assert.equal(await sidewaysScroll(page), 0)
    await screenshot(page, 'second-enrol-phone')
    await page.fill('#first-code', totp(secret))
    await page.keyboard.press('Enter')
    await page.waitForSelector('.codes li')
    recovery = (await page.locator('.codes li').allInnerTexts()).map((code) => code.replace(/\s/g, ''))
    assert.ok(recovery.length >= 8 && new Set(recovery).size === recovery.length)
    assert.deepEqual(await axeFindings(page), [])
    await screenshot(page, 'second-recovery-phone')
    const goOn = page.locator('button:has-text("继续")')
    assert.equal(await goOn.isDisabled(), true, 'not before they are noted')
    await page.click('.el-checkbox')
    await goOn.click()
    await page.waitForURL('**/command/admin')
  })

  story('is asked for at every sign-in, by a code or a recovery code, each once', {}, async ({ page }) => {
    await password(page)
    await page.waitForSelector('#second-code')
    await go(page, '/command/admin')
    await page.waitForSelector('#second-code') // no page opens without it
    await page.fill('#second-code', wrongCode(secret))
    await page.keyboard.press('Enter')
    await page.waitForSelector('.el-form-item__error')
    assert.equal(await page.inputValue('#second-code'), '')
    const code = totp(secret, 1) // the one of the enrolment counts once; the next half minute's is within the tolerance
    await page.fill('#second-code', code)
    await page.keyboard.press('Enter')
    await page.waitForURL('**/command/admin')
    await leave(page)

    await password(page)
    await page.fill('#second-code', code)
    await page.keyboard.press('Enter')
    await page.waitForSelector('.el-form-item__error') // used
    await page.click('button:has-text("用恢复码")')
    await page.fill('#second-code', recovery[0])
    await screenshot(page, 'second-asked', { fullPage: false })
    await page.keyboard.press('Enter')
    await page.waitForURL('**/command/admin')
    await leave(page)

    await password(page)
    await page.click('button:has-text("用恢复码")')
    await page.fill('#second-code', recovery[0])
    await page.keyboard.press('Enter')
    await page.waitForSelector('.el-form-item__error') // used
    await page.fill('#second-code', recovery[1])
    await page.keyboard.press('Enter')
    await page.waitForURL('**/command/admin')
    await page.waitForSelector('tr:has-text("第二重验证")')
  })

  story("of a colleague is reset, and the colleague linked with the provider; each ends what was open", {}, async ({ page }) => {
    const WHO = 'guxi3', row = `tr:has(td:text-is("${WHO}"))`, dialog = '.el-dialog:visible'
    const session = () => fetch(`${house.url}/api/session`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ login: WHO, password: PASSWORD }) })
    const colleague = await signIn(house.url, WHO, PASSWORD)
    const theirs = await colleague('POST', '/api/session/second-factor/enrol', {})
    await colleague('POST', '/api/session/second-factor/confirm', { code: totp(theirs.secret) })
    assert.equal((await (await session()).json()).second_factor, 'asked')

    await password(page)
    await page.click('button:has-text("用恢复码")')
    await page.fill('#second-code', recovery[2])
    await page.keyboard.press('Enter')
    await page.waitForURL('**/command/admin')
    await page.fill('input[type=search]', WHO)
    await page.click(`${row} button:has-text("重置第二重验证")`)
    await page.waitForSelector(`${dialog} p:has-text("现有的登录会立即退出")`)
    assert.deepEqual(await axeFindings(page), [])
    await screenshot(page, 'dialog-second', { fullPage: false })
    await page.click(`${dialog} button:has-text("确定")`)
    await page.waitForSelector(`${row} .tag:has-text("第二重验证")`, { state: 'detached' })
    await assert.rejects(colleague('GET', '/api/session'), /401/)
    const again = await session()
    assert.notEqual((await again.clone().json()).second_factor, 'asked')

    const cookie = again.headers.get('set-cookie').split(';')[0]
    const status = async () => (await fetch(`${house.url}/api/session`, { headers: { Cookie: cookie } })).status
    assert.equal(await status(), 200)
    await page.click(`${row} button:has-text("统一身份")`)
    await page.fill(`${dialog} input`, 'sub-of-the-provider')
    assert.deepEqual(await axeFindings(page), [])
    await screenshot(page, 'dialog-link', { fullPage: false })
    await page.click(`${dialog} button:has-text("保存")`)
    await page.waitForSelector(`${row} .tag[title="sub-of-the-provider"]`)
    assert.equal(await status(), 401)
    await page.click(`${row} button:has-text("统一身份")`)
    assert.equal(await page.inputValue(`${dialog} input`), 'sub-of-the-provider')
    await page.fill(`${dialog} input`, '')
    await page.click(`${dialog} button:has-text("保存")`)
    await page.waitForSelector(`${row} .tag[title]`, { state: 'detached' })
  })
})

describe('inside WeChat', () => {
  const AGENT = 'Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/116.0 Mobile Safari/537.36 MicroMessenger/8.0.49 WeChat/arm64'
  story('whoever opens the page is known, reports, and finds the report on another phone of theirs', { viewport: PHONE, userAgent: AGENT }, async ({ page, context }) => {
    consent.openid = 'o-browser-1'
    await go(page, '/report')
    await eventually(async () => (await context.cookies()).some((cookie) => cookie.name === 'gulou_wechat'), 'the pass')
    await page.waitForURL((url) => url.pathname === '/report')
    assert.deepEqual(consent.asked.map(({ pathname, searchParams }) => [pathname, searchParams.get('scope'), searchParams.get('appid')]), [['/connect/oauth2/authorize', 'snsapi_base', APP_ID]])
    await page.fill('#field-text', '温泉公园北门的路灯三盏不亮')
    await page.fill('#field-place', '温泉公园北门')
    assert.deepEqual(await axeFindings(page), [])
    await screenshot(page, 'wechat-report-phone')
    await page.click('.report-form button[type=submit]')
    await page.waitForURL(/\/sent\/\d{13}$/)
    const number = /\d{13}/.exec(page.url())[0]
    const { channel } = await house.see('wenquan', number).catch(() => house.see('centre', number))
    assert.equal(channel, 'WECHAT')

    const other = await house.browser.newContext({ viewport: PHONE, userAgent: AGENT, locale: 'zh-CN' })
    try {
      const there = await other.newPage()
      await go(there, '/mine')
      await there.waitForSelector(`a[href*="${number}"]`)
      await screenshot(there, 'wechat-mine-phone')
    } finally {
      await other.close()
    }
  })

  story('whom the platform does not know may report as anywhere else', { viewport: PHONE, userAgent: AGENT }, async ({ page }) => {
    consent.openid = null
    await go(page, '/report')
    await page.waitForURL((url) => url.searchParams.get('wechat') === 'unknown')
    await page.fill('#field-text', '西湖公园长椅断了一条腿')
    await page.fill('#field-place', '西湖公园')
    await page.click('.report-form button[type=submit]')
    await page.waitForURL(/\/sent\/\d{13}$/)
  })

  story('whoever the account knows asks for alerts around a place, with nothing to prove', { viewport: PHONE, userAgent: AGENT }, async ({ page }) => {
    consent.openid = 'o-browser-2'
    await go(page, '/public/alerts?area=350102009&kind=E01')
    await page.waitForSelector('input[name=way][value=wechat]:checked')
    await page.waitForFunction(() => document.querySelector('#alert-area')?.value === '350102009') // kept on the way to the platform and back
    await page.check('input[name=where][value=around]')
    await page.click('.ways button:has-text("用我的位置")')
    await page.waitForSelector('.place .note.good')
    assert.deepEqual(await axeFindings(page), [])
    await screenshot(page, 'wechat-alert-phone')
    await page.click('.alert-form button[type=submit]')
    await page.waitForSelector('.note.good h2:has-text("已订阅")')
  })
})
