// The brain's page as a district's leader and the centre's analyst read it: plain sentences, weeks, categories, what
// mistakes cost, what it learnt; and what each role may not. Also with nothing, with trouble, slowly, and with long words.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { openHouse } from './desks.mjs'
import { axeFindings, DESK, PHONE, screenshot, sidewaysScroll } from './support.mjs'

const TALL = { width: DESK.width, height: 3400 }
const house = openHouse({ history: true })

function story(name, { english = false, ...options }, play) {
  house.story(name, options, async (desk) => {
    if (english) await desk.page.addInitScript(() => localStorage.setItem('gulou.lang', 'en'))
    await play(desk)
  })
}
const open = async (page) => {
  await page.goto(`${house.url}/command/brain`)
  await page.waitForSelector('table.models')
}
async function sound(page, name) {
  assert.deepEqual(await axeFindings(page), [], name)
  assert.equal(await sidewaysScroll(page), 0, name)
  await screenshot(page, name)
}
async function downloaded(page, button) {
  const [download] = await Promise.all([page.waitForEvent('download'), page.click(button)])
  return { name: download.suggestedFilename(), text: readFileSync(await download.path(), 'utf8') }
}

story('a leader reads in plain words how often it is right, and of how many', { login: 'centreleader', viewport: TALL }, async ({ page }) => {
  await open(page)
  const said = await page.locator('.story').innerText()
  assert.match(said, /近 12 周，智脑有把握时，类别判对 [\d.]+%（核实过的 \d+ 件里对 \d+ 件）；它对 [\d.]+% 的诉求有把握/)
  assert.match(said, /首派就对的占 [\d.]+%/)
  assert.match(said, /最近 4 周的准确率与?(比)?再前 4 周/)
  assert.match(said, /还没有学过大家的改正/)
  await page.waitForSelector('.chart canvas')
  await page.click('.chart summary')
  assert.ok(await page.locator('.chart tbody tr').count() >= 8)
  await sound(page, 'brain-desk')
})

story('the weeks and the categories go into a file', { login: 'analyst' }, async ({ page }) => {
  await open(page)
  const weeks = await downloaded(page, '[data-csv=weeks]')
  assert.equal(weeks.name, '智脑每周.csv')
  assert.match(weeks.text, /^\ufeff周（从周一起）,/)
  assert.match(weeks.text, /\r\n\d{4}-\d\d-\d\d,\d+,\d+/)
  const kinds = await downloaded(page, '[data-csv=kinds]')
  assert.ok(kinds.text.split('\r\n').length > 20)
})

story('categories are sorted and found by keyboard; those with few cases never rank', { login: 'analyst' }, async ({ page }) => {
  await open(page)
  const column = (name) => page.locator('.kinds th', { hasText: name })
  await column('核实件数').locator('button').focus()
  await page.keyboard.press('Enter')
  assert.equal(await column('核实件数').getAttribute('aria-sort'), 'descending')
  const counts = (await page.locator('.kinds tbody td:nth-child(2)').allInnerTexts()).map((text) => parseInt(text, 10))
  assert.deepEqual(counts, [...counts].sort((a, b) => b - a))
  await column('总的判对').locator('button').click()
  const few = await page.locator('.kinds tbody tr').evaluateAll((rows) => rows.map((row) => row.classList.contains('few')))
  assert.equal(few.lastIndexOf(false) < few.indexOf(true), true, 'nothing ranked stands below what has too few')
  await page.fill('input[aria-label="按名称或代码查找"]', 'e0503')
  assert.deepEqual(await page.locator('.kinds tbody .kind .link').allInnerTexts(), ['机动车乱停放'])
  await page.locator('.kinds .kind .link').focus()
  await page.keyboard.press('Enter')
  await page.waitForSelector('.kinds .inside [role=group]')
  await page.fill('input[aria-label="按名称或代码查找"]', '没有这一类')
  await page.waitForSelector('text=没有符合条件的类别')
})

story('a mistake says what it cost, what to do, and which cases it was', { login: 'centreleader' }, async ({ page }) => {
  await open(page)
  const part = page.locator('.part', { hasText: '类别判错' })
  const first = part.locator('li').first()
  assert.match(await first.innerText(), /智脑判成[\s\S]+其实是[\s\S]+怎么办：/)
  await first.locator('button:has-text("看例子")').click()
  await first.locator('.cases a').first().waitFor()
  await first.scrollIntoViewIfNeeded()
  assert.deepEqual(await axeFindings(page), [])
  await first.locator('.cases a').first().click()
  await page.waitForURL(/\/command\/cases\/\d{13}$/)
  await page.waitForSelector('.case .state')
})

story('an analyst cannot have it learn', { login: 'analyst' }, async ({ page }) => {
  await open(page)
  assert.equal(await page.locator('[data-learn]').count(), 0)
})

story('an administrator may have it learn, but the cases stay with those who handle them', { login: 'admin' }, async ({ page }) => {
  await page.goto(`${house.url}/command/`)
  await page.waitForURL('**/command/admin')
  await page.click('nav .page-link:has-text("智脑")')
  await page.waitForSelector('[data-learn]')
  await page.locator('.part li button:has-text("看例子")').first().click()
  await page.waitForSelector('text=这些件不在您的查看范围内')
})

story('a street’s desk has no such page', { login: 'wufeng' }, async ({ page }) => {
  await page.goto(`${house.url}/command/desk`)
  await page.waitForSelector('nav .page-link')
  assert.equal(await page.locator('nav .page-link', { hasText: '智脑' }).count(), 0)
  await page.goto(`${house.url}/command/brain`)
  await page.waitForSelector('text=您的岗位不能打开这个页面')
  assert.deepEqual(await axeFindings(page), [])
})

story('on a phone, in English', { login: 'analyst', viewport: { ...PHONE, height: 6000 }, english: true }, async ({ page }) => {
  await open(page)
  assert.match(await page.locator('.story').innerText(), /Last 12 weeks: where the brain was sure, it named the right kind in [\d.]+% of cases/)
  assert.equal(/[\u4e00-\u9fff]{6,}/.test(await page.locator('.story').innerText()), false)
  await sound(page, 'brain-phone')
})

const NONE = { hit: 0, n: 0, low: 0, high: 1 }
const nothing = { coverage: NONE, sure: NONE, guess: NONE, dispatch_coverage: NONE, dispatch: NONE }
const emptied = (body) => ({ ...body, weeks: body.weeks.map(({ week }) => ({ week, ...nothing })), total: nothing, categories: [], confusions: [], transfers: [] })
async function answerWith(page, change) {
  await page.route('**/api/brain/accuracy*', async (route) => {
    const answer = await route.fetch()
    await route.fulfill({ response: answer, json: change(await answer.json()) })
  })
}

story('a new district is told what will appear, and when', { login: 'centreleader' }, async ({ page }) => {
  await answerWith(page, emptied)
  await open(page)
  await page.waitForSelector('text=还没有可以统计的诉求')
  assert.equal(await page.locator('.chart').count(), 0)
  await sound(page, 'brain-empty')
})

story('long names and a long why break nothing', { login: 'centreleader', viewport: { ...PHONE, height: 2400 } }, async ({ page }) => {
  const long = { zh: '建筑垃圾与工程渣土运输车辆沿途撒漏且未按规定时间路线行驶等市容环境卫生问题', en: 'Construction-waste-and-spoil-lorries-that-spill-on-their-way' }
  const renamed = (one) => ({ ...one, told: { ...one.told, name: long }, truth: { ...one.truth, name: long } })
  await answerWith(page, (body) => ({ ...body, confusions: body.confusions.map(renamed), categories: body.categories.map((row) => ({ ...row, category: { ...row.category, name: long } })) }))
  await page.route('**/api/brain', async (route) => {
    const answer = await route.fetch()
    const body = await answer.json()
    await route.fulfill({ response: answer, json: { ...body, models: body.models.map((model) => ({ ...model, verdict: 'refused', why: 'x'.repeat(300) })) } })
  })
  await open(page)
  await sound(page, 'brain-long')
})

story('what does not come is said, and tried again; what is slow shows that it is coming', { login: 'centreleader' }, async ({ page }) => {
  let busy = true
  await page.route('**/api/brain/accuracy*', async (route) => {
    if (busy) return route.fulfill({ status: 503, contentType: 'application/problem+json', body: JSON.stringify({ detail: '现在很忙，请稍后再试。', code: 'BUSY' }) })
    await new Promise((done) => setTimeout(done, 1200))
    return route.continue()
  })
  await page.goto(`${house.url}/command/brain`)
  await page.waitForSelector('.failed:has-text("现在很忙")')
  assert.deepEqual(await axeFindings(page), [])
  busy = false
  await page.click('.failed button')
  await page.waitForSelector('.loading .el-skeleton')
  await page.waitForSelector('table.models')
})

story('it learns when asked, is examined, and says what came of it; asked again too soon it says so', { login: 'centreleader', viewport: TALL }, async ({ page, context }) => {
  context.setDefaultTimeout(180_000)
  await open(page)
  await page.click('[data-learn]')
  assert.deepEqual(await axeFindings(page), [])
  await page.click('.el-dialog [data-yes]')
  await page.waitForSelector('.el-message:has-text("已经安排")')
  await page.waitForSelector('.el-message:has-text("学习结束")')
  assert.equal(await page.locator('table.models tbody tr').count(), 2)
  assert.match(await page.locator('.story').innerText(), /学习完成：共学 \d+ 条，其中大家改正和确认过的诉求 \d+ 件/)
  assert.match(await page.locator('.story').innerText(), /理由：.+核对样本/)
  await screenshot(page, 'brain-learnt')
  await page.click('[data-learn]')
  await page.click('.el-dialog [data-yes]')
  await page.waitForSelector('.el-message:has-text("请")')
})
