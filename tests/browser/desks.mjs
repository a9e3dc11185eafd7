// A house with its desks for a file of stories: one server and one browser for all of them, a desk or a phone of its own for
// each, and what was done looked up at the server.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { DESK, openPhone, screenshot, signIn, startBrowser, startServer } from './support.mjs'

export const PASSWORD = process.env.GULOU_DEMO_PASSWORD ?? 'gulou-demo-2026'
export const PARK = { lat: 26.1079, lon: 119.2741 } // within 五凤街道 in the demo's polygons

/** Stands from before the first story until after the last; `history` as in startServer. `furnish` is awaited once it stands. */
export function openHouse(options = { history: false }, furnish = async () => {}) {
  const house = { url: '', server: null, browser: null }
  const voices = new Map()
  before(async () => {
    ;[house.server, house.browser] = await Promise.all([startServer(options), startBrowser()])
    house.url = house.server.url
    await furnish()
  })
  after(async () => {
    await house.browser?.close()
    await house.server?.stop()
  })

  /** Somebody acting by the API, as on another device. */
  house.as = async (login) => {
    if (!voices.has(login)) voices.set(login, await signIn(house.url, login, PASSWORD))
    return voices.get(login)
  }
  house.see = async (login, number) => (await house.as(login))('GET', `/api/cases/${number}`)
  house.act = async (login, number, action, input = {}) => {
    const { version } = await house.see(login, number)
    return (await house.as(login))('POST', `/api/cases/${number}/${action}`, { version, ...input })
  }
  house.report = async (text) => {
    const answer = await fetch(`${house.url}/api/cases`, { method: 'POST', headers: { 'Content-Type': 'application/json', 'Idempotency-Key': `desk-${Math.random().toString(36).slice(2)}` }, body: JSON.stringify({ text, position: { ...PARK, datum: 'WGS84', source: 'pin' } }) })
    assert.equal(answer.status, 201, await answer.clone().text())
    return (await answer.json()).number
  }
  /** Another person signs in to this browser. */
  house.enter = async (context, login) => {
    await context.clearCookies()
    const answer = await context.request.post(`${house.url}/api/session`, { data: { login, password: PASSWORD } })
    assert.equal(answer.status(), 200, login)
  }
  /** Runs a story on a phone of its own; whatever the page complained about fails it. */
  house.onPhone = (name, play, options) => {
    test(name, async () => {
      const phone = await openPhone(house.browser, options)
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
  /** Runs a story at a desk of its own, signed in if `login` says as whom. */
  house.story = (name, { login, ...options }, play) => {
    const signedIn = async (desk) => {
      if (login) await house.enter(desk.context, login)
      await play(desk)
    }
    house.onPhone(name, signedIn, { viewport: DESK, ...options })
  }
  house.go = (page, path) => page.goto(house.url + path)
  return house
}

/** Picks in an Element Plus select by typing, as a person at a desk would. */
export async function choose(page, select, text) {
  await page.click(select)
  await page.keyboard.type(text)
  await page.click(`.el-select-dropdown__item:visible:has-text("${text}")`)
}
export const confirm = (page) => page.click('.el-dialog:visible button[type=submit]')

/** Until the server has it: what jobs do comes within seconds. */
export async function eventually(probe, what, ms = 20_000) {
  const end = Date.now() + ms
  for (;;) {
    const found = await probe()
    if (found) return found
    assert.ok(Date.now() < end, `not within ${ms} ms: ${what}`)
    await new Promise((done) => setTimeout(done, 200))
  }
}
