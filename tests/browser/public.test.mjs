// The public list, map and case on a resident's phone: found without a secret, followed from there, in both languages.
import assert from 'node:assert/strict'
import { openHouse } from './desks.mjs'
import { axeFindings, DESK, openPhone, photo, screenshot, sidewaysScroll, SMALL_PHONE } from './support.mjs'

const house = openHouse({ history: true })
const { onPhone: story } = house

async function report(text) {
  const answer = await fetch(`${house.url}/api/cases`, { method: 'POST', headers: { 'Content-Type': 'application/json', 'Idempotency-Key': `public-${Math.random()}` }, body: JSON.stringify({ text, position: { lat: 26.1079, lon: 119.2741 } }) })
  assert.equal(answer.status, 201, await answer.clone().text())
  return (await answer.json()).number
}

story('a neighbour finds a case, sees where it stands, and follows it', async ({ page }) => {
  const number = await report('江厝路街头公园里，很多人露营乱扔垃圾，张三丰看见的')
  await page.goto(`${house.url}/public`)
  await page.waitForSelector(`a[href="/public/${number}"]`)
  assert.deepEqual(await axeFindings(page), [])
  await page.click('button[aria-expanded]')
  await page.waitForSelector('.public-map .leaflet-container')
  await screenshot(page, 'public-list', { fullPage: false })
  await page.click(`a[href="/public/${number}"]`)
  await page.waitForSelector('.story')
  assert.ok(!(await page.textContent('main')).includes('张三丰'))
  assert.deepEqual(await axeFindings(page), [])
  await screenshot(page, 'public-case')
  await page.click('section[aria-labelledby=me-too] .btn.main')
  await page.waitForURL(new RegExp(`/t/${number}#.{8,}`))
})

story('chooses a street and whether it is done; what is not there is said', async ({ page }) => {
  await page.addInitScript(() => localStorage.setItem('gulou.lang', 'en'))
  await page.goto(`${house.url}/public?area=350102009&open=yes`)
  await page.waitForSelector('.public-row')
  assert.equal(await page.inputValue('#public-area'), '350102009')
  assert.equal(await page.getAttribute('a[type="application/atom+xml"]', 'href'), '/feeds/areas/350102009?lang=en')
  assert.ok(!(await sidewaysScroll(page)))
  await screenshot(page, 'public-list-en', { fullPage: false })
  await page.goto(`${house.url}/public/2606041234560`)
  await page.waitForSelector('text=There is no such case')
}, { viewport: SMALL_PHONE })

/** Selects `part` in the words that may be covered, and covers it. */
async function coverPart(page, part) {
  await page.$eval('.cover-text', (box, words) => { box.focus(); box.setSelectionRange(box.value.indexOf(words), box.value.indexOf(words) + words.length) }, part)
  await page.click('.cover-hide')
  await page.waitForFunction((words) => !document.querySelector('.cover-text').value.includes(words), part)
}

story('words and photos are shown after consent, preview and redaction, and are gone when their reporter takes them back', async ({ page }) => {
  const words = '江厝路街头公园里很多人露营乱扔垃圾，联系陈大明 13812341234，<b>急</b>'
  await page.goto(`${house.url}/report`)
  await page.fill('#field-text', words)
  assert.equal(await page.isChecked('#field-consent'), false, 'nobody else, unless one says so')
  await page.setInputFiles('#field-photos', [photo('a.jpg', { gps: { lat: 26.1079, lon: 119.2741 } })])
  await page.check('#field-consent')
  await screenshot(page, 'report-consent')
  await page.click('.report-form button[type=submit]')
  await page.waitForURL(/\/sent\/\d+/, { timeout: 45_000 })
  const number = page.url().match(/\/sent\/(\d+)/)[1]
  const read = async (path) => (await fetch(house.url + path)).text()
  const secret = await page.evaluate((sent) => JSON.parse(localStorage.getItem('gulou.mine')).find((one) => one.number === sent).secret, number)
  assert.ok(!(await read(`/api/public/cases/${number}`)).includes('很多人'))

  const desk = await openPhone(house.browser, { viewport: DESK })
  try {
    await house.enter(desk.context, 'wufeng')
    await desk.page.goto(`${house.url}/command/cases/${number}`)
    await desk.page.click('[data-publication=edit]')
    await coverPart(desk.page, '陈大明')
    await coverPart(desk.page, '13812341234')
    await desk.page.click('.pick')
    assert.ok(await desk.page.isDisabled('[data-publication=publish]'), 'nothing goes out that was not looked at')
    await desk.page.click('[data-publication=look]')
    await desk.page.waitForSelector('.preview .text')
    const looked = await desk.page.textContent('.preview .text')
    assert.equal(looked, '江厝路街头公园里很多人露营乱扔垃圾，联系▇▇▇ ▇▇▇▇▇▇▇▇▇▇▇，<b>急</b>')
    assert.deepEqual(await axeFindings(desk.page), [])
    await desk.page.locator('.publication').scrollIntoViewIfNeeded()
    await screenshot(desk.page, 'desk-publication', { fullPage: false })
    await desk.page.click('[data-publication=publish]')
    await desk.page.waitForSelector('[data-publication=unpublish]')
    assert.deepEqual(desk.complaints, [])

    await page.goto(`${house.url}/public/${number}`)
    await page.waitForSelector('.shown-words')
    assert.equal(await page.textContent('.shown-words'), looked, 'as the preview said, and as text')
    const picture = await page.$eval('.strip img', (img) => img.src)
    assert.equal((await fetch(picture)).status, 200)
    assert.deepEqual(await axeFindings(page), [])
    await screenshot(page, 'public-case-words')
    assert.ok((await read('/feeds/all')).includes('联系▇▇▇'))

    await page.goto(`${house.url}/t/${number}#${secret}`)
    await page.click('[data-shown=edit]')
    await page.waitForFunction(() => document.activeElement?.matches('section:has(#shown-head) p')) // what opened begins there
    await coverPart(page, '露营')
    await page.click('[data-shown=look]')
    await page.waitForSelector('.note .shown-words')
    assert.deepEqual(await axeFindings(page), [])
    await screenshot(page, 'track-shown')
    await page.click('[data-shown=yes]')
    await page.waitForFunction(() => document.querySelector('.shown-words')?.textContent.includes('很多人▇▇乱扔'))
    assert.ok((await read(`/api/public/cases/${number}`)).includes('很多人▇▇乱扔垃圾，联系▇▇▇'))
    await page.click('[data-shown=back]')
    await page.waitForSelector('text=别人看不到')
    assert.ok(!(await sidewaysScroll(page)))

    assert.equal((await fetch(picture)).status, 404)
    for (const path of [`/api/public/cases/${number}`, '/feeds/all']) assert.ok(!(await read(path)).includes('很多人'), path)
    await page.goto(`${house.url}/public/${number}`)
    await page.waitForSelector('.story')
    assert.equal(await page.$('.shown-words, .strip'), null, 'kept by no cache of the browser either')
  } finally {
    await desk.context.close()
  }
})

story('asks for letters about a street; without an address it says so', async ({ page }) => {
  await page.goto(`${house.url}/public?area=350102009`)
  await page.click('a[href^="/public/alerts"]')
  await page.waitForSelector('#alert-area option[value="350102009"]', { state: 'attached' })
  assert.equal(await page.inputValue('#alert-area'), '350102009', 'as it was chosen on the list')
  assert.equal(await page.locator('input[value=wechat]').count(), 0, 'not outside WeChat')
  await page.click('.alert-form button[type=submit]')
  await page.waitForSelector('#alert-mail-wrong')
  assert.equal(await page.evaluate(() => document.activeElement.id), 'alert-mail')
  assert.deepEqual(await axeFindings(page), [])
  await screenshot(page, 'public-alert')
  await page.fill('#alert-mail', 'lin@example.org')
  await page.keyboard.press('Enter')
  await page.waitForSelector('text=确认邮件已寄出')
  assert.equal(await page.evaluate(() => document.activeElement.tagName), 'H2')
  assert.deepEqual(await axeFindings(page), [])
})

/** What the demo would have sent; there the code stands in it. */
async function codeFor(masked) {
  const centre = await house.as('centre')
  const { items } = await centre('GET', '/api/outbox')
  return /\d{6}/.exec(items.find((one) => one.kind === 'code' && one.to === masked).text)[0]
}

story('by SMS around a place that was tapped or written: a wrong code is told, the right one begins it', async ({ page }) => {
  await page.goto(`${house.url}/public/alerts`)
  await page.check('input[name=where][value=around]')
  await page.check('input[name=way][value=sms]')
  assert.equal(await page.locator('input[name=often]').count(), 0, 'once a day at most')
  await page.click('.alert-form button[type=submit]')
  await page.waitForSelector('#wrong-place:has-text("请选一个地点")')
  assert.equal(await page.evaluate(() => document.activeElement.id), 'field-place')
  await page.click('.ways button:has-text("在地图上点")')
  await page.waitForSelector('.place-map .leaflet-container')
  await page.click('button:has-text("图钉放在地图中间")')
  await page.waitForSelector('.place .note.good')
  await page.check('input[name=radius][value="1000"]')
  await page.fill('#alert-phone', '059187654321')
  await page.keyboard.press('Enter')
  await page.waitForSelector('#alert-phone-wrong')
  assert.equal(await page.evaluate(() => document.activeElement.id), 'alert-phone')
  assert.deepEqual(await axeFindings(page), [])
  assert.ok(!(await sidewaysScroll(page)))
  await screenshot(page, 'public-alert-around')
  await page.fill('#alert-phone', '138 0000 5555')
  await page.keyboard.press('Enter')
  await page.waitForSelector('#alert-code')
  const code = await codeFor('138****5555')
  await page.fill('#alert-code', code === '000000' ? '111111' : '000000')
  await page.keyboard.press('Enter')
  await page.waitForSelector('#alert-code-wrong')
  assert.deepEqual(await axeFindings(page), [])
  await screenshot(page, 'public-alert-code')
  await page.fill('#alert-code', code)
  await page.keyboard.press('Enter')
  await page.waitForSelector('.note.good h2:has-text("已订阅")')
})

story('in English, at a desk, by keyboard alone: words are found, and the link of an alert shows the news and ends it', async ({ page }) => {
  await page.addInitScript(() => localStorage.setItem('gulou.lang', 'en'))
  await page.goto(`${house.url}/public/alerts`)
  await page.focus('input[name=where][value=street]')
  await page.keyboard.press('ArrowDown')
  await page.focus('#field-place')
  await page.keyboard.type('西湖公园')
  await page.waitForSelector('.candidates button')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await page.waitForSelector('.place .note.good')
  await page.focus('input[name=radius][value="500"]')
  await page.keyboard.press('ArrowUp')
  assert.ok(await page.isChecked('input[name=radius][value="200"]'))
  await page.focus('#alert-mail')
  await page.keyboard.type('near@example.org')
  assert.deepEqual(await axeFindings(page), [])
  await screenshot(page, 'public-alert-en')
  await page.keyboard.press('Enter')
  await page.waitForSelector('text=A letter with a link is on its way')

  const number = await report('江厝路街头公园里，很多人露营乱扔垃圾')
  const news = { about: 'within 200 m of the place you chose in Pingxi', way: 'sms', more: true, items: (await (await fetch(`${house.url}/api/public/cases`)).json()).items.filter((one) => one.number === number) }
  let left = 0
  await page.route('**/api/public/alerts/*', async (route) => {
    if (route.request().method() === 'DELETE') left += 1
    await route.fulfill(route.request().method() === 'DELETE' ? { status: 204 } : { json: news })
  })
  await page.goto(`${house.url}/a/0123456789abcdef`)
  await page.waitForSelector(`a[href="/public/${number}"]`)
  assert.deepEqual(await axeFindings(page), [])
  await screenshot(page, 'public-alert-news')
  await page.focus('button:has-text("End this alert")')
  await page.keyboard.press('Enter')
  await page.keyboard.press('Enter') // the focus is on the answer
  await page.waitForSelector('text=The alert has ended and is deleted.')
  assert.equal(left, 1)
  assert.ok(!(await sidewaysScroll(page)))
  await page.unroute('**/api/public/alerts/*')
  await page.goto(`${house.url}/a/0123456789abcdef`)
  await page.waitForSelector('text=There is no such alert')
  assert.deepEqual(await axeFindings(page), [])
}, { viewport: DESK })
