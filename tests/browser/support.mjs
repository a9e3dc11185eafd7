// What every browser test needs: the real server on a free port with a fresh demo district, Chromium, axe, pictures.
// GULOU_AT=http://localhost:12345 tests against a server that already runs instead.
import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium } from 'playwright-core'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
export const OUT = join(ROOT, 'tests/browser/out')
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const READY_MS = 120_000 // the demo makes sixty days of history first

export const PHONE = { width: 390, height: 844 }
export const SMALL_PHONE = { width: 320, height: 640 }
export const DESK = { width: 1440, height: 900 }

function freePort() {
  return new Promise((done, refuse) => {
    const probe = createServer()
    probe.once('error', refuse)
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address()
      probe.close(() => done(port))
    })
  })
}

/** build/gulou on a data folder until it listens; `stop()` ends it and leaves the folder. */
async function launch(data, port, { flags = [], env = {} }) {
  const child = spawn(join(ROOT, 'build/gulou'), ['serve', '--data', data, '--port', String(port), '--web', join(ROOT, 'web/dist'), ...flags], { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } })
  const ended = new Promise((done) => child.once('exit', done))
  let said = ''
  await new Promise((done, refuse) => {
    const hear = (bytes) => {
      said += bytes
      if (/^listening on/m.test(said)) done()
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    child.once('error', refuse)
    child.once('exit', (code) => refuse(new Error(`the server ended with ${code}:\n${said}`)))
    setTimeout(() => refuse(new Error(`not ready after ${READY_MS} ms:\n${said}`)), READY_MS).unref()
  })
  const stop = async () => {
    child.kill('SIGTERM')
    const forced = setTimeout(() => child.kill('SIGKILL'), 10_000)
    await ended
    clearTimeout(forced)
  }
  return { stop, said: () => said }
}

/** Starts build/gulou with a demo district of its own; `history: false` leaves out its sixty days. `earnest`: the demo's accounts,
 *  but then no demo any more, so that second factors are asked for and messages leave; given its address it answers its settings
 *  (environment). Call `stop()` when done. */
export async function startServer({ history = true, earnest } = {}) {
  if (process.env.GULOU_AT && history) return { url: process.env.GULOU_AT, stop: async () => {} }
  const port = await freePort()
  const url = `http://localhost:${port}`
  const data = mkdtempSync(join(tmpdir(), 'gulou-browser-'))
  const env = history ? {} : { GULOU_DEMO_NO_HISTORY: '1' }
  let server = await launch(data, port, { flags: ['--demo'], env })
  if (earnest) {
    await server.stop()
    server = await launch(data, port, { env: earnest(url) })
  }
  const stop = async () => {
    await server.stop()
    rmSync(data, { recursive: true, force: true })
  }
  return { url, stop, said: server.said }
}

export function startBrowser() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--disable-background-networking', '--disable-component-update', '--no-first-run'],
  })
}

/** A phone (or desk) of its own: fresh storage, Chinese, positioned in 五凤街道. Complaints of the page are collected. */
export async function openPhone(browser, { viewport = PHONE, neighbours = false, ...more } = {}) {
  const context = await browser.newContext({ viewport, locale: 'zh-CN', timezoneId: 'Asia/Shanghai', geolocation: { latitude: 26.1079, longitude: 119.2741, accuracy: 20 }, permissions: ['geolocation'], ...more })
  context.setDefaultTimeout(15_000)
  if (!neighbours) await context.route('**/api/twins', (route) => route.fulfill({ json: { twins: [] } })) // twins.test.mjs is about them
  const page = await context.newPage()
  const complaints = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error' && /Content Security Policy|\[Vue/.test(message.text())) complaints.push(message.text())
  })
  return { context, page, complaints }
}

/** Until what fades in or out has done so: half-faded words have no contrast to judge. */
function settled(page) {
  return page.evaluate(() => {
    const short = document.getAnimations().filter(({ effect }) => effect?.getComputedTiming().endTime < 1000)
    return Promise.race([Promise.allSettled(short.map(({ finished }) => finished)), new Promise((done) => setTimeout(done, 1500))]).then(() => undefined)
  })
}

/** Serious and critical findings of axe-core, as readable lines. A message may begin to fade while axe looks: what is found is looked at again. */
export async function axeFindings(page) {
  const found = await axeLook(page)
  return found.length === 0 ? found : axeLook(page)
}

async function axeLook(page) {
  await settled(page)
  await page.evaluate((source) => { if (!window.axe) (0, eval)(source) }, AXE)
  return page.evaluate(async () => {
    const { violations } = await window.axe.run(document, { resultTypes: ['violations'] })
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.target} (${node.failureSummary?.split('\n')[1]?.trim()})`).join('; ')}`)
  })
}

/** How many pixels the page is wider than its window. */
export function sidewaysScroll(page) {
  return page.evaluate(() => Math.max(0, document.documentElement.scrollWidth - document.documentElement.clientWidth))
}

export async function screenshot(page, name, { fullPage = true } = {}) {
  mkdirSync(OUT, { recursive: true })
  await page.screenshot({ path: join(OUT, `${name}.png`), fullPage, animations: 'disabled' })
}

/** A small JPEG for an <input type=file>; with `gps` it says where it was taken (EXIF); `of` names a picture of the demo's. */
export function photo(name, { gps, of } = {}) {
  const jpeg = readFileSync(of ? join(ROOT, 'districts/gulou/photos', of) : new URL('./photo.jpg', import.meta.url))
  const buffer = gps ? Buffer.concat([jpeg.subarray(0, 2), exifOf(gps), jpeg.subarray(2)]) : jpeg
  return { name, mimeType: 'image/jpeg', buffer }
}

/** An EXIF segment with nothing but a position: one directory that points to a GPS directory of five entries. */
function exifOf({ lat, lon }) {
  const tiff = Buffer.alloc(140)
  tiff.write('MM', 0, 'latin1')
  tiff.writeUInt16BE(42, 2)
  tiff.writeUInt32BE(8, 4)
  const entry = (at, tag, type, count, value) => {
    tiff.writeUInt16BE(tag, at)
    tiff.writeUInt16BE(type, at + 2)
    tiff.writeUInt32BE(count, at + 4)
    if (typeof value === 'string') tiff.write(value, at + 8, 'latin1')
    else tiff.writeUInt32BE(value, at + 8)
  }
  const degrees = (at, value) => {
    const minutes = (value % 1) * 60
    const parts = [Math.trunc(value), 1, Math.trunc(minutes), 1, Math.round((minutes % 1) * 60 * 1000), 1000]
    parts.forEach((part, i) => tiff.writeUInt32BE(part, at + 4 * i))
  }
  tiff.writeUInt16BE(1, 8)
  entry(10, 0x8825, 4, 1, 26) // where the GPS directory is
  tiff.writeUInt16BE(4, 26)
  entry(28, 1, 2, 2, 'N\0')
  entry(40, 2, 5, 3, 84)
  entry(52, 3, 2, 2, 'E\0')
  entry(64, 4, 5, 3, 108)
  degrees(84, lat)
  degrees(108, lon)
  const head = Buffer.from([0xff, 0xe1, 0, 0])
  head.writeUInt16BE(2 + 6 + tiff.length, 2)
  return Buffer.concat([head, Buffer.from('Exif\0\0', 'latin1'), tiff])
}

/** Signs a demo account in by the API and returns a `fetch` that speaks as that person. */
export async function signIn(url, login, password) {
  const answer = await fetch(`${url}/api/session`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ login, password }) })
  if (!answer.ok) throw new Error(`${login} could not sign in: ${answer.status} ${await answer.text()}`)
  const cookie = answer.headers.get('set-cookie').split(';')[0]
  const session = await answer.json()
  return async (method, path, body) => {
    const said = await fetch(url + path, { method, headers: { Cookie: cookie, 'X-CSRF-Token': session.csrf, 'Content-Type': 'application/json' }, body: body && JSON.stringify(body) })
    const text = await said.text()
    if (!said.ok) throw new Error(`${login}: ${method} ${path}: ${said.status} ${text}`)
    return text ? JSON.parse(text) : undefined
  }
}

/** A resident's report from a park in 五凤街道; its number. */
export async function reportLitter(url) {
  const answer = await fetch(`${url}/api/cases`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'Idempotency-Key': randomUUID() },
    body: JSON.stringify({ text: '江厝路街头公园里，很多人露营乱扔垃圾', place_text: '江厝路街头公园', position: { lat: 26.1079, lon: 119.2741, datum: 'WGS84', source: 'pin' }, name: '林女士', phone: '13800000000' }),
  })
  if (answer.status !== 201) throw new Error(`the report was not taken: ${answer.status} ${await answer.text()}`)
  return (await answer.json()).number
}

/** The third such case in one place makes a recurring spot; the desk turns it into daily tasks of a grid. */
export async function makePatrol({ url, desk, title }) {
  const day = (ahead) => new Date(Date.now() + 8 * 3600_000 + ahead * 86_400_000).toISOString().slice(0, 10)
  let spot = null
  for (let i = 0; i < 3 && !spot; i++) ({ spot } = await desk('GET', `/api/cases/${await reportLitter(url)}`))
  const { items } = await desk('GET', '/api/spots')
  const old = items.find(({ id }) => id === spot)?.plan
  if (old) await desk('POST', `/api/plans/${old}/stop`, { note: '换一个' })
  await desk('POST', `/api/spots/${spot}/plan`, { title, unit: '350102009010-G1', weekdays: [1, 2, 3, 4, 5, 6, 7], hour: 23, from: day(0), until: day(3) })
}
