// What a report is asked beyond words, photo and place, and whom to call first: on the resident's phone, on the progress
// page, at the desk and on the hotline's page; in both languages, by keyboard, with nothing serious found by axe.
import assert from 'node:assert/strict'
import { describe } from 'node:test'
import { openHouse } from './desks.mjs'
import { axeFindings, DESK, screenshot, sidewaysScroll, SMALL_PHONE } from './support.mjs'

const LIFT = '屏西社区3号楼电梯坏了，一直停在二楼，电梯门打不开'
const house = openHouse({ history: true })
const { onPhone: story, enter } = house

const submit = (page) => page.click('.report-form button[type=submit]')
async function write(page, text, place = '屏西社区') {
  await page.goto(`${house.url}/report`)
  await page.fill('#field-text', text)
  await page.fill('#field-place', place)
}
async function sentNumber(page) {
  await page.waitForURL(/\/sent\/\d{13}$/)
  return /\d{13}/.exec(page.url())[0]
}

describe('a resident', () => {
  let tracking
  story('is asked what the kind needs, told what is missing, and finds the answers on the progress page', async ({ page }) => {
    await write(page, LIFT)
    await page.waitForSelector('#ask-trapped')
    assert.deepEqual(await axeFindings(page), [])
    await page.check('#ask-trapped input[value=no]')
    await page.fill('#ask-lift', '3号楼东侧')
    await screenshot(page, 'questions-phone')
    await submit(page)
    await sentNumber(page)
    await page.click('a.btn.main')
    await page.waitForSelector('.story')
    tracking = page.url()
    const told = await page.textContent('main')
    assert.match(told, /有人困在电梯里吗？\s*没有/)
    assert.match(told, /3号楼东侧/)
  })

  story('answers the rest later, in English', async ({ page }) => {
    await page.addInitScript(() => localStorage.setItem('gulou.lang', 'en'))
    await page.goto(tracking)
    await page.click('button:has-text("Add")')
    await page.waitForSelector('#more-lasts')
    await page.check('#more-lasts input[value=days]')
    await screenshot(page, 'questions-later-en', { fullPage: false })
    await page.click('.btns .btn.main:visible')
    await page.waitForSelector('text=For days')
  })

  story('who leaves a needed answer open hears it beside the question', async ({ page }) => {
    await write(page, LIFT)
    await page.fill('#ask-lift', '3号楼')
    await submit(page)
    await page.waitForSelector('#ask-wrong-trapped')
    assert.equal(await page.evaluate(() => document.activeElement.id), 'ask-trapped')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Space')
    await page.waitForSelector('#ask-wrong-trapped', { state: 'detached' })
    await submit(page)
    await sentNumber(page)
  })

  story('is not held up when the server has no advice', async ({ page, context }) => {
    await context.route('**/api/advice', (route) => route.abort())
    await write(page, LIFT + '，好几天了')
    await submit(page)
    await sentNumber(page)
  })

  story('who tells of fire is sent to the telephone first, and may still report', async ({ page }) => {
    await write(page, '五楼厨房着火了，冒黑烟')
    await page.waitForSelector('.stopper.instead a[href="tel:119"]')
    assert.deepEqual(await axeFindings(page), [])
    assert.ok(!(await sidewaysScroll(page)))
    await screenshot(page, 'stopper-phone')
    await submit(page)
    await page.click('button:has-text("已打电话，继续提交")')
    await sentNumber(page)
  }, { viewport: SMALL_PHONE })
})

describe('staff', () => {
  story('on the hotline ask the caller, and the desk sees what is open and begins with a text', async ({ page, context }) => {
    await enter(context, 'hotline')
    await page.goto(`${house.url}/command/hotline`)
    await page.fill('#caller-text', LIFT + '（来电）')
    await page.waitForSelector('#caller-ask-trapped')
    await page.check('#caller-ask-trapped input[value=unsure]')
    await screenshot(page, 'questions-hotline', { fullPage: false })
    await page.click('button[type=submit]')
    await page.waitForSelector('.done')
    const number = /\d{13}/.exec(await page.textContent('.done .big'))[0]
    await enter(context, 'centre')
    await page.goto(`${house.url}/command/cases/${number}`)
    await page.waitForSelector('.answers')
    const file = await page.textContent('main')
    assert.match(file, /有人困在电梯里吗？\s*说不清/)
    assert.match(file, /还没问到/)
    await screenshot(page, 'questions-desk', { fullPage: false })
  }, { viewport: DESK })
})
