// The same matter raised twice, on real pages: a second resident is shown the first one's case before sending and
// follows it; a third says that it is another matter and sends; a slow server is not waited for; the desk sees what may
// be one matter and makes it one by one click. At phone and desk size; pictures in tests/browser/out/twins-*.png.
import assert from 'node:assert/strict'
import { openHouse, PASSWORD } from './desks.mjs'
import { axeFindings, DESK, screenshot, sidewaysScroll, SMALL_PHONE } from './support.mjs'

const FIRST = '湖前河公园步道旁的垃圾桶满出来了，饮料瓶扔了一地，我是三楼的林阿姨'
const SECOND = '公园步道边垃圾桶爆满没人清，瓶子扔一地'
const THIRD = '湖前河公园步道垃圾桶又满了，瓶子纸盒扔一地没人收'

const house = openHouse({ history: true })
const told = {}
const onPhone = (name, play, options = {}) => house.onPhone(name, play, { neighbours: true, ...options })

async function write(page, text) {
  await page.goto(`${house.url}/report`)
  await page.waitForSelector('#field-text')
  await page.fill('#field-text', text)
  await page.click('text=用我的位置')
  await page.waitForSelector('text=已用您现在的位置')
}
const submit = (page) => page.click('.report-form button[type=submit]')

async function sent(page) {
  await page.waitForURL(/\/sent\/\d{13}$/)
  return /\/sent\/(\d{13})/.exec(page.url())[1]
}

onPhone('the first resident reports: nobody has reported it before', async ({ page }) => {
  await write(page, FIRST)
  await submit(page)
  told.first = await sent(page)
})

onPhone('the second is shown it, nothing of the first one’s words, and follows it', async ({ page }) => {
  await new Promise((done) => setTimeout(done, 1000))
  await write(page, SECOND)
  await page.fill('#field-phone', '13900002222')
  await submit(page)
  await page.waitForSelector('.twin')
  const card = page.locator('.twin', { hasText: told.first.slice(8) })
  const words = await page.locator('.sheet').innerText()
  assert.match(words, /有人.*反映过同一件事/)
  assert.ok(!words.includes('林阿姨') && !words.includes('饮料瓶'), words)
  assert.match(await card.innerText(), /不到 50 米/)
  await screenshot(page, 'twins-1-told', { fullPage: false })
  assert.equal(await sidewaysScroll(page), 0)
  assert.deepEqual(await axeFindings(page), [])
  await card.getByRole('button', { name: '关注这一件' }).click()
  await page.waitForURL(/\/t\/\d{13}#f/)
  await page.waitForSelector('text=连您共 1 人关注')
  assert.ok(!(await page.locator('main').innerText()).includes('林阿姨'))
  assert.equal(await page.getByText('撤回').count(), 0)
  await screenshot(page, 'twins-2-followed')
  assert.deepEqual(await axeFindings(page), [])
  await page.goto(`${house.url}/mine`)
  await page.waitForSelector('text=关注：')
  await screenshot(page, 'twins-3-mine')
})

onPhone('a third says that it is another matter, on the smallest phone, and sends', async ({ page }) => {
  await write(page, THIRD)
  await submit(page)
  await page.waitForSelector('.twin')
  await screenshot(page, 'twins-4-small', { fullPage: false })
  assert.equal(await sidewaysScroll(page), 0)
  await page.click('text=不是同一件，继续提交')
  told.third = await sent(page)
}, { viewport: SMALL_PHONE })

onPhone('a server that is slow to answer about twins is not waited for', async ({ page, context }) => {
  await context.route('**/api/twins', async (route) => {
    await new Promise((done) => setTimeout(done, 8000))
    await route.abort().catch(() => {})
  })
  await write(page, SECOND)
  const began = Date.now()
  await submit(page)
  await sent(page)
  assert.ok(Date.now() - began < 7000, `${Date.now() - began} ms`)
})

onPhone('one that fails does not hold anybody up', async ({ page, context }) => {
  await context.route('**/api/twins', (route) => route.fulfill({ status: 500, body: 'broken' }))
  await write(page, SECOND)
  await submit(page)
  await sent(page)
})

onPhone('the desk sees who follows and what may be one matter, and makes it one by one click', async ({ page }) => {
  await page.goto(`${house.url}/command/`)
  await page.fill('input[autocomplete=username]', 'wufeng')
  await page.fill('input[type=password]', PASSWORD)
  await page.click('button[type=submit]')
  await page.waitForURL(/desk/)
  await page.goto(`${house.url}/command/cases/${told.third}`)
  await page.waitForSelector('.twins li')
  const twin = page.locator('.twins li', { hasText: told.first })
  assert.match(await twin.innerText(), /可能是同一件事：同类/)
  await screenshot(page, 'twins-5-desk', { fullPage: false })
  assert.deepEqual(await axeFindings(page), [])
  await twin.getByRole('button', { name: '把本件并入' }).click()
  await page.waitForSelector('.state:has-text("并件")')
  await page.goto(`${house.url}/command/cases/${told.first}`)
  await page.waitForSelector('text=另有 1 人关注')
  const other = page.locator('.twins li').first()
  await other.waitFor()
  const before = await page.locator('.twins li').count()
  await screenshot(page, 'twins-6-older', { fullPage: false })
  await other.getByRole('button', { name: '不是同一件' }).click()
  await page.waitForFunction((n) => document.querySelectorAll('.twins li').length < n, before)
}, { viewport: DESK })

