// The pages by which channels are administered: partners and their keys, devices from the first key to the case of an alarm,
// files of other platforms in and out, knowledge from the draft to the resident, and the search by two characters.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { describe } from 'node:test'
import XLSX from 'xlsx'
import { choose, confirm, eventually, openHouse, PARK } from './desks.mjs'
import { axeFindings, PHONE, screenshot, sidewaysScroll } from './support.mjs'

const house = openHouse()
const { story, go } = house
const keyShown = (page) => page.locator('.key strong:visible', { hasText: /^g/ }).innerText()
async function closeKey(page) {
  await page.locator('.el-dialog:has(.key) .el-dialog__headerbtn').press('Enter')
  await page.waitForSelector('.key', { state: 'hidden' })
}

async function fits(page, name) {
  assert.deepEqual(await axeFindings(page), [], name)
  assert.equal(await sidewaysScroll(page), 0, name)
  await screenshot(page, `admin-${name}`)
}

describe('partners', () => {
  const OPEN311 = '/open311/v2/requests.json'
  const report = (key, n) => fetch(house.url + OPEN311, { method: 'POST', headers: { 'Content-Type': 'application/x-www-form-urlencoded', 'Idempotency-Key': `app-${n}` }, body: new URLSearchParams({ api_key: key, service_code: 'E0102', lat: PARK.lat, long: PARK.lon, description: `垃圾堆放 ${n}` }) })

  async function make(page, { id, kind, name, limit }) {
    await page.click('button:has-text("新建接入方")')
    await page.fill('#partner-id', id)
    if (kind) {
      await page.click('.el-dialog .el-select')
      await page.click(`.el-select-dropdown__item:visible:has-text("${kind}")`)
    }
    await page.fill('#partner-name', name)
    await page.fill('#partner-limit', String(limit))
    await confirm(page)
    return keyShown(page)
  }

  story('a program gets a key, shown once, is held to its limit, gets another key and is stopped', { login: 'admin' }, async ({ page, context }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write', 'geolocation'])
    await go(page, '/command/admin')
    await page.click('button.tab:has-text("接入方")')
    await page.waitForSelector('text=还没有接入方')
    await page.click('button:has-text("新建接入方")')
    await confirm(page)
    await page.waitForSelector('text=请填写编号。')
    await page.keyboard.press('Escape')
    const key = await make(page, { id: 'city-app', name: '掌上市民', limit: 2 })
    assert.match(key, /^g\w+_[\w-]{20,}$/)
    await page.click('button:has-text("复制密钥")')
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), key)
    assert.deepEqual(await axeFindings(page), [])
    await closeKey(page)
    assert.ok(!(await page.content()).includes(key), 'nobody sees it again')
    await page.waitForSelector(`td:has-text("…${key.slice(-4)}")`)

    assert.deepEqual([(await report(key, 1)).status, (await report(key, 2)).status], [201, 201])
    const third = await report(key, 3)
    assert.equal(third.status, 429)
    assert.ok(Number(third.headers.get('Retry-After')) > 0)

    await page.click('tr:has-text("city-app") button:has-text("换新密钥")')
    await page.click('.el-dialog:visible button:has-text("确定")')
    const fresh = await keyShown(page)
    assert.notEqual(fresh, key)
    assert.equal((await report(key, 4)).status, 403)
    await closeKey(page)
    await page.click('tr:has-text("city-app") button:has-text("停用")')
    await page.click('.el-dialog:visible button:has-text("确定")')
    await page.waitForSelector('tr:has-text("city-app") .tag:has-text("已停用")')
    assert.equal((await report(fresh, 5)).status, 403)
    await fits(page, 'partners')
  })

  story('another platform is one of them', { login: 'admin', viewport: PHONE }, async ({ page }) => {
    await go(page, '/command/admin')
    await page.click('button.tab:has-text("接入方")')
    await make(page, { id: 'city-12345', kind: '其他平台', name: '福州市 12345 便民服务平台疑难件交办系统', limit: 60 })
    await closeKey(page)
    await page.waitForSelector('tr:has-text("city-12345")')
    await fits(page, 'partners-phone')
  })
})

describe('devices', () => {
  const GAUGE = { id: 'gauge-1', name: '江厝路下穿通道积水计' }
  let key
  const tell = (body, with_ = key) => fetch(`${house.url}/api/devices/${GAUGE.id}/readings`, { method: 'POST', headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${with_}` }, body: JSON.stringify(body) })

  story('one is registered by keyboard and map; its key is shown once', { login: 'admin' }, async ({ page }) => {
    await go(page, '/command/devices')
    await page.waitForSelector('text=还没有登记设备')
    await page.click('button:has-text("登记设备")')
    await confirm(page)
    for (const what of ['请填写编号。', '请选择类型。', '请填写名称。', '请选择维护单位。', '请填写地点。']) await page.waitForSelector(`.el-dialog:has-text("${what}")`)
    await page.waitForSelector('#device-position-wrong')
    await page.fill('#device-id', 'Gauge 1')
    await page.click('.el-dialog .el-select >> nth=0')
    await page.click('.el-select-dropdown__item:visible:has-text("道路积水传感器")')
    await page.fill('#device-name', GAUGE.name)
    await choose(page, '.el-dialog .el-select >> nth=1', '五凤街道')
    await page.fill('#device-place', '江厝路下穿通道')
    await page.focus('.el-dialog .map-box')
    await page.keyboard.press('Enter')
    assert.match(await page.inputValue('#device-lat'), /^26\.\d+$/)
    await page.fill('#device-lat', String(PARK.lat))
    await page.fill('#device-lon', String(PARK.lon))
    await page.focus('#device-own')
    await page.keyboard.press('Space')
    await page.waitForSelector('#device-raise')
    assert.equal(await page.inputValue('#device-raise'), '0.25', 'begins with what its kind has')
    await page.fill('#device-hold', '0')
    assert.deepEqual(await axeFindings(page), [])
    await confirm(page)
    await page.waitForSelector('.el-dialog .el-form-item__error') // the id's form, as the server has it
    await page.fill('#device-id', GAUGE.id)
    await screenshot(page, 'admin-device-dialog', { fullPage: false })
    await confirm(page)
    key = await keyShown(page)
    assert.match(key, /^gd_[\w-]{32}$/)
    await screenshot(page, 'admin-device-key', { fullPage: false })
    await closeKey(page)
    await page.reload()
    await page.waitForSelector(`h2:has-text("${GAUGE.name}")`)
    assert.ok(!(await page.content()).includes(key), 'nobody sees it again')
    await page.waitForSelector('text=从未上报')
    await page.waitForSelector('text=达到 0.25 m，立即报警')
  })

  story('a reading past its threshold is an alarm, and the alarm is a case that opens', { login: 'wufeng' }, async ({ page }) => {
    assert.equal((await tell({ value: 0.05, battery: 9 })).status, 200)
    const { raised } = await (await tell({ value: 0.42, battery: 9 })).json()
    assert.equal(raised, true, 'its own hold time is none')
    const ask = await house.as('wufeng')
    const { number } = await eventually(async () => (await ask('GET', `/api/devices/${GAUGE.id}`)).alarms.find((alarm) => alarm.number), 'the alarm has its case')
    await go(page, '/command/devices')
    await page.click(`.device:has-text("${GAUGE.name}"):has-text("报警中"):has-text("电量低")`)
    await page.waitForSelector('svg rect.passed')
    await page.click('summary:has-text("以表格查看")')
    await page.waitForSelector('details td:has-text("0.42")')
    for (const button of ['登记设备', '修改', '换新密钥', '停用']) assert.equal(await page.locator(`main button:has-text("${button}")`).count(), 0, `whoever looks cannot: ${button}`)
    await fits(page, 'devices')
    await page.click(`main a:has-text("${number}")`)
    await page.waitForSelector(`h1:has-text("${number}")`)
    assert.match(await page.textContent('main'), /江厝路下穿通道/)
    assert.equal((await house.see('wufeng', number)).channel, 'DEVICE')
  })

  story('the list is filtered, on a phone too, and one may be stopped and let in again', { login: 'admin', viewport: PHONE }, async ({ page }) => {
    const ask = await house.as('admin')
    await ask('POST', '/api/devices', { id: 'bin-7', kind: 'bin-level', name: '温泉公园东门分类垃圾桶满溢传感器（与环卫车辆调度系统联动，请勿擅自移动）', place: '温泉公园东门', owner: '350102009', ...PARK })
    await go(page, '/command/devices')
    await page.waitForSelector('.device >> nth=1')
    assert.match(await page.innerText('.counts'), /共 2 台 · 报警 1/)
    await fits(page, 'devices-phone')
    await page.fill('input[type=search]', 'bin-')
    await page.waitForFunction(() => document.querySelectorAll('.device').length === 1)
    await page.fill('input[type=search]', '没有这样的')
    await page.waitForSelector('text=没有符合的设备')
    await page.fill('input[type=search]', '')
    await page.click(`.device:has-text("${GAUGE.name}")`)
    await page.click('button:has-text("停用")')
    await page.click('.el-dialog:visible button:has-text("确定")')
    await page.waitForSelector('.head .tag:has-text("已停用")')
    assert.equal((await tell({ value: 0.01 })).status, 403)
    await fits(page, 'device-phone')
    await page.click('button:has-text("启用")')
    await page.waitForSelector('.head .tag:has-text("已停用")', { state: 'detached' })
    assert.equal((await tell({ value: 0.01 })).status, 200)
    const { device } = await ask('GET', `/api/devices/${GAUGE.id}`)
    assert.deepEqual([device.own_thresholds, device.own_times, device.hold_s, device.raise], [true, true, 0, 0.25], 'what it had of its own stays')
  })

  story('who keeps none sees none, and is told so in English', { login: 'guxi' }, async ({ page }) => {
    await page.addInitScript(() => localStorage.setItem('gulou.lang', 'en'))
    await go(page, `/command/devices/${GAUGE.id}`)
    await page.waitForSelector('text=There is no such device, or none that your units keep.')
    await page.waitForSelector('text=No device is registered yet.')
  })
})

describe('files', () => {
  const CSV = '\ufeff编号,内容,地点,电话,备注\r\nW-1,路灯不亮，一片漆黑,江厝路街头公园,,忽略\r\nW-2,井盖缺失,江厝路,abc,\r\n'
  const known = async () => (await (await house.as('centre'))('GET', '/api/exports/cases?format=json')).items.filter((one) => one.title.includes('一片漆黑'))
  const give = (page, text = CSV) => page.setInputFiles('#import-file', { name: '疑难件.csv', mimeType: 'text/csv', buffer: Buffer.from(text) })

  story('one is read on trial, taken in once, and its bad line comes back to be put right', { login: 'centre' }, async ({ page }) => {
    await go(page, '/command/exchange')
    await page.click('button:has-text("试读")')
    await page.waitForSelector('text=请选择文件。')
    await give(page, '地点\r\n江厝路\r\n')
    await page.click('button:has-text("试读")')
    await page.waitForSelector('#import-file-wrong:has-text("编号")')
    await give(page)
    await page.click('button:has-text("试读")')
    await page.waitForSelector('.result:has-text("可收 1 件"):has-text("不能收 1 行"):has-text("未使用的列：备注")')
    assert.deepEqual(await page.locator('.result tbody td').allInnerTexts().then((cells) => cells.slice(0, 2)), ['3', '电话'])
    assert.equal((await known()).length, 0, 'a trial takes nothing')
    await fits(page, 'import')

    const [file] = await Promise.all([page.waitForEvent('download'), page.click('button:has-text("下载不能收的行")')])
    assert.equal(file.suggestedFilename(), '疑难件-refused.xlsx')
    const [line, ...others] = XLSX.utils.sheet_to_json(XLSX.read(readFileSync(await file.path())).Sheets.cases)
    assert.equal(others.length, 0)
    assert.deepEqual([line.编号, line.电话, line.行], ['W-2', 'abc', '3'])
    assert.match(line.问题, /[\u4e00-\u9fff]/)

    await page.click('button:has-text("正式导入 1 件")')
    await page.click('.el-dialog:visible button:has-text("确定")')
    await page.waitForSelector('.result:has-text("已收 1 件")')
    assert.deepEqual((await known()).map((one) => one.channel), ['PLATFORM'])
    await page.click('button:has-text("试读")')
    await page.waitForSelector('.result:has-text("早已收过 1 件"):has-text("没有可以收的新件")')
    await page.click('button.tab:has-text("对照表")')
    await page.waitForSelector('tr:has-text("HJ-01"):has-text("E0102")')
  })

  story('cases go out as they were asked for, and supervisors see who took them', { login: 'centre' }, async ({ page, context }) => {
    await go(page, '/command/exchange?tab=export')
    await page.waitForSelector('text=每次导出都会留下记录')
    await page.fill('#export-from', '2026-05-02')
    await page.fill('#export-to', '2026-05-01')
    await page.click('button:has-text("导出") >> nth=-1')
    await page.waitForSelector('text=结束日期早于开始日期')
    await page.fill('#export-from', '')
    await page.click('form button[type=submit]')
    await page.waitForSelector('text=没有符合条件的件')
    await page.fill('#export-to', '')
    await page.click('.tab:has-text("JSON")')
    await choose(page, '.fields .el-select >> nth=1', '特急')
    await fits(page, 'export')
    const [file] = await Promise.all([page.waitForEvent('download'), page.click('form button[type=submit]')])
    const { items } = JSON.parse(readFileSync(await file.path(), 'utf8'))
    assert.ok(items.length > 0 && items.every((one) => one.urgency === 'U1'))
    await page.waitForSelector(`text=已导出 ${items.length} 件`)
    await house.enter(context, 'auditor')
    await go(page, '/command/exchange?tab=log')
    await page.waitForSelector('tbody tr:nth-child(2)')
    const [last, before] = await page.locator('tbody tr').allInnerTexts()
    assert.match(last, new RegExp(`潘明佳\\s+${items.length}\\s+JSON\\s+特急`))
    assert.match(before, /潘明佳\s+0\s+XLSX\s+到 2026-05-01/)
    await fits(page, 'export-log')
  })

  const tabs = (page) => page.locator('.page button.tab').allInnerTexts()
  for (const [login, theirs] of Object.entries({ guxi: ['对照表', '导出'], analyst: ['对照表', '导出'], admin: ['对照表', '导出', '导出记录'], centre: ['导入', '对照表', '导出'] }))
    story(`${login} arrives at the first tab that is theirs`, { login }, async ({ page }) => {
      await go(page, '/command/exchange')
      await page.waitForSelector(`button.tab[aria-pressed=true]:has-text("${theirs[0]}")`)
      assert.deepEqual(await tabs(page), theirs)
      await page.click('button.tab:has-text("导出") >> nth=0')
      await page.waitForSelector('#export-from')
      await go(page, '/command/exchange?tab=import') // a link of somebody else's
      await page.waitForSelector(`button.tab[aria-pressed=true]:has-text("${theirs[0]}")`)
    })

  for (const login of ['guxi', 'analyst'])
    story(`${login} imports nothing`, { login, viewport: PHONE }, async ({ page }) => {
      await go(page, '/command/exchange')
      await page.waitForSelector('button.tab[aria-pressed=true]:has-text("对照表")')
      assert.equal(await page.locator('#import-file').count(), 0)
      assert.ok(!(await tabs(page)).includes('导入'))
      await page.click('button.tab:has-text("导出")')
      await page.waitForSelector('#export-from')
      await fits(page, `export-phone-${login}`)
    })
})

describe('knowledge', () => {
  const TITLE = '共享滑板车能不能上路'
  const day = (ahead) => new Date(Date.now() + 8 * 3600_000 + ahead * 86_400_000).toISOString().slice(0, 10)

  async function write(page, { title, body, until }) {
    await page.click('button:has-text("写一篇")')
    await page.fill('#a-title', title)
    await page.fill('#a-body', body)
    await page.click('.el-form-item:has(#a-audience) .el-select')
    await page.click('.el-select-dropdown__item:visible:has-text("居民可见")')
    if (until) await page.fill('#a-until', until)
    await page.click('form button[type=submit]:has-text("保存")')
    await page.waitForSelector(`article h2:has-text("${title}")`)
    await page.click('article button:has-text("发布")')
    await page.waitForSelector('article .tag:has-text("已发布")')
  }

  story('an article is written and published, found by a call-taker, and read by a resident', { login: 'centre' }, async ({ page, context }) => {
    await go(page, '/command/knowledge')
    await page.click('button:has-text("写一篇")')
    await page.click('form button[type=submit]:has-text("保存")')
    await page.waitForSelector('text=请写标题。')
    await page.click('button:has-text("取消")')
    await write(page, { title: TITLE, body: '不能。滑板车不得在机动车道和非机动车道行驶，违者由交警处理。' })
    await write(page, { title: '滑板车试点停放点（旧）', body: '试点已结束。', until: day(-1) })
    await page.waitForSelector('article .tag:has-text("不在有效期")')
    await page.click('button.tab:has-text("待复核")')
    await page.waitForSelector('.hit:has-text("滑板车试点停放点"):has-text("不在有效期")')
    await screenshot(page, 'admin-knowledge-due', { fullPage: false })

    await house.enter(context, 'hotline')
    await go(page, '/command/knowledge')
    await page.fill('input[type=search]', '滑板')
    await page.keyboard.press('Enter')
    await page.click(`.hit:has-text("${TITLE}")`)
    await page.waitForSelector('article .body:has-text("由交警处理")')
    assert.deepEqual(await axeFindings(page), [])

    await context.clearCookies()
    await go(page, '/help')
    await page.fill('#help-words', '滑板')
    await page.keyboard.press('Enter')
    await page.waitForSelector(`.help-list a:has-text("${TITLE}")`)
    assert.equal(await page.locator('.help-list a:has-text("试点停放点")').count(), 0, 'residents are not told what no longer holds')
    await page.click(`.help-list a:has-text("${TITLE}")`)
    await page.waitForSelector('.help-body:has-text("违者由交警处理")')
    assert.deepEqual(await axeFindings(page), [])
  })
})

describe('the search of the desk', () => {
  story('finds a case by two characters of its words', { login: 'wufeng' }, async ({ page }) => {
    const number = await house.report('小区外墙瓷砖空鼓，随时可能掉下来砸到人')
    const ask = await house.as('wufeng')
    await eventually(async () => (await ask('GET', `/api/cases?q=${encodeURIComponent('空鼓')}&view=all`)).items.length > 0, 'indexed')
    await go(page, '/command/desk')
    await page.waitForSelector(`#case-${number}`)
    await page.keyboard.press('/')
    await page.keyboard.type('空鼓')
    await page.waitForSelector(`#case-${number}`)
    await page.waitForFunction(() => document.querySelectorAll('.rows li').length === 1)
    await page.waitForSelector(`#case-${number} mark:has-text("空鼓")`)
  })
})
