// The desks, played for real: signing in, a case that appears by itself, a call with a lead and a co-unit up to the
// review, two officers on one case, decisions, figures, the audit, what each role may not open, and axe on every page.
import assert from 'node:assert/strict'
import { describe } from 'node:test'
import { choose, confirm, openHouse, PARK, PASSWORD } from './desks.mjs'
import { axeFindings, DESK, PHONE, photo, screenshot, sidewaysScroll } from './support.mjs'

const LITTER = '江厝路街头公园里，很多人露营乱扔垃圾'

const house = openHouse({ history: true })
const { story, go, as, act, enter } = house
const report = (text = LITTER) => house.report(text)

async function uploaded() {
  const form = new FormData()
  form.append('photo', new Blob([photo('after.jpg').buffer], { type: 'image/jpeg' }), 'after.jpg')
  const answer = await fetch(`${house.url}/api/photos`, { method: 'POST', body: form })
  return (await answer.json()).photo.id
}
/** The called unit does its part: sign, come, finish. */
async function attend(login, number, call) {
  await act(login, number, 'sign', { call })
  await act(login, number, 'check-in', { call, position: { ...PARK, accuracy_m: 10, datum: 'WGS84', source: 'gps' }, photos: [await uploaded()] })
}
const state = (page, text) => page.waitForSelector(`.case .state:has-text("${text}")`)

describe('the desk', () => {
  story('signing in says what is wrong, then opens the first page of one’s own', {}, async ({ page }) => {
    await go(page, '/command/')
    await page.click('button[type=submit]')
    await page.waitForSelector('text=请输入账号')
    await page.fill('#login', 'wufeng')
    await page.fill('#password', 'not the password')
    await page.click('button[type=submit]')
    await page.waitForSelector('.el-alert[role=alert]')
    assert.equal(await page.inputValue('#login'), 'wufeng')
    assert.deepEqual(await axeFindings(page), [])
    await page.fill('#password', PASSWORD)
    await page.click('button[type=submit]')
    await page.waitForURL('**/command/desk')
    await page.click('.who')
    await page.click('.el-dropdown-menu__item:has-text("退出登录")')
    await page.waitForURL('**/command/sign-in')
  })

  story('a new case appears by itself, counting down, and the title tells of it', { login: 'wufeng' }, async ({ page }) => {
    await go(page, '/command/desk')
    await page.waitForSelector('.line:not(.down)')
    await page.waitForTimeout(400) // the live line opens
    const number = await report()
    const row = page.locator(`#case-${number}`)
    await row.waitFor()
    await page.waitForSelector(`[role=status].sr:has-text("${number}")`, { state: 'attached' })
    await row.locator('text=新').first().waitFor()
    const first = await row.locator('.count').innerText()
    assert.match(first, /09:\d\d/)
    await page.waitForFunction(([id, before]) => document.querySelector(`#case-${id} .count`).innerText !== before, [number, first], { timeout: 10_000 })
    assert.match(await page.title(), /^\(1\)/)
    await row.click()
    await page.waitForSelector('[data-action=respond]')
    assert.doesNotMatch(await page.title(), /^\(1\)/)
    await page.click('h1.num')
    await page.keyboard.press('r')
    await state(page, '已响应')
    await screenshot(page, 'command-desk', { fullPage: false })
  })

  story('a lead and a co-unit are called, come, finish, and the desk reviews', { login: 'wufeng' }, async ({ page }) => {
    const number = await report()
    await go(page, `/command/desk?case=${number}`)
    await page.click('[data-action=respond]')
    await page.click('[data-action=call]')
    await page.waitForSelector('.units li:nth-child(2)')
    assert.match(await page.locator('.units li.leads').innerText(), /园林/)
    await screenshot(page, 'command-call', { fullPage: false })
    await confirm(page)
    await state(page, '呼叫中')
    assert.equal(await page.locator('.call').count(), 2)
    const { call_list: calls } = await (await as('wufeng'))('GET', `/api/cases/${number}`)
    const lead = calls.find((call) => call.lead)
    const co = calls.find((call) => !call.lead)
    assert.equal(lead.callee.code, 'YLZX')
    assert.equal(co.callee.code, 'CGJ')
    await attend('yuanlin', number, lead.no)
    await state(page, '处置中') // heard on the live line
    await attend('chengguan', number, co.no)
    await act('chengguan', number, 'finish-call', { call: co.no, note: '劝离三户', photos: [await uploaded()] })
    await act('yuanlin', number, 'propose-done', { elements: { received: '10:24 接到呼叫', contacted: '公园管理员', measure: '清运垃圾两车，增设提示牌', limit: '当日' }, photos: [await uploaded()] })
    await state(page, '待核查')
    await page.waitForSelector('text=清运垃圾两车')
    await screenshot(page, 'command-review')
    await page.click('[data-action=pass]')
    await confirm(page)
    await state(page, '已办结')
  })

  story('two officers on one case: the second is told, and keeps what was typed', { login: 'wufeng' }, async ({ page }) => {
    const number = await report()
    await act('wufeng2', number, 'respond')
    await go(page, `/command/desk?case=${number}`)
    await page.click('[data-action=answer]')
    await page.fill('#action-note', '已告知该处由公园管理处每日清扫')
    await page.route('**/api/stream', (route) => route.abort())
    await act('wufeng2', number, 'contact', { reached: true, note: '电话已通' })
    await page.evaluate(() => new Promise((done) => setTimeout(done, 300)))
    await page.route(`**/api/cases/${number}/answer`, async (route) => {
      const body = route.request().postDataJSON()
      await route.continue({ postData: JSON.stringify({ ...body, version: body.version - 1 }) }) // as if the news had not come
    }, { times: 1 })
    await confirm(page)
    await page.waitForSelector('.el-dialog .el-alert:has-text("此件有了变化")')
    assert.equal(await page.inputValue('#action-note'), '已告知该处由公园管理处每日清扫')
    await confirm(page)
    await state(page, '待核查')
  })

  story('the keyboard stays at the case whose action is done, and goes to what is lacking', { login: 'wufeng' }, async ({ page }) => {
    await go(page, `/command/desk?case=${await report()}`)
    await page.focus('[data-action=respond]')
    await page.keyboard.press('Enter')
    await state(page, '已响应')
    await page.waitForFunction(() => document.activeElement?.matches('.case h1'))
    await page.focus('[data-action=answer]')
    await page.keyboard.press('Enter')
    await page.waitForSelector('.el-dialog:visible')
    await page.focus('.el-dialog:visible button[type=submit]')
    await page.keyboard.press('Enter')
    await page.waitForFunction(() => document.activeElement?.matches('.el-dialog .is-error textarea'))
    await page.keyboard.press('Escape')
    await page.waitForFunction(() => document.activeElement?.matches('[data-action=answer]'))
  })

  story('a case goes to paper whole, from the desk as from its own page', { login: 'wufeng' }, async ({ page }) => {
    const number = await report()
    for (const path of [`/command/cases/${number}`, `/command/desk?case=${number}`]) {
      await go(page, path)
      await page.waitForSelector('[data-action=respond]')
      await page.emulateMedia({ media: 'print' })
      const told = await page.evaluate(() => ({ paper: document.scrollingElement.scrollHeight, case: Math.round(document.querySelector('article.case').getBoundingClientRect().bottom) }))
      assert.ok(told.paper >= told.case, `${path}: ${told.case} px of a case on ${told.paper} px`)
      assert.match(await page.innerText('.printed'), /打印于 20\d\d-/)
      for (const gone of ['header.bar', '[data-action=respond]', '.tools']) assert.equal(await page.locator(gone).filter({ visible: true }).count(), 0, `${path}: ${gone}`)
      await page.emulateMedia({ media: null })
    }
  })

  story('an extension asked by the lead is decided by the desk', { login: 'wufeng' }, async ({ page }) => {
    const number = await report()
    await act('wufeng', number, 'respond')
    const { call_list: [lead] } = await act('wufeng', number, 'call', { units: [{ unit: 'YLZX', lead: true, required: true }] })
    await attend('yuanlin', number, lead.no)
    await act('yuanlin', number, 'extend', { percent: 40, note: '需要夜间作业' })
    await go(page, '/command/desk?view=requests')
    await page.click(`#case-${number}`)
    await page.click('.requests button:has-text("不同意")')
    await confirm(page)
    await page.waitForSelector('.el-form-item__error') // a refusal needs its reason
    await page.fill('#action-note', '白天即可完成')
    await confirm(page)
    await page.waitForSelector('.requests .tag:has-text("未同意")')
  })

  story('a session that ends keeps what was typed', { login: 'wufeng' }, async ({ page, context }) => {
    const number = await report()
    await go(page, `/command/desk?case=${number}`)
    await page.click('[data-action=contact]')
    await page.fill('#action-note', '约好下午三点现场见')
    await page.click('.el-radio:has-text("联系上了")')
    await context.clearCookies()
    await confirm(page)
    await page.waitForSelector('text=登录已过期')
    await page.fill('#password', PASSWORD)
    await page.click('.el-dialog button:has-text("登录")')
    await page.waitForSelector('text=登录已过期', { state: 'hidden' })
    assert.equal(await page.inputValue('#action-note'), '约好下午三点现场见')
    await confirm(page)
    await page.waitForSelector('.el-message:has-text("已办理")')
  })

  story('the keyboard moves, searches and helps', { login: 'wufeng' }, async ({ page }) => {
    await report()
    await go(page, '/command/desk')
    await page.waitForSelector('.rows li')
    await page.keyboard.press('j')
    await page.waitForSelector('.one.chosen')
    await page.keyboard.press('/')
    await page.keyboard.type('没有这样的字')
    await page.waitForSelector('text=没有找到')
    await page.keyboard.press('Escape')
    await page.keyboard.press('?')
    await page.waitForSelector('.el-dialog:has-text("快捷键")')
  })
})

describe('who may open what', () => {
  for (const [login, forbidden] of [['wufeng', ['admin', 'audit', 'centre', 'hotline']], ['admin', ['desk', 'audit', 'hotline']], ['auditor', ['desk', 'admin', 'centre']], ['hotline', ['desk', 'dashboard', 'audit']]]) {
    story(`${login} does not get into ${forbidden.join(', ')}`, { login }, async ({ page }) => {
      for (const name of forbidden) {
        await go(page, `/command/${name}`)
        await page.waitForSelector('text=您的岗位不能打开这个页面')
        assert.equal(await page.locator(`nav a[href$="/${name}"]`).count(), 0)
      }
    })
  }
})

describe('the other pages', () => {
  story('the hotline registers a case and reads out number, desk and deadline', { login: 'hotline' }, async ({ page }) => {
    await go(page, '/command/hotline')
    await page.fill('#caller-text', LITTER)
    await page.fill('#caller-place', '江厝路街头公园')
    await page.click('button:has-text("查找地点")')
    await page.click('.found li button')
    assert.deepEqual(await axeFindings(page), [])
    await page.click('button[type=submit]')
    await page.waitForSelector('.script')
    assert.match(await page.locator('.script').innerText(), /\d{13}.*(街道|中心).*响应/)
  })

  story('the auditor sees the chain, and the browser computes the same hashes', { login: 'auditor' }, async ({ page }) => {
    const number = await report()
    await go(page, '/command/audit')
    await page.fill('#audit-number', '12')
    await page.click('button[type=submit]')
    await page.waitForSelector('text=编号是 13 位数字')
    await page.fill('#audit-number', number)
    await page.click('button[type=submit]')
    await page.waitForSelector('text=整条链完好')
    const events = await page.locator('.chain li').count()
    assert.ok(events >= 2)
    await page.waitForFunction((n) => document.body.innerText.split('本机复算一致').length - 1 === n, events)
    assert.deepEqual(await axeFindings(page), [])
    await screenshot(page, 'command-audit')
  })

  story('the dashboard draws its figures, also for the wall', { login: 'centre', viewport: { width: 1920, height: 1080 } }, async ({ page }) => {
    await go(page, '/command/dashboard')
    await page.waitForSelector('.chart canvas')
    assert.equal(await page.locator('.chart canvas').count(), 4)
    assert.equal(await page.locator('.counts li').count(), 5)
    assert.deepEqual(await axeFindings(page), [])
    await go(page, '/command/dashboard?wall=1')
    await page.waitForSelector('.board.wall .chart canvas')
    assert.equal(await page.locator('header.bar').count(), 0)
    await screenshot(page, 'command-wall', { fullPage: false })
  })

  story('an account is made, and its password shown once', { login: 'admin' }, async ({ page }) => {
    await go(page, '/command/admin')
    await page.click('button:has-text("新建账号")')
    await confirm(page)
    await page.waitForSelector('text=请填写账号')
    await page.fill('#account-login', `probe${Math.floor(Math.random() * 1e6)}`)
    await page.fill('#account-name', '试用')
    await choose(page, '.grants .el-select >> nth=0', '网格员')
    await choose(page, '.grants .el-select >> nth=1', '五凤街道')
    await confirm(page)
    await page.waitForSelector('.password strong')
    assert.ok((await page.locator('.password strong').innerText()).length >= 10)
  })

  const PAGES = [['wufeng', 'desk'], ['wufeng', 'patrol'], ['wufeng', 'patrol?tab=plans'], ['wufeng', 'patrol?tab=tasks'], ['centre', 'centre'], ['centre', 'dashboard'], ['admin', 'admin'], ['hotline', 'hotline'], ['auditor', 'audit']]
  for (const [size, viewport] of [['desk', DESK], ['phone', PHONE]]) {
    story(`axe finds nothing serious and nothing sticks out, ${size}`, { viewport }, async ({ page, context }) => {
      const number = await report('铜盘路路灯坏了三盏，一片漆黑'.repeat(6))
      let who = ''
      for (const [login, path] of [...PAGES, ['wufeng', `cases/${number}`]]) {
        if (who !== login) await enter(context, login)
        who = login
        await go(page, `/command/${path}`)
        await page.waitForSelector('main h1', { state: 'attached' })
        await page.waitForTimeout(250)
        assert.equal(await page.locator('main :text("您的岗位不能打开")').count(), 0, path)
        assert.deepEqual(await axeFindings(page), [], path)
        assert.equal(await sidewaysScroll(page), 0, path)
        await screenshot(page, `command-${size}-${path.replace(/\W+/g, '-').replace(number, 'n')}`)
      }
    })
  }
})
