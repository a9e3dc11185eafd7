// The main story, from a photo of litter to a clean park that stays clean, played by its people through their own
// pages: a resident on a phone, the street's desk, two called units on the spot, the second officer who reviews, the
// grid member on patrol, the centre, the auditor. Every step leaves a picture in tests/browser/out/story-NN-*.png; axe
// reads every page that is reached.
import assert from 'node:assert/strict'
import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { axeFindings, DESK, openPhone, OUT, photo, screenshot, sidewaysScroll, startBrowser, startServer } from './support.mjs'

const PARK = { lat: 26.119, lon: 119.2732 } // 江厝路街头公园 in the starter district's gazetteer
const LITTER = '江厝路街头公园里，很多人露营乱扔垃圾'
const PASSWORD = process.env.GULOU_DEMO_PASSWORD ?? 'gulou-demo-2026'
const IN_THE_PARK = { latitude: PARK.lat, longitude: PARK.lon, accuracy: 12 }
const FAR_AWAY = { latitude: 26.0795, longitude: 119.297, accuracy: 15 }
const PICTURES = { 'litter.jpg': 'before-camping-litter_E0106_E0104_P0403.jpg', 'here.jpg': 'present-site.jpg', 'done.jpg': 'present-site.jpg', 'after.jpg': 'after-clean.jpg', 'clean.jpg': 'after-clean.jpg' }
const TITLE = '街头公园露营垃圾巡查'

let server
let browser
let broken = '' // the step that failed: those after it have nothing to stand on
let shots = 0
const people = {}
const seenByAxe = new Set()
const told = {} // what one step learns for the next: number, the tracking page, the rating link

before(async () => {
  mkdirSync(OUT, { recursive: true })
  for (const name of readdirSync(OUT).filter((one) => one.startsWith('story-'))) rmSync(join(OUT, name))
  ;[server, browser] = await Promise.all([startServer(), startBrowser()])
})
after(async () => {
  await browser?.close()
  await server?.stop()
})

/** One step of the story; after a failed one the others are not tried. */
function step(name, play) {
  test(name, async (t) => {
    if (broken) return t.skip(`after “${broken}”`)
    try {
      await play()
      for (const [who, { complaints }] of Object.entries(people)) assert.deepEqual(complaints, [], `${who}’s page complained`)
    } catch (thrown) {
      broken = name
      for (const [who, { page }] of Object.entries(people)) await screenshot(page, `story-failed-${who}`).catch(() => {})
      throw thrown
    }
  })
}

/** Keeps the picture of a step; axe reads each page once for each set of its parts, and on a phone nothing may stick out sideways. */
async function picture(page, name) {
  const phone = page.viewportSize().width < 600
  await screenshot(page, `story-${String(++shots).padStart(2, '0')}-${name}`, { fullPage: phone && name.startsWith('citizen') })
  assert.equal(await sidewaysScroll(page), 0, `${name}: nothing sticks out sideways`)
  const look = await page.evaluate(() => [location.pathname.replace(/\d{13}|[\w-]{20,}/g, 'n'), document.querySelector('.el-dialog__title')?.textContent, document.querySelectorAll('main h2, main section').length].join(' '))
  if (seenByAxe.has(look)) return
  seenByAxe.add(look)
  assert.deepEqual(await axeFindings(page), [], `${name}: axe`)
}

async function signedInAtDesk(page, login) {
  await page.goto(`${server.url}/command/`)
  await page.fill('#login', login)
  await page.fill('#password', PASSWORD)
  await page.click('button[type=submit]')
  await page.waitForSelector('.line:not(.down)')
  return page
}

/** Somebody at a desk, signed in by the page. */
async function atDesk(login) {
  if (people[login]) return people[login].page
  const desk = (people[login] = await openPhone(browser, { viewport: DESK }))
  const { page } = desk
  await page.addInitScript(() => {
    const start = OscillatorNode.prototype.start
    window.chimes = 0
    OscillatorNode.prototype.start = function (...args) { window.chimes++; return start.apply(this, args) }
  })
  return signedInAtDesk(page, login)
}

/** Somebody with a phone of the field, signed in by the page. */
async function onPhone(login, geolocation = IN_THE_PARK) {
  if (people[login]) return people[login].page
  const { page } = (people[login] = await openPhone(browser, { geolocation }))
  await page.goto(`${server.url}/field/`)
  await page.getByLabel('账号').fill(login)
  await page.getByLabel('密码', { exact: true }).fill(PASSWORD)
  await page.getByRole('button', { name: '登录' }).click()
  await page.getByRole('tablist').waitFor()
  return page
}

const footButton = (page, name) => page.locator('.foot').getByRole('button', { name, exact: true })
const state = (page, text) => page.waitForSelector(`.case .state:has-text("${text}")`)
const confirm = async (page) => {
  await page.click('.el-dialog:visible button[type=submit]')
  await page.locator('.el-dialog:visible').waitFor({ state: 'hidden' })
}
const openAtDesk = async (page, number) => {
  await page.goto(`${server.url}/command/desk?case=${number}`)
  await page.waitForSelector(`.case h1:has-text("${number}")`)
}
const addPhoto = async (page, name) => {
  await page.locator('input[data-photo=camera]').setInputFiles(photo(name, { of: PICTURES[name] }))
  await page.getByText('已上传').first().waitFor()
}
/** An action of a case: a button of its own, or under “more”. */
async function take(page, action) {
  const button = page.locator(`.case .bar [data-action=${action}]`)
  if (await button.count() === 0) await page.click('.case .bar .more')
  await page.click(`[data-action=${action}]:visible`)
}

/** Grants what is asked of the case that is open, and sees that it counts. */
async function decideHere(page, kind) {
  const asked = page.locator('.requests li', { hasText: kind })
  await asked.getByRole('button', { name: '同意', exact: true }).click()
  await confirm(page)
  await asked.locator('.tag:has-text("已同意")').waitFor()
}
async function decideAtCentre(page, number, kind) {
  await page.goto(`${server.url}/command/centre?tab=queue&case=${number}`)
  await page.waitForSelector(`.case h1:has-text("${number}")`)
  await picture(page, 'centre-extension')
  await decideHere(page, kind)
}

/** The four elements and an after-photo. */
async function proposeEnd(page, measure) {
  await footButton(page, '申请办结').click()
  await page.getByLabel('2. 联系了谁').fill('现场联系公园管理员')
  await page.getByLabel('3. 采取了什么措施').fill(measure)
  await page.getByLabel('4. 时限与承诺').fill('当日清完，之后每晚巡查')
  await addPhoto(page, 'after.jpg')
  await picture(page, 'field-propose')
  await footButton(page, '申请办结').click()
  await page.locator('.foot').getByText('等待核查').waitFor()
}

describe('from a photo of litter to a clean park that stays clean', () => {
  step('1 a resident reports with a photo that knows its place', async () => {
    const desk = await atDesk('wufeng') // is looking at the list already
    await desk.click('.who') // a touch of the page is what lets it sound
    await desk.keyboard.press('Escape')
    await desk.waitForSelector('.rows li')
    await picture(desk, 'desk-before')

    const { page } = (people.resident = await openPhone(browser, { permissions: [] }))
    await page.goto(server.url)
    await page.waitForSelector('h1')
    await picture(page, 'citizen-home')
    await page.click('a[href="/report"]')
    await page.setInputFiles('#field-photos', photo('litter.jpg', { gps: PARK, of: PICTURES['litter.jpg'] }))
    await page.waitForSelector('text=照片里带有拍摄位置')
    await page.waitForSelector('text=属于 五凤街道')
    await page.fill('#field-text', LITTER)
    await page.fill('#field-phone', '13900000000')
    await page.waitForSelector('text=已上传')
    await picture(page, 'citizen-report')
    await page.click('.report-form button[type=submit]')
    await page.waitForURL(/\/sent\/\d{13}$/)
    told.number = /\d{13}$/.exec(page.url())[0]
    assert.match(await page.textContent('main'), /五凤街道.*值班席将在 .*\d\d:\d\d 前响应/s)
    assert.ok(await page.isVisible('svg.qr'))
    await picture(page, 'citizen-sent')
    await page.click('a.btn.main')
    await page.waitForSelector('.story')
    told.track = page.url()
    await picture(page, 'citizen-track')
  })

  step('2 the street’s desk hears of it, sees why it came here, and responds', async () => {
    const page = await atDesk('wufeng')
    const row = page.locator(`#case-${told.number}`)
    await row.waitFor()
    assert.match(await page.title(), /^\(1\)/)
    assert.ok((await page.evaluate(() => window.chimes)) > 0, 'it sounds')
    const left = await row.locator('.count').innerText()
    assert.match(left, /0\d:\d\d/)
    await picture(page, 'desk-new-case')
    await row.click()
    await page.waitForSelector('.case [data-action=respond]')
    const why = page.locator('.case section', { has: page.getByRole('heading', { name: '智脑判断' }) })
    assert.match(await why.innerText(), /绿地脏乱/)
    assert.ok((await why.locator('li').count()) > 0, 'it gives its reasons')
    await picture(page, 'desk-case')
    await why.scrollIntoViewIfNeeded()
    await picture(page, 'desk-reasons')
    await page.click('[data-action=respond]')
    await state(page, '已响应')
  })

  step('3 and calls the parks to lead, the city management with them', async () => {
    const page = await atDesk('wufeng')
    await take(page, 'call')
    await page.waitForSelector('.units li:nth-child(2)')
    assert.match(await page.locator('.units li.leads').innerText(), /园林/)
    await page.fill('#action-note', '请到场清理并劝离露营人员')
    await picture(page, 'desk-call')
    await confirm(page)
    await state(page, '呼叫中')
    assert.equal(await page.locator('.call').count(), 2)
    await page.locator('.call').first().scrollIntoViewIfNeeded()
    await picture(page, 'desk-calling')
  })

  step('4 the parks come, the city management first says so from afar', async () => {
    const yuanlin = await onPhone('yuanlin')
    const row = yuanlin.locator('li.row', { has: yuanlin.locator(`a[href$="${told.number}"]`) })
    await row.getByRole('button', { name: '签收' }).click()
    await row.getByRole('button', { name: '报到' }).waitFor()
    await picture(yuanlin, 'field-work')
    await row.getByRole('button', { name: '报到' }).click()
    await yuanlin.getByText('记为现场报到', { exact: false }).waitFor()
    await addPhoto(yuanlin, 'here.jpg')
    await picture(yuanlin, 'field-check-in')
    await footButton(yuanlin, '现场报到').click()
    await footButton(yuanlin, '着手处置').click()
    await footButton(yuanlin, '申请办结').waitFor()
    await picture(yuanlin, 'field-case')

    const chengguan = await onPhone('chengguan', FAR_AWAY)
    await chengguan.goto(`${server.url}/field/case/${told.number}`)
    await footButton(chengguan, '签收').click()
    await footButton(chengguan, '报到').click()
    await chengguan.getByText('由呼叫方决定是否接受', { exact: false }).waitFor()
    await chengguan.getByLabel('说明').fill('队员已在路上，先由社区网格员劝离')
    await picture(chengguan, 'field-remote')
    await footButton(chengguan, '按远程报到提交').click()
    await chengguan.locator('.foot').getByText('等呼叫方确认').waitFor()

    const desk = await atDesk('wufeng')
    await state(desk, '处置中') // heard on the live line
    await desk.locator('.requests').scrollIntoViewIfNeeded()
    await picture(desk, 'desk-remote')
    await desk.click('.requests button:has-text("同意")')
    await confirm(desk)

    await footButton(chengguan, '着手处置').click()
    await footButton(chengguan, '完成').click()
    await addPhoto(chengguan, 'done.jpg')
    await chengguan.getByLabel('说明').fill('劝离三户露营人员')
    await picture(chengguan, 'field-finish')
    await chengguan.locator('.foot button[type=submit]').click()
    await chengguan.locator('.foot').getByText(/等/).waitFor()
  })

  step('4b the parks ask for more time, report progress, and propose the end', async () => {
    const page = await onPhone('yuanlin')
    await page.goto(`${server.url}/field/case/${told.number}`)
    await page.getByRole('button', { name: '申请延期', exact: true }).click()
    await page.getByText('100%').click()
    await page.getByLabel('说明').fill('夜间清运车辆要排到明早')
    await picture(page, 'field-extend')
    await page.locator('.foot button[type=submit]').click()
    await footButton(page, '申请办结').waitFor()

    const centre = await atDesk('centre') // more than half of the limit: not the street's to grant
    await decideAtCentre(centre, told.number, '延期')

    await page.getByRole('button', { name: '报告进展', exact: true }).click()
    await page.getByLabel('说明').fill('已清走两车垃圾，正在冲洗步道')
    await addPhoto(page, 'progress.jpg')
    await picture(page, 'field-progress')
    await page.locator('.foot button[type=submit]').click()
    await proposeEnd(page, '清走垃圾两车，冲洗步道，增设提示牌两块')
  })

  step('5 a second officer reviews: sends back once, then passes', async () => {
    const page = await atDesk('wufeng2')
    await openAtDesk(page, told.number)
    await state(page, '待核查')
    await page.waitForSelector('text=清走垃圾两车')
    await picture(page, 'desk-review')
    await take(page, 'send-back')
    await page.fill('#action-note', '西侧草坪还有垃圾袋，请再清一遍')
    await picture(page, 'desk-send-back')
    await confirm(page)
    await state(page, '处置中')

    const yuanlin = await onPhone('yuanlin')
    await yuanlin.getByText('西侧草坪还有垃圾袋', { exact: false }).first().waitFor() // told by the live line
    await picture(yuanlin, 'field-sent-back')
    await proposeEnd(yuanlin, '西侧草坪已复清，再清垃圾半车')
    await state(page, '待核查')
    await take(page, 'pass')
    await confirm(page)
    await state(page, '已办结')
    await picture(page, 'desk-passed')
  })

  step('5b the resident says by the one-time link that it is not solved', async () => {
    const admin = await atDesk('admin')
    await admin.waitForSelector('.el-table, table.plain')
    await picture(admin, 'admin-accounts')
    await admin.click('.tab:has-text("待发消息")')
    const letter = admin.locator('tr', { hasText: told.number }).filter({ has: admin.locator('a[href*="/r/"]') }).first()
    await letter.waitFor()
    await picture(admin, 'admin-outbox')
    const link = await letter.locator('a[href*="/r/"]').getAttribute('href')

    const { page } = people.resident
    await page.goto(new URL(link, server.url).href)
    await page.waitForSelector('.rating')
    assert.match(await page.textContent('.result'), /西侧草坪已复清/)
    await picture(page, 'citizen-rate')
    await page.click('.choice.no')
    await page.click('.faces .choice:nth-child(2)')
    await page.fill('#rate-note', '晚上又有人来露营')
    await page.click('.rating button[type=submit]')
    await page.waitForSelector('text=谢谢您的评价')
    await picture(page, 'citizen-not-solved')

    const desk = await atDesk('wufeng2')
    await state(desk, '处置中')
    const yuanlin = await onPhone('yuanlin')
    await proposeEnd(yuanlin, '与城管联合夜巡，劝离并清场')
    await state(desk, '待核查')
    await take(desk, 'pass')
    await confirm(desk)
    await state(desk, '已办结')
  })

  step('5c and by the tracking page that it now is; caller and called score each other', async () => {
    const { page } = people.resident
    await page.goto(told.track)
    await page.waitForSelector('.rating')
    await picture(page, 'citizen-result')
    await page.click('.choice.yes')
    await page.click('.faces .choice:nth-child(5)')
    await page.click('.rating button[type=submit]')
    await page.waitForSelector('text=您的评价：解决了')
    await picture(page, 'citizen-closed')

    const desk = await atDesk('wufeng')
    await openAtDesk(desk, told.number)
    await state(desk, '已结案')
    await desk.click('.call [data-action=score-callee][data-call="1"]')
    for (const line of ['及时', '到场', '成效']) await desk.locator(`.el-dialog .el-rate[aria-label="${line}"] .el-rate__item`).nth(4).click()
    await picture(desk, 'desk-score')
    await confirm(desk)
    await desk.waitForSelector('.call >> text=已评')
    const yuanlin = await onPhone('yuanlin')
    await yuanlin.goto(`${server.url}/field/case/${told.number}`)
    await yuanlin.getByRole('button', { name: '评价呼叫质量', exact: true }).click()
    await yuanlin.locator('.choices label', { hasText: '5' }).click()
    await picture(yuanlin, 'field-score')
    await yuanlin.locator('.foot button[type=submit]').click()
    await desk.waitForSelector('.call >> text=对方评呼叫质量 5')
  })

  step('6 the third case in one place is a recurring spot; the desk makes a patrol plan of it', async () => {
    const page = await atDesk('wufeng')
    await page.click('.case a:has-text("制定巡查计划")')
    const spot = page.locator('.spots li.chosen')
    await spot.waitFor()
    assert.match(await spot.innerText(), /绿地脏乱[^]*3 件/)
    await page.waitForTimeout(600) // the map flies there
    await picture(page, 'patrol-spot')
    await spot.getByRole('button', { name: '制定巡查计划' }).click()
    await page.fill('#plan-title', TITLE)
    await page.click('.el-dialog .el-select >> nth=0')
    await page.keyboard.type('白龙社区第1网格')
    await page.click('.el-select-dropdown__item:visible:has-text("白龙社区第1网格")')
    for (const day of ['周二', '周四', '周六', '周日']) await page.click(`.el-dialog .el-checkbox-button:has-text("${day}")`)
    await page.fill('#plan-note', '晚七点后重点看西侧草坪')
    await picture(page, 'patrol-plan')
    await page.click('.el-dialog:visible button[type=submit]')
    await page.waitForSelector(`.plans li:has-text("${TITLE}")`)
    await picture(page, 'patrol-plans')
  })

  step('7 the centre sees everything open, decides, arbitrates, urges and supervises', async () => {
    const page = await atDesk('centre')
    await page.goto(`${server.url}/command/centre`)
    await page.waitForSelector('.rows li .one')
    const first = page.locator('.rows li .one').first()
    assert.match(await first.innerText(), /超时/, 'overdue ones first')
    await page.waitForSelector('.district-map')
    await page.waitForTimeout(600)
    await picture(page, 'centre')
    await first.click()
    await page.waitForSelector('.case .bar')
    await take(page, 'urge')
    await page.fill('#action-note', '已超时，请今晚到位')
    await confirm(page)
    await page.waitForSelector('.case .tag:has-text("催办")')
    await take(page, 'supervise')
    await page.fill('#action-note', '列入督办，每两小时报一次')
    await picture(page, 'centre-supervise')
    await confirm(page)
    await page.waitForSelector('.case .tag:has-text("督办")')
    await picture(page, 'centre-supervised')

    await page.goto(`${server.url}/command/centre?tab=queue`)
    await page.click('.rows .one:has-text("人行道地砖松动破损")')
    await picture(page, 'centre-queue')
    await decideHere(page, '挂起')
    await page.click('.rows .one:has-text("很深的坑洼")')
    await page.click('.call [data-action=arbitrate]')
    await page.click('.el-dialog .el-radio:has-text("申诉不成立")')
    await page.fill('#action-note', '该路段由建设局管养，继续办理')
    await picture(page, 'centre-arbitrate')
    await confirm(page)
    await page.waitForSelector('.call [data-action=arbitrate]', { state: 'detached' })
    await page.goto(`${server.url}/command/dashboard`)
    await page.waitForSelector('.chart canvas')
    await page.waitForTimeout(800)
    await picture(page, 'dashboard')
  })

  step('8 next day the grid member looks, and closes the task with a photo', async () => {
    const desk = await atDesk('wufeng')
    await desk.click('.demo button:has-text("快进 1 天")')
    await desk.waitForSelector('.el-message:has-text("时钟")')
    const page = await onPhone('bailong1')
    await page.getByRole('link', { name: '巡查', exact: true }).click()
    const row = page.locator('.task-row', { hasText: TITLE }).first()
    await row.waitFor()
    await picture(page, 'field-patrol')
    await row.getByRole('link', { name: '完成巡查' }).click()
    await page.getByText('干净').click()
    await addPhoto(page, 'clean.jpg')
    await picture(page, 'field-task')
    await page.locator('.foot button[type=submit]').click()
    await page.getByRole('heading', { level: 1 }).filter({ hasText: '巡查' }).waitFor()
    await signedInAtDesk(desk, 'wufeng') // a day later nobody is signed in any more
    await desk.goto(`${server.url}/command/patrol?tab=tasks`)
    await desk.click('.tab:has-text("已完成")')
    await desk.waitForSelector(`tr:has-text("${TITLE}") .tag:has-text("现场干净")`)
    await picture(desk, 'patrol-tasks')
  })

  step('9 the auditor sees the whole chain of the case', async () => {
    const page = await atDesk('auditor')
    await page.goto(`${server.url}/command/audit`)
    await page.fill('#audit-number', told.number)
    await page.click('button[type=submit]')
    await page.waitForSelector('text=整条链完好')
    const events = await page.locator('.chain li').count()
    assert.ok(events >= 25, `${events} events`)
    await page.waitForFunction((n) => document.body.innerText.split('本机复算一致').length - 1 === n, events)
    await picture(page, 'audit')
  })
})
