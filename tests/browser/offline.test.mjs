// A patrol where there is no signal for hours: three reports with photos outlive the page and arrive once each; an answer
// that is lost makes nothing twice; a full phone says so; an ended session or somebody else's keeps the queue where it is.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { describe, test } from 'node:test'
import { openHouse, PASSWORD } from './desks.mjs'
import { makePatrol, openPhone, photo, screenshot, sidewaysScroll } from './support.mjs'

let desk
const house = openHouse({ history: true }, async () => {
  desk = await house.as('wufeng')
})

async function enter(page, login) {
  await page.getByLabel('账号').fill(login)
  await page.getByLabel('密码', { exact: true }).fill(PASSWORD)
  const answered = page.waitForResponse((answer) => answer.url().endsWith('/api/session') && answer.request().method() === 'POST')
  await page.locator('form.sign-in').getByRole('button', { name: '登录' }).click()
  await answered
}
async function phoneOf(login) {
  const phone = await openPhone(house.browser)
  await phone.page.goto(`${house.url}/field/`)
  await enter(phone.page, login)
  await phone.page.getByRole('tablist').waitFor()
  await phone.page.evaluate(() => navigator.serviceWorker.ready)
  return phone
}
async function writeReport(page, words, { photos = 1, kept = '已存本机' } = {}) {
  await page.goto(`${house.url}/field/report`)
  await page.getByLabel('什么情况').fill(words)
  for (let i = 0; i < photos; i++) await page.locator('input[data-photo=camera]').setInputFiles(photo(`${i}.jpg`))
  await page.getByText(kept).nth(photos - 1).waitFor()
  await page.getByText('精度约').waitFor()
}
const send = (page) => page.locator('.foot').getByRole('button', { name: '上报' }).click()
const openQueue = async (page) => {
  await page.goto(`${house.url}/field/outbox`)
  await page.getByRole('heading', { level: 1, name: '待发' }).waitFor()
}
const emptied = (page) => page.getByText('没有等待发送的内容').waitFor({ timeout: 40_000 })

/** The cases whose words hold this mark, with their files. */
async function casesOf(mark) {
  const { items } = await desk('GET', '/api/cases?view=all&limit=100')
  const files = await Promise.all(items.slice(0, 40).map(({ number }) => desk('GET', `/api/cases/${number}`)))
  return files.filter((file) => file.text?.includes(mark))
}

async function look(page, name) {
  assert.equal(await sidewaysScroll(page), 0, `${name}: nothing sticks out sideways`)
  await screenshot(page, `offline-${name}`)
}

describe('a phone without signal', () => {
  test('three reports with photos outlive the closed page and arrive once each', async () => {
    const mark = randomUUID().slice(0, 8)
    const { page, context, complaints } = await phoneOf('huqian1')
    await context.setOffline(true)
    for (const [i, what] of ['路面塌陷', '垃圾成堆', '路灯不亮'].entries()) {
      await writeReport(page, `${what} ${mark}-${i}`, { photos: i + 1 })
      await send(page)
      await page.getByText(/等待信号，已保存在本机/).waitFor()
    }
    await page.close()
    const again = await context.newPage()
    await openQueue(again) // the application itself comes from the phone
    assert.equal(await again.locator('li.card', { hasText: mark }).count(), 3)
    await again.getByText('没有信号').first().waitFor()
    await look(again, 'queue')
    assert.equal((await casesOf(mark)).length, 0)
    await context.setOffline(false)
    await emptied(again)
    const cases = await casesOf(mark)
    assert.deepEqual(cases.map(({ text }) => text.slice(-1)).sort(), ['0', '1', '2'])
    for (const file of cases) {
      assert.equal(file.photos.length, Number(file.text.slice(-1)) + 1, 'its photos are there')
      assert.equal(file.channel, 'PATROL')
    }
    assert.deepEqual(complaints, [])
    await context.close()
  })

  test('the server heard it, the phone not that it did: sent again after closing the page, it is one case', async () => {
    const mark = randomUUID().slice(0, 8)
    const { page, context } = await phoneOf('huqian1')
    let heard = 0
    await context.route('**/api/cases', async (route) => {
      if (route.request().method() !== 'POST') return route.fallback()
      heard += 1
      await route.fetch() // it arrives and is answered
      await route.abort('connectionreset')
    })
    await writeReport(page, `井盖缺失 ${mark}`, { kept: '已上传' })
    await send(page)
    await page.getByText(/等待信号，已保存在本机/).waitFor()
    assert.ok(heard >= 1)
    assert.equal((await casesOf(mark)).length, 1, 'the server has it')
    await page.close()
    await context.unroute('**/api/cases')
    const again = await context.newPage()
    await openQueue(again)
    await emptied(again)
    const cases = await casesOf(mark)
    assert.equal(cases.length, 1)
    assert.equal(cases[0].photos.length, 1)
    await context.close()
  })

  test('an ended session keeps the queue until its owner signs in again, and nobody else sends it', async () => {
    const mark = randomUUID().slice(0, 8)
    const { page, context } = await phoneOf('huqian1')
    await context.setOffline(true)
    await writeReport(page, `围墙开裂 ${mark}`)
    await send(page)
    await page.getByText(/等待信号，已保存在本机/).waitFor()
    await context.clearCookies() // the session has run out meanwhile
    await context.setOffline(false)
    await page.getByText('请重新登录').first().waitFor()
    await look(page, 'session-ended')
    assert.equal((await casesOf(mark)).length, 0)
    await enter(page, 'wenquan-grid') // not an account: the queue stays
    await page.getByRole('alert').filter({ hasText: /账号|密码/ }).first().waitFor()
    await Promise.all([page.waitForEvent('load'), enter(page, 'yuanlin')]) // a colleague borrows the phone: another page
    await page.getByRole('tablist').waitFor()
    await openQueue(page)
    await page.getByText(/本人登录后才会发送/).waitFor()
    await look(page, 'other-person')
    assert.equal((await casesOf(mark)).length, 0, 'not under a colleague’s name')
    await page.getByRole('link', { name: '我的' }).click()
    await page.getByRole('button', { name: '退出登录' }).click()
    await enter(page, 'huqian1')
    await page.getByRole('link', { name: /待发/ }).waitFor()
    await openQueue(page)
    await emptied(page)
    const [file, ...more] = await casesOf(mark)
    assert.equal(more.length, 0)
    assert.equal(file.photos.length, 1)
    await context.close()
  })

  test('a full phone says so, keeps the report in the page, and sends it', async () => {
    const mark = randomUUID().slice(0, 8)
    const { page, context } = await phoneOf('huqian1')
    await context.setOffline(true)
    const cdp = await context.newCDPSession(page)
    await page.goto(`${house.url}/field/report`)
    await page.getByLabel('什么情况').fill(`树枝断落 ${mark}`)
    await page.waitForFunction(() => document.querySelector('.note.good'))
    await cdp.send('Storage.overrideQuotaForOrigin', { origin: house.url, quotaSize: 1 })
    await page.locator('input[data-photo=camera]').setInputFiles(photo('full.jpg'))
    await page.getByRole('alert').filter({ hasText: '手机存储已满' }).waitFor()
    await send(page)
    await page.getByText(/等待信号，已保存在本机/).waitFor()
    await look(page, 'full-phone')
    await page.getByRole('link', { name: /待发/ }).click()
    await page.locator('li.card', { hasText: mark }).waitFor()
    await context.setOffline(false)
    await emptied(page)
    await page.getByText('手机存储已满').waitFor({ state: 'detached' })
    const cases = await casesOf(mark)
    assert.equal(cases.length, 1)
    assert.equal(cases[0].photos.length, 1)
    await context.close()
  })

  test('a patrol closed by a colleague meanwhile is told plainly, and its photos become a report', async () => {
    const mark = randomUUID().slice(0, 8)
    await makePatrol({ url: house.url, desk, title: `公园巡查 ${mark}` })
    const grid = await house.as('huqian1')
    const { page, context } = await phoneOf('huqian1')
    await page.getByRole('link', { name: '巡查', exact: true }).click()
    await page.locator('.task-row').first().waitFor()
    const [task] = (await grid('GET', '/api/tasks?state=due')).items
    await page.getByRole('heading', { name: '今天 · 由近到远' }).waitFor()
    await page.locator('path.leaflet-interactive, canvas.leaflet-zoom-animated').first().waitFor()
    await look(page, 'route')
    await context.setOffline(true)
    await page.goto(`${house.url}/field/patrol/${task.id}`)
    await page.getByText('又出现了').click()
    await page.locator('input[data-photo=camera]').setInputFiles(photo('again.jpg'))
    await page.getByText('已存本机').waitFor()
    await page.getByLabel(/备注|说明/).fill(`又有垃圾 ${mark}`)
    await page.locator('.foot').getByRole('button').click()
    await page.getByRole('link', { name: '不用' }).click()
    await closeTask(task.id)
    await context.setOffline(false)
    await openQueue(page)
    const card = page.locator('li.card', { hasText: '已由别人完成' })
    await card.waitFor()
    await look(page, 'conflict')
    await card.getByRole('button', { name: '改为上报' }).click()
    await page.getByText(/已上传|已存本机/).waitFor()
    await send(page)
    await page.getByText(/已上报，编号 \d{13}/).waitFor()
    const [file, ...more] = await casesOf(mark)
    assert.equal(more.length, 0)
    assert.equal(file.photos.length, 1)
    await context.close()
  })
})

/** As a colleague's phone does it. */
async function closeTask(id) {
  const session = await fetch(`${house.url}/api/session`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ login: 'huqian1', password: PASSWORD }) })
  const headers = { Cookie: session.headers.get('set-cookie').split(';')[0], 'X-CSRF-Token': (await session.json()).csrf }
  const form = new FormData()
  const { buffer, name, mimeType } = photo('done.jpg')
  form.append('photo', new Blob([buffer], { type: mimeType }), name)
  const uploaded = await (await fetch(`${house.url}/api/photos`, { method: 'POST', headers, body: form })).json()
  const done = await fetch(`${house.url}/api/tasks/${id}/done`, { method: 'POST', headers: { ...headers, 'Content-Type': 'application/json' }, body: JSON.stringify({ clean: true, photos: [uploaded.photo.id] }) })
  assert.equal(done.status, 200, await done.text())
}

describe('installing', () => {
  test('both pages are applications a phone installs: manifest, icons of the said size, a worker in scope', async () => {
    for (const [page, scope] of [['/', '/'], ['/field/', '/field/']]) {
      const html = await (await fetch(house.url + page)).text()
      const href = html.match(/rel="manifest" href="([^"]+)"/)[1]
      const answer = await fetch(house.url + href)
      assert.match(answer.headers.get('content-type'), /^application\/manifest\+json/)
      const manifest = await answer.json()
      assert.equal(manifest.scope, scope)
      assert.ok(manifest.start_url.startsWith(scope) && manifest.display === 'standalone')
      assert.deepEqual(manifest.icons.map(({ sizes, purpose }) => `${sizes} ${purpose}`), ['192x192 any', '512x512 any', '512x512 maskable'])
      for (const { src, sizes } of manifest.icons) {
        const png = Buffer.from(await (await fetch(house.url + src)).arrayBuffer())
        assert.equal(`${png.readUInt32BE(16)}x${png.readUInt32BE(20)}`, sizes, src)
      }
    }
    const { page, context } = await openPhone(house.browser)
    await page.goto(`${house.url}/field/`)
    const cdp = await context.newCDPSession(page)
    await page.evaluate(() => navigator.serviceWorker.ready)
    const { installabilityErrors } = await cdp.send('Page.getInstallabilityErrors')
    assert.deepEqual(installabilityErrors.map(({ errorId }) => errorId).filter((id) => id !== 'in-incognito'), [])
    await context.close()
  })
})
