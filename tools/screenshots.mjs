#!/usr/bin/env node
// Writes the pictures of docs/images from the demo district, as a visitor would see it: `make screenshots`.
// The server of build/gulou is started with a fresh demo; phones are drawn at twice their points and kept small by Chromium's
// own encoder, so that no picture weighs more than LIMIT bytes.
import { mkdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DESK, openPhone, PHONE, photo, reportLitter, signIn, startBrowser, startServer } from '../tests/browser/support.mjs'

const OUT = fileURLToPath(new URL('../docs/images', import.meta.url))
const PASSWORD = 'gulou-demo-2026'
const PARK = { lat: 26.119, lon: 119.2732 }
const LITTER = '江厝路街头公园里，很多人露营乱扔垃圾'
const CALLER = '13800000000' // who reports in reportLitter
const LIMIT = 400_000
const PAINTED_MS = 900 // maps fly, charts grow

const server = await startServer()
const browser = await startBrowser()

const handset = (more) => openPhone(browser, { viewport: PHONE, deviceScaleFactor: 2, isMobile: true, hasTouch: true, geolocation: { latitude: PARK.lat, longitude: PARK.lon, accuracy: 12 }, ...more })
const go = (page, path) => page.goto(server.url + path)

async function keep(page, name) {
  await page.waitForTimeout(PAINTED_MS)
  const path = join(OUT, `${name}.png`)
  await page.screenshot({ path, animations: 'disabled' })
  const { size } = statSync(path)
  if (size > LIMIT) throw new Error(`${name}.png has ${size} bytes, more than ${LIMIT}`)
  console.log(`${name}.png ${Math.round(size / 1024)} kB`)
}

async function signedIn(login) {
  const { page } = await openPhone(browser, { viewport: DESK })
  await go(page, '/command/')
  await page.fill('#login', login)
  await page.fill('#password', PASSWORD)
  await page.click('button[type=submit]')
  await page.waitForSelector('.line:not(.down)')
  return page
}

/** A resident reports the litter of the park; the answer's number. */
async function citizen() {
  const { page } = await handset()
  await go(page, '/report')
  await page.setInputFiles('#field-photos', photo('litter.jpg', { gps: PARK, of: 'before-camping-litter_E0106_E0104_P0403.jpg' }))
  await page.waitForSelector('text=属于 五凤街道')
  await page.waitForSelector('text=已上传')
  await page.fill('#field-text', LITTER)
  await page.evaluate(() => document.activeElement?.blur())
  await page.evaluate(() => window.scrollTo(0, 0))
  await keep(page, 'citizen-report')
  await page.click('.report-form button[type=submit]')
  await page.waitForURL(/\/sent\/\d{13}$/)
  const number = /\d{13}$/.exec(page.url())[0]
  await page.click('a.btn.main')
  await page.waitForSelector('.story')
  return { page, number }
}

/** The desk sees it come, responds and calls; left open on the case. */
async function desk(number) {
  const page = await signedIn('wufeng')
  await page.click('.brand') // a touch lets the page sound, so that it stops asking
  await page.click(`#case-${number}`)
  await page.waitForSelector('.case [data-action=respond]')
  await keep(page, 'desk')
  await page.click('[data-action=respond]')
  await page.waitForSelector('.case .state:has-text("已响应")')
  await page.click('.bar [data-action=call]')
  await page.waitForSelector('.units li:nth-child(2)')
  await page.click('.el-dialog button[type=submit]')
  await page.waitForSelector('.call >> nth=1')
  return page
}

/** The called unit signs and stands on the spot. */
async function field(number) {
  const { page } = await handset()
  await go(page, '/field/')
  await page.getByLabel('账号').fill('yuanlin')
  await page.getByLabel('密码', { exact: true }).fill(PASSWORD)
  await page.getByRole('button', { name: '登录' }).click()
  await page.getByRole('tablist').waitFor()
  await go(page, `/field/case/${number}`)
  const foot = (name) => page.locator('.foot').getByRole('button', { name, exact: true })
  await foot('签收').click()
  await foot('报到').click()
  await page.getByText('记为现场报到', { exact: false }).waitFor()
  await page.locator('input[data-photo=camera]').setInputFiles(photo('here.jpg', { of: 'present-site.jpg' }))
  await page.getByText('已上传').waitFor()
  await page.waitForTimeout(6000) // the word that the signing has arrived goes by itself
  await keep(page, 'field-checkin')
  await foot('现场报到').click()
  await foot('着手处置').click()
}

async function centre() {
  const page = await signedIn('centre')
  await page.click('.brand')
  await go(page, '/command/centre')
  await page.waitForSelector('.rows li .one')
  await page.click('.brand')
  await keep(page, 'map')
  await go(page, '/command/dashboard')
  await page.waitForSelector('.chart canvas')
  await page.click('.brand')
  await keep(page, 'dashboard')
  await go(page, '/command/brain')
  await page.waitForSelector('.chart canvas')
  await page.click('.brand')
  await keep(page, 'brain')
}

/** A call to 12345 by somebody who has called before, while they speak. */
async function hotline() {
  const admin = await signIn(server.url, 'admin', PASSWORD)
  const { key } = await admin('POST', '/api/partners', { id: 'exchange', kind: 'telephony', name: '热线交换机', per_minute: 600 })
  const taker = await signIn(server.url, 'hotline', PASSWORD)
  await taker('POST', '/api/calls/extension', { extension: '801' })
  await reportLitter(server.url)
  const tell = (event, type, more) => fetch(`${server.url}/api/calls/events`, { method: 'POST', headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${key}` }, body: JSON.stringify({ call: 'one', event, type, agent: '801', ...more }) })
  const page = await signedIn('hotline')
  await go(page, '/command/hotline')
  await page.waitForSelector('[data-seat]:has-text("801")')
  await tell('rings', 'ringing', { called: '12345', queue: 'main', caller: CALLER })
  await page.waitForSelector('.caller.ringing')
  await tell('talks', 'answered')
  await page.waitForSelector('.caller.talking')
  await page.fill('#caller-text', '屏西社区3号楼电梯坏了，停在二楼，电梯门打不开')
  await page.waitForSelector('#caller-ask-trapped')
  await keep(page, 'hotline')
}

/** What everybody may see. */
async function publicPage() {
  const { page } = await handset()
  await go(page, '/public')
  await page.waitForSelector('main a[href^="/public/"]')
  await keep(page, 'public')
}

try {
  mkdirSync(OUT, { recursive: true })
  const { page: resident, number } = await citizen()
  const officer = await desk(number)
  await field(number)
  await officer.waitForSelector('.case .state:has-text("处置中")')
  await officer.waitForTimeout(3500)
  await keep(officer, 'case')
  await resident.reload()
  await resident.waitForSelector('.story')
  await keep(resident, 'citizen-track')
  await centre()
  await hotline()
  await publicPage()
} finally {
  await browser.close()
  await server.stop()
}
