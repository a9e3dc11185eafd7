// The call-taker's screen by keyboard alone: no story here touches a mouse. Calls come as a telephone system tells them,
// by HTTP with a key. Samples are of a week that has ended: its calls are told with times of then.
import assert from 'node:assert/strict'
import { before, describe } from 'node:test'
import { openHouse } from './desks.mjs'
import { axeFindings, PHONE, screenshot, sidewaysScroll } from './support.mjs'

const NOTEBOOK = { width: 1280, height: 720 }
const LIFT = '屏西社区3号楼电梯坏了，停在二楼，电梯门打不开'

let key, hotline
const house = openHouse({ history: false }, async () => {
  const admin = await house.as('admin')
  key = (await admin('POST', '/api/partners', { id: 'exchange', kind: 'telephony', name: '热线交换机', per_minute: 6000 })).key
  hotline = await house.as('hotline')
  await hotline('POST', '/api/calls/extension', { extension: '801' })
})

/** Tells an event as a telephone system does; the call's id in our addresses. */
async function tell(call, event, type, more = {}) {
  const answer = await fetch(`${house.url}/api/calls/events`, { method: 'POST', headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${key}` }, body: JSON.stringify({ call, event, type, ...more }) })
  assert.equal(answer.status, 200, await answer.clone().text())
  return (await answer.json()).call
}
const ring = (call, caller, more = {}) => tell(call, 'rings', 'ringing', { agent: '801', called: '12345', queue: 'main', caller, ...more })
const answered = (call, more = {}) => tell(call, 'talks', 'answered', { agent: '801', ...more })
const ended = (call, more = {}) => tell(call, 'ends', 'ended', { reason: 'normal', ...more })

function story(name, { login = 'hotline', ...options }, play) {
  house.story(name, { login, ...options }, (desk) => {
    for (const mouse of ['click', 'dblclick', 'check', 'fill', 'hover', 'tap']) desk.page[mouse] = () => assert.fail('by keyboard alone')
    return play(desk)
  })
}
const focused = (page, id) => page.waitForFunction((one) => document.activeElement?.id === one, id)
const type = (page, text) => page.keyboard.insertText(text) // as an input method commits it
const press = (page, ...keys) => keys.reduce((before, one) => before.then(() => page.keyboard.press(one)), Promise.resolve())
/** Tab until the focus is on what is wanted: also shows that nothing traps it. */
async function tabTo(page, selector, most = 60) {
  for (let i = 0; i < most; i++) {
    if (await page.evaluate((one) => document.activeElement?.matches(one), selector)) return
    await press(page, 'Tab')
  }
  assert.fail(`${selector} is not reached by Tab`)
}
async function open(page, tab = '') {
  await page.goto(`${house.url}/command/hotline${tab && `?tab=${tab}`}`)
  await page.waitForSelector(tab ? '.hotline .card:visible' : '#caller-text')
}
async function clean(page, name, options) {
  assert.deepEqual(await axeFindings(page), [], name)
  assert.equal(await sidewaysScroll(page), 0, name)
  await screenshot(page, `hotline-${name}`, { fullPage: false, ...options })
}

describe('a call-taker by keyboard', () => {
  let number
  story('a call pops up, its draft survives a reload, and it becomes a case', {}, async ({ page }) => {
    await open(page)
    await page.waitForSelector('[data-seat]:has-text("801")')
    await clean(page, 'waiting')
    await press(page, 'Shift+?')
    await page.waitForSelector('.el-dialog:visible >> text=Ctrl + Enter')
    await clean(page, 'keys')
    await press(page, 'Escape')
    await page.waitForSelector('.el-dialog', { state: 'hidden' })

    const call = await ring('one', '13800000201')
    await page.waitForSelector('.caller.ringing')
    assert.match(await page.innerText('.caller'), /138\*\*\*\*0201/)
    assert.match(await page.innerText('[role=alert].sr'), /来电：138\*\*\*\*0201/)
    assert.match(await page.title(), /☎ 138/)
    await clean(page, 'ringing')
    await answered('one')
    await page.waitForSelector('.caller.talking')
    await focused(page, 'caller-text')
    await page.waitForSelector('[data-number]:has-text("13800000201")')
    await page.waitForSelector('text=没有以往诉求')
    await type(page, LIFT)
    await page.waitForSelector('#caller-ask-trapped')
    await press(page, 'l', '?') // in a field a letter is a letter
    assert.equal(await page.inputValue('#caller-text'), `${LIFT}l?`)
    await press(page, 'Backspace', 'Backspace')
    await page.evaluate(() => document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: 'F9', isComposing: true, bubbles: true })))
    assert.equal(await page.locator('#panel-why').count(), 0, 'not while an input method composes')
    await clean(page, 'talking')

    await page.reload()
    await page.waitForSelector('.caller.talking')
    assert.equal(await page.inputValue('#caller-text'), LIFT)
    await focused(page, 'caller-text')
    await page.waitForSelector('#caller-ask-trapped')
    await tabTo(page, '#caller-place')
    await type(page, '屏西社区')
    await press(page, 'Enter')
    await page.waitForSelector('.found')
    await tabTo(page, '#caller-ask-trapped input')
    await press(page, 'ArrowDown', 'ArrowDown')
    await page.waitForSelector('#caller-ask-trapped .option.on')
    await tabTo(page, '#caller-ask-lift')
    await type(page, '东侧')
    await press(page, 'Control+Enter')
    await page.waitForSelector('.done .script')
    number = /\d{13}/.exec(await page.innerText('.done .big'))[0]
    await page.waitForSelector(`[data-linked]:has-text("${number}")`)
    await clean(page, 'made')
    assert.deepEqual((await hotline('GET', `/api/calls/${call}`)).call.cases, [number])
    assert.equal(await page.evaluate(() => Object.keys(localStorage).filter((one) => one.startsWith('gulou.call.')).length), 0, 'no draft is left')
    await ended('one')
    await page.waitForSelector('.caller.wrapUp')
    await press(page, 'n')
    await page.waitForSelector('.caller.idle')
  })

  story('the same caller again: earlier cases, knowledge, answered at once with a note', { viewport: NOTEBOOK }, async ({ page }) => {
    await open(page)
    const call = await ring('two', '13800000201')
    await page.waitForSelector('.caller.ringing')
    await answered('two')
    await page.waitForSelector(`.left a:has-text("${number}")`)
    await focused(page, 'caller-text')
    await type(page, '问小区垃圾什么时候可以投放')
    await press(page, 'F4')
    await focused(page, 'knowledge-words')
    await type(page, '垃圾 投放')
    await page.waitForSelector('.hits li:has-text("生活垃圾投放时间") mark')
    const article = await page.innerText('.hits li:has-text("生活垃圾投放时间")')
    assert.match(article, /长期有效|有效至/)
    assert.match(article, /第 1 版/)
    await clean(page, 'knowledge')
    await tabTo(page, '[data-use]')
    await press(page, 'Enter')
    await focused(page, 'panel-answer')
    await ended('two')
    await page.waitForSelector('.caller.wrapUp')
    await press(page, 'Control+Enter')
    await page.waitForSelector('text=请写下答复的内容')
    await focused(page, 'panel-answer')
    await type(page, '每天早晚两个时段，以小区公示为准')
    await clean(page, 'answering')
    await press(page, 'Control+Enter')
    await page.waitForSelector('text=已当场答复')
    const { notes } = await hotline('GET', `/api/calls/${call}`)
    assert.match(notes[0].body, /当场答复[^]*垃圾什么时候[^]*早晚两个时段[^]*《【示例】生活垃圾投放时间》第 1 版/)
    await press(page, 'n')
  })

  story('fire is loud; a third joins; the hard case goes to the centre; a call-back is promised', {}, async ({ page }) => {
    await open(page)
    const call = await ring('three', '00055502033')
    await answered('three')
    await page.waitForSelector('.caller.talking')
    await focused(page, 'caller-text')
    await type(page, '五楼厨房着火了，冒黑烟')
    await page.waitForSelector('.stopper.instead a[href="tel:119"]')
    await clean(page, 'stopper')
    await press(page, 'Control+A')
    await type(page, '老宅漏雨，物业和街道都说不归自己管')
    await press(page, 'Escape', 't')
    await focused(page, 'panel-unit')
    await type(page, '城市管理')
    await page.waitForSelector('.el-select-dropdown__item:visible:has-text("城市管理")')
    await press(page, 'ArrowDown', 'Enter')
    await tabTo(page, '#panel-note')
    await type(page, '城管答应今晚到场看')
    await press(page, 'Control+Enter')
    await page.waitForSelector('.left :text("城管答应今晚到场看")')
    await press(page, 'Escape', 'b')
    await page.waitForSelector('.dues')
    await press(page, 'Control+Enter')
    await page.waitForSelector('.dues', { state: 'detached' })
    await press(page, 'F9')
    await focused(page, 'panel-why')
    await type(page, '三次来电，权属不清')
    await clean(page, 'hard')
    await press(page, 'Control+Enter')
    await page.waitForSelector('text=已登记并转区中心')
    const made = /\d{13}/.exec(await page.innerText('.done .big'))[0]
    const centre = await house.as('centre')
    const file = await centre('GET', `/api/cases/${made}`)
    assert.deepEqual([file.owner.code, file.confident], ['CEN', false])
    assert.match(JSON.stringify(file.timeline), /三次来电，权属不清/)
    const { notes, call: told } = await hotline('GET', `/api/calls/${call}`)
    assert.ok(notes[0].unit)
    assert.deepEqual(told.cases, [made])
    assert.ok((await hotline('GET', '/api/calls/call-backs')).items.some((one) => one.call === call && one.why === 'promised'))
    await ended('three')
  })

  story('a missed call is called back, and how it went is kept', {}, async ({ page }) => {
    const call = await ring('four', '00055502044')
    await ended('four')
    await open(page)
    await page.waitForSelector('#tab-backs .num')
    await press(page, '2')
    await focused(page, 'tab-backs')
    await page.waitForSelector(`[data-back="${call}"]`)
    await clean(page, 'backs')
    await tabTo(page, `[data-back="${call}"] [data-take]`)
    await press(page, 'Enter')
    await page.waitForSelector('[data-dial]:has-text("00055502044")')
    await tabTo(page, '.result input')
    await press(page, 'Space')
    await page.waitForSelector('.result input:checked')
    await clean(page, 'back-taken')
    await press(page, 'Control+Enter')
    await page.waitForSelector(`[data-back="${call}"]`, { state: 'detached' })
    const { items } = await hotline('GET', '/api/calls/call-backs?state=settled')
    assert.deepEqual(items.filter((one) => one.call === call).map((one) => [one.state, one.results[0].result]), [['reached', 'reached']])
  })

  story('a call while on another page is told there, and nothing typed is lost', {}, async ({ page }) => {
    await page.goto(`${house.url}/command/knowledge`)
    await page.waitForSelector('input[type=search]')
    await page.waitForTimeout(300) // the live line opens
    await ring('five', '00055502055')
    await page.waitForSelector('[role=alert] [data-call]')
    await clean(page, 'banner')
    await tabTo(page, '[data-call]')
    await press(page, 'Enter')
    await page.waitForSelector('.caller.ringing')
    await ended('five')
    await page.waitForSelector('.caller.idle')
  })

  story('without the network the draft stays and the refusal is told; a phone is enough', { viewport: PHONE }, async ({ page, context }) => {
    await open(page)
    await press(page, 'F2')
    await focused(page, 'caller-text')
    await type(page, '江厝路路灯不亮'.repeat(40))
    await clean(page, 'phone', { fullPage: true })
    await context.route('**/api/cases', (route) => route.abort())
    await press(page, 'Control+Enter')
    await page.waitForSelector('.call-desk .el-alert--error')
    assert.match(await page.inputValue('#caller-text'), /路灯不亮/)
    await page.reload()
    await page.waitForFunction(() => document.querySelector('#caller-text')?.value.includes('路灯不亮'))
  })
})

describe('quality', () => {
  const DAY = 86_400_000
  let call
  before(async () => {
    const local = Date.now() + 8 * 3600_000
    const monday = local - ((new Date(local).getUTCDay() + 6) % 7) * DAY
    const then = new Date(monday - 5 * DAY)
    const at = (second) => new Date(then.getTime() + second * 1000).toISOString()
    call = await ring('old', '00055502099', { at: at(0) })
    await answered('old', { at: at(6) })
    await ended('old', { at: at(90) })
    await tell('old', 'kept', 'recording', { at: at(91), recording: 'https://recordings.example/old.wav' })
  })

  story('a supervisor hears a drawn call, which is kept, and scores it', { login: 'supervisor' }, async ({ page }) => {
    await open(page, 'samples')
    await page.waitForSelector(`[data-sample="${call}"]`)
    await tabTo(page, `[data-sample="${call}"] [data-review]`)
    await press(page, 'Enter')
    await page.waitForSelector('.marks')
    await tabTo(page, '[data-hear]')
    await press(page, 'Enter')
    await page.waitForSelector('[data-recording][href="https://recordings.example/old.wav"]')
    for (const mark of ['greeting', 'listening', 'accuracy', 'record', 'closing']) {
      await tabTo(page, `input[name^="${mark}-"]`)
      await press(page, 'Space', 'ArrowDown', 'ArrowDown', 'ArrowDown')
    }
    await clean(page, 'scoring')
    await press(page, 'Control+Enter')
    await page.waitForSelector('.score >> text=平均 4.0')
    const supervisor = await house.as('supervisor')
    const { looks } = await supervisor('GET', `/api/calls/${call}`)
    assert.match(looks.find((one) => one.what === 'recording').note, /质检抽样 \d{4}-W\d\d/)
    await clean(page, 'scored')
  })

  story('a call-taker reads their score, and the figures with what was counted, in English', {}, async ({ page }) => {
    await page.addInitScript(() => localStorage.setItem('gulou.lang', 'en'))
    await open(page, 'samples')
    await page.waitForSelector('.score >> text=Mean 4.0')
    await press(page, 'Escape', '4')
    await page.waitForSelector('[data-figure=connected]')
    const row = async (name) => (await page.innerText(`[data-figure=${name}]`)).replace(/\s+/g, ' ')
    const told = await hotline('GET', `/api/calls/figures?from=${await page.inputValue('#figures-from')}&to=${await page.inputValue('#figures-to')}`)
    assert.ok((await row('connected')).includes(`Connected ${told.connected.hit} ${told.connected.n} `), await row('connected'))
    assert.match(await row('lowest_24h'), /≥ 95%/)
    await clean(page, 'figures-en')
    await press(page, '1')
    await page.waitForSelector('#caller-text')
    await clean(page, 'waiting-en')
  })
})
