// What the brain decided, as a duty officer reads and corrects it: the story in words, one click that corrects and one
// that takes it back, the centre's doubtful cases, and event modes on every desk.
import assert from 'node:assert/strict'
import { describe } from 'node:test'
import { openHouse } from './desks.mjs'
import { axeFindings, DESK, openPhone, PHONE, screenshot, sidewaysScroll } from './support.mjs'

const PARK = { lat: 26.119007, lon: 119.273207 } // 江厝路街头公园, 五凤街道
const WUYI = { lat: 26.0798, lon: 119.2979 } // in 安泰街道
const LITTER = '江厝路街头公园里，很多人露营乱扔垃圾'
const house = openHouse({ history: true })
const { story, enter } = house

async function report(text, at = PARK) {
  const key = `decision-${Math.random().toString(36).slice(2)}`
  const answer = await fetch(`${house.url}/api/cases`, { method: 'POST', headers: { 'Content-Type': 'application/json', 'Idempotency-Key': key }, body: JSON.stringify({ text, ...(at && { position: { ...at, accuracy_m: 15, datum: 'WGS84', source: 'pin' } }) }) })
  assert.equal(answer.status, 201, await answer.clone().text())
  return (await answer.json()).number
}
async function sound(page, name) {
  assert.deepEqual(await axeFindings(page), [], name)
  assert.equal(await sidewaysScroll(page), 0, name)
  await screenshot(page, name, { fullPage: false })
}
const panel = (page) => page.locator('section[aria-label=智脑判断]')

describe('the story of a decision', () => {
  story('an officer reads where, what, how urgent and whose, and the words that told', { login: 'wufeng' }, async ({ page }) => {
    const number = await report(LITTER)
    await page.goto(`${house.url}/command/desk?case=${number}`)
    const told = panel(page)
    await told.getByText('在哪里').waitFor()
    const words = await told.innerText()
    for (const part of ['五凤街道', '白龙社区', '很有把握', '绿地脏乱', '响应', '区园林中心', '已自动分派给 五凤街道']) assert.match(words, new RegExp(part))
    assert.doesNotMatch(words, /%/) // a percentage only where the mouse rests
    assert.match(await told.locator('.tag[title]').nth(1).getAttribute('title'), /^把握 \d+%$/)
    assert.equal(await page.locator('mark.kind').first().innerText(), '露营')
    await sound(page, 'decision-desk')
  })

  story('one click corrects the kind, the list follows, and one more takes it back', { login: 'wufeng' }, async ({ page }) => {
    const number = await report('路边那堆东西又臭又乱，挡着路，没人来收')
    await page.goto(`${house.url}/command/desk?case=${number}`)
    const told = panel(page)
    const chip = told.locator('.chip').first()
    await chip.waitFor()
    const name = await chip.locator('span').first().innerText()
    const before = await page.locator('.facts dd').first().innerText()
    await chip.focus()
    await page.keyboard.press('Enter')
    await told.locator('.fixed').waitFor()
    assert.equal((await told.locator('.fixed').innerText()).replace(/^✎\s*/, ''), `已由 五凤街道 更正为 ${name}`)
    await page.locator(`#case-${number}`, { hasText: name }).waitFor()
    await sound(page, 'decision-corrected')
    await told.getByRole('button', { name: /^撤销/ }).click()
    await told.locator('.fixed').waitFor({ state: 'detached' })
    assert.equal(await page.locator('.facts dd').first().innerText(), before)
    const ask = await house.as('wufeng')
    const file = await ask('GET', `/api/cases/${number}`)
    assert.equal(file.timeline.filter((entry) => entry.action === 'CORRECT').length, 2)
  })

  story('the same at the width of a phone, in English', { login: 'wufeng', viewport: PHONE }, async ({ page }) => {
    const number = await report('路边那堆东西又臭又乱，挡着路，没人来收')
    await page.addInitScript(() => localStorage.setItem('gulou.lang', 'en'))
    await page.goto(`${house.url}/command/cases/${number}`)
    await page.getByText('How urgent').waitFor()
    await page.locator('.chip').first().scrollIntoViewIfNeeded()
    await sound(page, 'decision-phone')
  })
})

describe('what the brain leaves to the centre', () => {
  story('a pin that contradicts the words says so, and one click gives it to a street', { login: 'centre' }, async ({ page }) => {
    const number = await report(LITTER, WUYI)
    await page.goto(`${house.url}/command/centre?tab=unsure`)
    const one = page.locator('.unsure', { hasText: number })
    await one.waitFor()
    assert.match(await one.innerText(), /两者不一致/)
    assert.doesNotMatch(await one.innerText(), /\d%/)
    await sound(page, 'decision-unsure')
    await one.getByRole('button', { name: /^交 五凤街道/ }).click()
    await one.waitFor({ state: 'detached' })
    const ask = await house.as('centre')
    const file = await ask('GET', `/api/cases/${number}`)
    assert.equal(file.subdistrict.code, '350102009')
  })

  for (const [name, text, why] of [
    ['a greeting', '你好，谢谢！', /只有问候或致谢/],
    ['two matters at once', '江厝路上路灯不亮好几天了，晚上一片漆黑。另外，我们公司拖欠工资三个月，老板不给钱。', /含两件事/],
    ['another language', 'The streetlight near my home has been broken for a week', /不是中文/],
  ])
    story(`${name} is not guessed at, and the reason is told`, { login: 'centre' }, async ({ page }) => {
      const number = await report(text, null)
      await page.goto(`${house.url}/command/cases/${number}`)
      await panel(page).getByText('在哪里').waitFor()
      assert.match(await panel(page).innerText(), why)
      assert.match(await panel(page).innerText(), /不确定|可能/)
    })
})

describe('event modes', () => {
  story('the leader switches a typhoon on, every desk sees it, duties change, and it is ended', { login: 'centreleader' }, async ({ page }) => {
    const desk = await openPhone(house.browser, { viewport: DESK })
    await enter(desk.context, 'wufeng')
    await desk.page.goto(`${house.url}/command/desk`)
    await page.goto(`${house.url}/command/centre`)
    await page.getByRole('button', { name: '事件模式' }).click()
    await page.getByPlaceholder('例如：市防指启动 Ⅱ 级响应').fill('红色预警')
    await sound(page, 'event-dialog')
    await page.getByRole('button', { name: '开启' }).click()
    await page.locator('.events').waitFor()
    await desk.page.locator('.events', { hasText: '台风应急' }).waitFor()
    assert.match(await desk.page.locator('.events').innerText(), /由?卢燕海|卢燕海/)
    assert.equal(await desk.page.locator('.events button').count(), 0)
    await sound(desk.page, 'event-banner')
    const number = await report('江厝路上一棵大树倒了，压在路中间')
    await desk.page.goto(`${house.url}/command/desk?case=${number}`)
    await panel(desk.page).getByText('台风应急期间').waitFor()
    assert.match(await panel(desk.page).innerText(), /牵头 区应急管理局/)
    await desk.page.setViewportSize(PHONE)
    assert.equal(await sidewaysScroll(desk.page), 0)
    await page.getByRole('button', { name: '结束', exact: true }).click()
    await page.locator('.el-message-box').getByRole('button', { name: '结束' }).click()
    await page.locator('.events').waitFor({ state: 'detached' })
    await desk.page.locator('.events').waitFor({ state: 'detached' })
    await desk.context.close()
  })
})
