// The public list, map and case on a resident's phone: found without a secret, followed from there, in both languages.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { axeFindings, openPhone, screenshot, sidewaysScroll, SMALL_PHONE, startBrowser, startServer } from './support.mjs'

let server
let browser
before(async () => {
  server = await startServer()
  browser = await startBrowser()
})
after(async () => {
  await browser?.close()
  await server?.stop()
})

function story(name, play, options) {
  test(name, async () => {
    const phone = await openPhone(browser, options)
    try {
      await play(phone)
      assert.deepEqual(phone.complaints, [])
    } catch (thrown) {
      await screenshot(phone.page, `failed-${name.replace(/\W+/g, '-')}`).catch(() => {})
      throw thrown
    } finally {
      await phone.context.close()
    }
  })
}

async function report(text) {
  const answer = await fetch(`${server.url}/api/cases`, { method: 'POST', headers: { 'Content-Type': 'application/json', 'Idempotency-Key': `public-${Math.random()}` }, body: JSON.stringify({ text, position: { lat: 26.1079, lon: 119.2741 } }) })
  assert.equal(answer.status, 201, await answer.clone().text())
  return (await answer.json()).number
}

story('a neighbour finds a case, sees where it stands, and follows it', async ({ page }) => {
  const number = await report('江厝路街头公园里，很多人露营乱扔垃圾，张三丰看见的')
  await page.goto(`${server.url}/public`)
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
  await page.goto(`${server.url}/public?area=350102009&open=yes`)
  await page.waitForSelector('.public-row')
  assert.equal(await page.inputValue('#public-area'), '350102009')
  assert.equal(await page.getAttribute('a[type="application/atom+xml"]', 'href'), '/feeds/areas/350102009?lang=en')
  assert.ok(!(await sidewaysScroll(page)))
  await screenshot(page, 'public-list-en', { fullPage: false })
  await page.goto(`${server.url}/public/2606041234560`)
  await page.waitForSelector('text=There is no such case')
}, { viewport: SMALL_PHONE })
