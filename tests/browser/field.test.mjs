// The phone of those who go there: a call is signed, presence proven on site or from afar, with and without signal; an
// end is proposed with its four elements; a patrol is closed with a photo.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { describe, test } from 'node:test'
import { openHouse, PASSWORD } from './desks.mjs'
import { axeFindings, makePatrol, openPhone, photo, reportLitter, screenshot, sidewaysScroll, SMALL_PHONE } from './support.mjs'

const FAR_AWAY = { latitude: 26.0795, longitude: 119.297, accuracy: 15 }

let desk
const house = openHouse({ history: true }, async () => {
  desk = await house.as('wufeng')
})

const submitLitter = () => reportLitter(house.url)

const fileOf = (number) => house.see('wufeng', number)
const act = (number, action, body) => house.act('wufeng', number, action, body)

/** A fresh case with the parks' unit called as its lead. */
async function callParks() {
  const number = await submitLitter()
  await act(number, 'respond')
  await act(number, 'call', { units: [{ unit: 'YLZX', lead: true }], note: '请到场清理并劝离' })
  return number
}

async function phoneOf(login, more) {
  const phone = await openPhone(house.browser, more)
  await phone.page.goto(`${house.url}/field/`)
  await phone.page.getByLabel('账号').fill(login)
  await phone.page.getByLabel('密码', { exact: true }).fill(PASSWORD)
  await phone.page.getByRole('button', { name: '登录' }).click()
  await phone.page.getByRole('tablist').waitFor()
  return phone
}

const foot = (page) => page.locator('.foot')
const openCase = async (page, number) => {
  await page.goto(`${house.url}/field/case/${number}`)
  await page.getByRole('heading', { level: 1 }).waitFor()
}

async function fit(page, name) {
  assert.deepEqual(await axeFindings(page), [], `${name}: axe`)
  assert.equal(await sidewaysScroll(page), 0, `${name}: nothing sticks out sideways`)
  await screenshot(page, `field-${name}`)
}

const planPatrol = (title) => makePatrol({ url: house.url, desk, title })

describe('the phone of a called unit', () => {
  test('a call is signed with one tap and checked in on site', async () => {
    const number = await callParks()
    const { page, context, complaints } = await phoneOf('yuanlin', { viewport: SMALL_PHONE })
    const row = page.locator('li.row', { has: page.locator(`a[href$="${number}"]`) })
    await row.getByRole('button', { name: '签收' }).click()
    await row.getByRole('button', { name: '报到' }).waitFor()
    await fit(page, 'work')
    await row.getByRole('button', { name: '报到' }).click()
    await page.getByText('记为现场报到', { exact: false }).waitFor()
    await page.locator('input[data-photo=camera]').setInputFiles(photo('here.jpg'))
    await page.getByText('已上传').waitFor()
    await fit(page, 'check-in')
    await foot(page).getByRole('button', { name: '现场报到' }).click()
    await foot(page).getByRole('button', { name: '着手处置' }).waitFor()
    const file = await fileOf(number)
    assert.equal(file.state, 'HANDLING')
    assert.equal(file.call_list[0].presence, 'ON_SITE')
    assert.deepEqual(file.photos.map(({ stage }) => stage), ['check_in'])
    await fit(page, 'case')
    assert.deepEqual(complaints, [])
    await context.close()
  })

  test('too far away is told before it is sent, and waits for the caller', async () => {
    const number = await callParks()
    const { page, context } = await phoneOf('yuanlin', { geolocation: FAR_AWAY })
    await openCase(page, number)
    await foot(page).getByRole('button', { name: '签收' }).click()
    await foot(page).getByRole('button', { name: '报到' }).click()
    await page.getByText('由呼叫方决定是否接受', { exact: false }).waitFor()
    await fit(page, 'remote')
    await foot(page).getByRole('button', { name: '按远程报到提交' }).click()
    await foot(page).getByText('等呼叫方确认').waitFor()
    const asked = (await fileOf(number)).requests.find(({ kind }) => kind === 'REMOTE')
    assert.equal((await fileOf(number)).state, 'CALLING', 'nobody is present yet')
    await act(number, 'decide', { request: asked.no, granted: false, note: '请到现场' })
    await page.getByText('请到现场报到').first().waitFor() // told by the live line, without a touch
    await foot(page).getByRole('button', { name: '报到' }).waitFor()
    await context.close()
  })

  test('without signal a check-in is kept in the phone and arrives once', async () => {
    const number = await callParks()
    const { page, context } = await phoneOf('yuanlin2')
    await openCase(page, number)
    await foot(page).getByRole('button', { name: '签收' }).click()
    await foot(page).getByRole('button', { name: '报到' }).waitFor()
    await page.evaluate(() => navigator.serviceWorker.ready)
    await context.setOffline(true)
    await page.goto(`${house.url}/field/`) // the application opens without signal
    await page.getByText('没有信号').waitFor()
    await page.locator('li.row', { has: page.locator(`a[href$="${number}"]`) }).getByRole('button', { name: '报到' }).click()
    await page.getByText('记为现场报到', { exact: false }).waitFor()
    await page.locator('input[data-photo=camera]').setInputFiles(photo('rain.jpg'))
    await page.getByText('已存本机').waitFor()
    await foot(page).getByRole('button', { name: '现场报到' }).click()
    await page.getByText(/等待信号，已保存在本机（\d\d:\d\d 报到）/).first().waitFor()
    await fit(page, 'offline')
    assert.equal((await fileOf(number)).call_list[0].present_at, null)
    // Meanwhile the desk does something: the fact stands all the same.
    await act(number, 'urge', { note: '请尽快到场' })
    await context.setOffline(false)
    await foot(page).getByRole('button', { name: '着手处置' }).waitFor()
    const file = await fileOf(number)
    assert.equal(file.timeline.filter(({ action }) => action === 'CHECK_IN').length, 1)
    assert.equal(file.photos.filter(({ stage }) => stage === 'check_in').length, 1)
    await context.close()
  })

  test('a call cancelled meanwhile refuses the queued check-in and says why', async () => {
    const number = await callParks()
    const { page, context } = await phoneOf('yuanlin2')
    await openCase(page, number)
    await page.evaluate(() => navigator.serviceWorker.ready)
    await context.setOffline(true)
    await foot(page).getByRole('button', { name: '签收' }).click()
    await page.getByText(/等待信号，已保存在本机/).first().waitFor()
    await act(number, 'cancel-call', { call: 1, note: '已自行清理' })
    await context.setOffline(false)
    await page.getByRole('link', { name: /待发/ }).click()
    await page.locator('.card', { hasText: '没有发成' }).getByText(/这一步不用再做了|已不由您处理/).waitFor()
    await fit(page, 'outbox')
    await page.getByRole('button', { name: '删除' }).click()
    await page.getByRole('dialog').getByRole('button', { name: '删除' }).click()
    await page.getByText('没有等待发送的内容').waitFor()
    await context.close()
  })

  test('a proposed end tells which of the four elements is missing, and survives a reload', async () => {
    const number = await callParks()
    const { page, context } = await phoneOf('yuanlin')
    await openCase(page, number)
    for (const step of ['签收', '报到', '现场报到', '着手处置', '申请办结']) await foot(page).getByRole('button', { name: step, exact: true }).click()
    assert.match(await page.getByLabel('1. 什么时候接到').inputValue(), /接到呼叫$/)
    await page.getByLabel('2. 联系了谁').fill('电话联系林女士')
    await page.getByLabel('3. 采取了什么措施').fill('清走两车垃圾')
    await foot(page).getByRole('button', { name: '申请办结' }).click()
    await page.getByText('还缺「时限与承诺」。').waitFor()
    await page.getByText('这类事项办结要有处置后的照片。').waitFor()
    assert.equal(await page.getByText('还缺「').count(), 1, 'only the missing one')
    await page.waitForTimeout(400)
    await page.reload()
    await page.getByLabel('4. 时限与承诺').fill('当日清完')
    assert.equal(await page.getByLabel('3. 采取了什么措施').inputValue(), '清走两车垃圾')
    await page.locator('input[data-photo=camera]').setInputFiles(photo('after.jpg'))
    await fit(page, 'propose')
    await foot(page).getByRole('button', { name: '申请办结' }).click()
    await foot(page).getByText('等待核查').waitFor()
    const file = await fileOf(number)
    assert.equal(file.state, 'REVIEW')
    assert.equal(file.elements.limit, '当日清完')
    await context.close()
  })
})

describe('the phone of a grid member', () => {
  test('a report with a photo and two words goes to the street', async () => {
    const { page, context, complaints } = await phoneOf('huqian1', { viewport: SMALL_PHONE })
    await page.getByRole('link', { name: '上报' }).click()
    await page.locator('input[data-photo=camera]').setInputFiles(photo('hole.jpg'))
    await page.getByLabel('什么情况').fill('路面塌陷约一平方米，已放警示牌')
    await page.getByText('精度约').waitFor()
    await fit(page, 'report')
    await foot(page).getByRole('button', { name: '上报' }).click()
    const news = await page.getByText(/已上报，编号 \d{13}/).textContent()
    const file = await fileOf(news.match(/\d{13}/)[0])
    assert.equal(file.channel, 'PATROL')
    assert.deepEqual(complaints, [])
    await context.close()
  })

  test('a patrol is closed with a photo, without signal too, and what came back is reported at its place', async () => {
    const title = `街头公园巡查 ${randomUUID().slice(0, 4)}`
    await planPatrol(title)
    const grid = await house.as('huqian1')
    const tasksOf = async (state) => (await grid('GET', `/api/tasks?state=${state}`)).items.filter((task) => task.title === title)
    const due = (await tasksOf('due')).length
    const { page, context, complaints } = await phoneOf('huqian1')
    await page.getByRole('link', { name: '巡查', exact: true }).click()
    const row = page.locator('.task-row', { hasText: title }).first()
    await row.waitFor()
    await fit(page, 'patrol')
    await page.evaluate(() => navigator.serviceWorker.ready)
    await context.setOffline(true)
    await row.getByRole('link', { name: '完成巡查' }).click()
    await foot(page).getByRole('button').click()
    await page.getByText('请选现场情况').waitFor()
    await page.getByText('需要至少一张照片').waitFor()
    await page.getByText('又出现了').click()
    await page.locator('input[data-photo=camera]').setInputFiles(photo('again.jpg'))
    await page.getByText('已存本机').waitFor()
    await fit(page, 'task')
    await foot(page).getByRole('button').click()
    await page.getByRole('link', { name: '报一件' }).click()
    await page.getByText(`用巡查点的位置：${title}`).waitFor()
    await page.getByLabel('什么情况').fill('又有人在公园露营，留下垃圾')
    await foot(page).getByRole('button', { name: '上报' }).click()
    await page.getByText(/等待信号，已保存在本机（\d\d:\d\d 上报）/).waitFor()
    await context.setOffline(false)
    await page.getByText(/已上报，编号 \d{13}/).waitFor()
    assert.equal((await tasksOf('due')).length, due - 1)
    const [done] = await tasksOf('done')
    assert.equal(done.clean, false)
    assert.equal(done.photos.length, 1)
    assert.deepEqual(complaints, [])
    await context.close()
  })
})
