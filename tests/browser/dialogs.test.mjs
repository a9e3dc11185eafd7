// The dialogs that are pressed seldom: two cases made one, words taken out of a file, the centre's instruction, and what an
// administrator does to an account. Each is filled in as a person would, and the server is asked what came of it.
import assert from 'node:assert/strict'
import { describe } from 'node:test'
import { choose, confirm, openHouse, PASSWORD } from './desks.mjs'
import { axeFindings, screenshot } from './support.mjs'

const house = openHouse()
const { story, go } = house
const yes = (page) => page.click('.el-dialog:visible button:has-text("确定")')
const done = (page) => page.waitForSelector('.el-message:has-text("已办理")')

/** Takes an action from under “more”. */
async function rare(page, action) {
  await page.click('button.more')
  await page.click(`.el-dropdown-menu__item[data-action=${action}]:visible`)
}

describe('a case', () => {
  story('is made one with another, and both know it', { login: 'wufeng' }, async ({ page }) => {
    const master = await house.report('江厝路街头公园的健身器材断了，扶手脱落')
    const twin = await house.report('江厝路街头公园单杠扶手掉了，小孩差点摔倒')
    await house.act('wufeng', master, 'respond')
    await house.act('wufeng', twin, 'respond')
    await go(page, `/command/cases/${twin}`)
    await rare(page, 'merge')
    await confirm(page)
    await page.waitForSelector('.el-dialog .el-form-item__error') // into which?
    await page.fill('#action-master', master)
    await page.click(`.el-dialog .el-radio:has-text("${master}")`)
    assert.deepEqual(await axeFindings(page), [])
    await screenshot(page, 'dialog-merge', { fullPage: false })
    await confirm(page)
    await done(page)
    await page.waitForSelector('.state:has-text("并件")')
    const [file, other] = [await house.see('wufeng', twin), await house.see('wufeng', master)]
    assert.deepEqual([file.state, file.master, other.state], ['MERGED', master, 'ACCEPTED'])
  })

  story('loses the words that had to go, for everybody and for good', { login: 'wufeng' }, async ({ page }) => {
    const number = await house.report('隔壁 302 的陈某某天天半夜打孩子，电话 13800138000')
    await house.act('wufeng', number, 'respond')
    await go(page, `/command/cases/${number}`)
    await page.waitForSelector('text=半夜打孩子')
    await rare(page, 'redact')
    await page.click('.el-dialog .el-radio >> nth=0')
    await confirm(page)
    await page.waitForSelector('.el-dialog .el-form-item__error') // why?
    await page.fill('#action-note', '含他人姓名和电话')
    await confirm(page)
    await done(page)
    await page.waitForSelector('text=半夜打孩子', { state: 'detached' })
    const file = await house.see('wufeng', number)
    assert.ok(!JSON.stringify(file).includes('13800138000'))
    assert.ok(file.timeline.some((entry) => entry.action === 'REDACT' && entry.note === '含他人姓名和电话'))
    await house.enter(page.context(), 'auditor')
    await go(page, `/command/audit/${number}`)
    await page.waitForSelector('text=整条链完好')
  })

  story('comes to the centre and goes back with an instruction', { login: 'centre' }, async ({ page }) => {
    const number = await house.report('两个街道交界处的河道漂着大量死鱼，没人管')
    await house.act('wufeng', number, 'respond')
    await house.act('wufeng', number, 'escalate', { note: '河道权属不清' })
    await go(page, `/command/cases/${number}`)
    await page.click('[data-action=instruct]')
    await confirm(page)
    await page.waitForSelector('.el-dialog .el-form-item__error')
    await choose(page, '.el-dialog .el-select >> nth=0', '鼓西街道')
    await page.fill('#action-note', '由鼓西街道牵头，今日清理')
    await screenshot(page, 'dialog-instruct', { fullPage: false })
    await confirm(page)
    await done(page)
    await page.waitForSelector('.state:has-text("已响应")')
    const file = await house.see('guxi', number)
    assert.deepEqual([file.state, file.owner.code], ['ACCEPTED', '350102002'])
    const told = file.timeline.find((entry) => entry.action === 'INSTRUCT')
    assert.equal(told.note, '由鼓西街道牵头，今日清理')
  })
})

describe('an account', () => {
  const WHO = 'guxi3'
  const row = `tr:has(td:text-is("${WHO}"))`
  const account = async () => (await (await house.as('admin'))('GET', '/api/accounts')).items.find(({ login }) => login === WHO)
  async function signInStatus(password = PASSWORD) {
    const answer = await fetch(`${house.url}/api/session`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ login: WHO, password }) })
    const cookie = answer.headers.get('set-cookie')?.split(';')[0]
    return { status: answer.status, body: await answer.json(), still: async () => (await fetch(`${house.url}/api/session`, { headers: { Cookie: cookie } })).status }
  }
  async function find(page) {
    await go(page, '/command/admin')
    await page.fill('input[type=search]', WHO)
    await page.waitForSelector(row)
  }

  story('is disabled and let in again', { login: 'admin' }, async ({ page }) => {
    const before = await signInStatus()
    assert.equal(before.status, 200)
    await find(page)
    await page.click(`${row} button:has-text("停用")`)
    await page.click('.el-dialog:visible button:has-text("取消")')
    assert.equal(await before.still(), 200, 'thought better of it')
    await page.click(`${row} button:has-text("停用")`)
    await yes(page)
    await page.waitForSelector(`${row} .tag:has-text("停用")`)
    assert.equal(await before.still(), 401, 'what was open ends at once')
    assert.equal((await signInStatus()).status, 403)
    await page.click(`${row} button:has-text("启用")`)
    await page.waitForSelector(`${row} .tag:has-text("启用")`)
    assert.equal((await signInStatus()).status, 200)
  })

  story('gets another role', { login: 'admin' }, async ({ page }) => {
    await find(page)
    await page.click(`${row} button:has-text("调整岗位")`)
    await page.click('.el-dialog:visible button:has-text("增加岗位")')
    await choose(page, '.grants .line:nth-child(2) .el-select >> nth=0', '审计')
    await choose(page, '.grants .line:nth-child(2) .el-select >> nth=1', '鼓西街道')
    await confirm(page)
    await page.waitForSelector(`${row} td:has-text("审计")`)
    assert.deepEqual((await account()).grants.map(({ role }) => role.toUpperCase()).sort(), ['AUDITOR', 'SUBDISTRICT_DISPATCHER'])
    assert.ok((await signInStatus()).body.pages.includes('audit'))
  })

  story('leaves on a day, stays after all, and the page is told in words', { login: 'admin' }, async ({ page }) => {
    const day = new Date(Date.now() + 8 * 3600_000 + 9 * 86_400_000).toISOString().slice(0, 10)
    await find(page)
    await page.click(`${row} button:has-text("离岗")`)
    await page.fill('.el-dialog:visible input[type=date]', day)
    assert.deepEqual(await axeFindings(page), [])
    await screenshot(page, 'dialog-leave', { fullPage: false })
    await page.click('.el-dialog:visible button:has-text("保存")')
    await page.waitForSelector(`${row} .tag:has-text("离岗")`)
    assert.equal((await account()).leaves_at, new Date(Date.parse(`${day}T00:00:00+08:00`)).toISOString())
    assert.equal((await signInStatus()).status, 200, 'not before that day')
    await page.click(`${row} button:has-text("离岗")`)
    await page.click('.el-dialog:visible button:has-text("不离岗了")')
    await page.waitForSelector(`${row} .tag:has-text("离岗")`, { state: 'detached' })
    assert.equal((await account()).leaves_at, null)
  })

  story('gets a password once, which must be changed', { login: 'admin' }, async ({ page }) => {
    await find(page)
    await page.click(`${row} button:has-text("重置密码")`)
    await yes(page)
    const password = await page.locator('.password strong').innerText()
    assert.equal((await signInStatus()).status, 401, 'the old one is gone')
    const fresh = await signInStatus(password)
    assert.deepEqual([fresh.status, fresh.body.must_change_password], [200, true])
    await page.locator('.el-dialog:has(.password) .el-dialog__headerbtn').press('Enter')
    await page.waitForSelector('.password', { state: 'hidden' })
    assert.ok(!(await page.content()).includes(password))
    await page.waitForSelector(`${row} .tag:has-text("须改密码")`)
  })
})
