// A resident's phone, played for real: reporting in every way, losing the connection, killing the tab, sending twice,
// following, rating; in both languages, in big type, on a small screen, and with nothing serious found by axe.
import assert from 'node:assert/strict'
import { describe } from 'node:test'
import { openHouse, PARK } from './desks.mjs'
import { axeFindings, DESK, photo, screenshot, sidewaysScroll, SMALL_PHONE } from './support.mjs'

const LITTER = '江厝路街头公园里，很多人露营乱扔垃圾'
const house = openHouse({ history: true })
const { onPhone: story } = house

const submit = (page) => page.click('.report-form button[type=submit]')
const numberOf = (page) => /\/(?:sent|t)\/(\d{13})/.exec(page.url())?.[1]

async function openReport(page) {
  await page.goto(`${house.url}/report`)
  await page.waitForSelector('#field-text')
}

async function sent(page) {
  await page.waitForURL(/\/sent\/\d{13}$/)
  return numberOf(page)
}

async function report(page, { text = LITTER, place = '江厝路街头公园', phone = '' } = {}) {
  await openReport(page)
  await page.fill('#field-text', text)
  await page.fill('#field-place', place)
  if (phone) await page.fill('#field-phone', phone)
  await submit(page)
  return sent(page)
}

describe('reporting', () => {
  story('with words only gives a number, the desk and the deadline', async ({ page }) => {
    const number = await report(page)
    const text = await page.textContent('main')
    assert.match(text, new RegExp(`${number.slice(0, 4)} ${number.slice(4, 8)} ${number.slice(8)}`))
    assert.match(text, /五凤街道/)
    assert.match(text, /将在 .*\d\d:\d\d 前响应/)
    assert.match(await page.textContent('[role=timer]'), /^(10:00|09:\d\d)$/)
    assert.ok(await page.isVisible('svg.qr'))
    await screenshot(page, 'citizen-sent')
    await page.click('a.btn.main')
    await page.waitForSelector('.story')
    assert.match(page.url(), new RegExp(`/t/${number}#.{8,}`))
    assert.match(await page.textContent('.story'), /您提交了诉求/)
    await screenshot(page, 'citizen-track')
  })

  story('with a photo that knows its place sets the pin and strips what the photo knew', async ({ page, context }) => {
    await openReport(page)
    await page.setInputFiles('#field-photos', photo('litter.jpg', { gps: PARK }))
    await page.waitForSelector('text=照片里带有拍摄位置')
    await page.waitForSelector('text=属于 五凤街道')
    await page.click('.ways button:nth-child(2)')
    await page.waitForSelector('.map-pin')
    assert.match(await page.textContent('.district-map'), /示意图/)
    await page.fill('#field-text', LITTER)
    await screenshot(page, 'citizen-report-photo')
    await submit(page)
    await sent(page)
    await page.click('a.btn.main')
    const image = page.locator('.strip img').first()
    await image.waitFor()
    await page.waitForFunction(() => document.querySelector('.strip img')?.naturalWidth > 0)
    const kept = await context.request.get(new URL(await image.getAttribute('src'), house.url).href)
    assert.equal(kept.status(), 200)
    assert.equal((await kept.body()).includes('Exif'), false)

    await page.focus('.strip button')
    await page.keyboard.press('Enter')
    await page.waitForSelector('.viewer[role=dialog]')
    await page.keyboard.press('Shift+Tab')
    assert.equal(await page.evaluate(() => document.activeElement.textContent.trim()), '关闭')
    assert.deepEqual(await axeFindings(page), [])
    await screenshot(page, 'citizen-photo', { fullPage: false })
    await page.keyboard.press('Escape')
    await page.waitForSelector('.viewer', { state: 'detached' })
    assert.ok(await page.evaluate(() => document.activeElement.matches('.strip button')))
  })

  story('by the phone’s position says which street it is', async ({ page }) => {
    await openReport(page)
    await page.fill('#field-text', '路灯不亮')
    await page.click('.ways button:nth-child(1)')
    await page.waitForSelector('text=已用您现在的位置')
    await page.waitForSelector('text=五凤街道')
    await submit(page)
    await sent(page)
  })

  story('by keyboard alone sets a pin and sends', async ({ page }) => {
    await openReport(page)
    await page.focus('#field-text')
    await page.keyboard.type('井盖松动')
    await page.focus('.ways button:nth-child(2)')
    await page.keyboard.press('Enter')
    await page.waitForSelector('.map-box')
    await page.waitForTimeout(500)
    await page.focus('.map-box')
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('Enter')
    await page.waitForSelector('text=已用您在地图上点的位置')
    await page.focus('.report-form button[type=submit]')
    await page.keyboard.press('Enter')
    await sent(page)
    assert.equal(await page.evaluate(() => document.activeElement?.tagName), 'H1')
  })

  story('when location is refused says what else will do', async ({ page, context }) => {
    await context.clearPermissions()
    await openReport(page)
    await page.click('.ways button:nth-child(1)')
    await page.waitForSelector('text=也可以在地图上点')
  }, { permissions: [] })

  story('without words and photo is told so beside the field', async ({ page }) => {
    await openReport(page)
    await submit(page)
    await page.waitForSelector('#wrong-text')
    assert.equal(await page.evaluate(() => document.activeElement?.id), 'field-text')
    await page.fill('#field-text', '垃圾没人收')
    assert.equal(await page.locator('#wrong-text').count(), 0)
  })

  story('without a place asks once and lets it be sent', async ({ page }) => {
    await openReport(page)
    await page.fill('#field-text', '希望多办一些讲座')
    await submit(page)
    await page.click('.sheet >> text=去写地点')
    await page.waitForFunction(() => document.activeElement?.id === 'field-place')
    await submit(page)
    await page.click('.sheet >> text=就这样提交')
    await sent(page)
  })

  story('with a PDF called .jpg hears it at once and keeps everything', async ({ page }) => {
    await openReport(page)
    await page.fill('#field-text', LITTER)
    await page.setInputFiles('#field-photos', { name: 'photo.jpg', mimeType: 'image/jpeg', buffer: Buffer.from('%PDF-1.7 and so on') })
    await page.waitForSelector('text=不是可用的照片格式')
    assert.equal(await page.inputValue('#field-text'), LITTER)
    assert.equal(await page.locator('.thumbs li').count(), 0)
  })

  story('with a broken photo is told by the server and can go on', async ({ page }) => {
    await openReport(page)
    await page.setInputFiles('#field-photos', { name: 'broken.jpg', mimeType: 'image/jpeg', buffer: Buffer.concat([Buffer.from([0xff, 0xd8, 0xff]), Buffer.alloc(500, 7)]) })
    await page.waitForSelector('text=这张照片用不了')
    await page.fill('#field-text', LITTER)
    await page.fill('#field-place', '江厝路街头公园')
    await submit(page)
    await page.waitForSelector('#wrong-photos')
    await page.click('.thumbs .remove')
    await submit(page)
    await sent(page)
  })

  story('of danger says whom to call first', async ({ page }) => {
    await openReport(page)
    await page.fill('#field-text', '楼道里煤气泄漏，味道很重')
    await page.fill('#field-place', '江厝路')
    await page.waitForSelector('.stopper a[href="tel:119"]') // at once, before anything is sent
    await submit(page)
    await page.click('button:has-text("已打电话，继续提交")')
    await sent(page)
    await page.waitForSelector('.note.bad a[href="tel:119"]')
    await screenshot(page, 'citizen-danger')
  })
})

describe('drafts', () => {
  story('survive a reload and a killed tab, photos too', async ({ page, context }) => {
    await openReport(page)
    await page.fill('#field-text', '第一件：路面塌陷')
    await page.setInputFiles('#field-photos', photo('hole.jpg'))
    await page.waitForSelector('.thumbs li')
    await page.waitForURL(/draft=/)
    await page.waitForSelector('text=已存为草稿')
    await page.reload()
    await page.waitForSelector('.thumbs img')
    assert.equal(await page.inputValue('#field-text'), '第一件：路面塌陷')

    await openReport(page)
    await page.fill('#field-text', '第二件：树倒了')
    await page.waitForURL(/draft=/)
    await page.waitForSelector('text=已存为草稿')
    await page.close({ runBeforeUnload: false })

    const again = await context.newPage()
    await again.goto(house.url)
    await again.waitForSelector('text=还没发出的')
    assert.equal(await again.locator('.row').count(), 2)
    await screenshot(again, 'citizen-drafts')
    await again.click('text=第一件')
    await again.waitForSelector('.thumbs img')
    await again.fill('#field-place', '江厝路')
    await submit(again)
    await sent(again)
    await again.goto(house.url)
    await again.waitForSelector('text=第二件')
    assert.equal(await again.locator('section:has(#drafts-head) .row').count(), 1)
  })

  story('sent without a connection wait and arrive once', async ({ page, context }) => {
    const arrivals = []
    page.on('response', (answer) => {
      if (answer.request().method() === 'POST' && answer.url().endsWith('/api/cases')) arrivals.push(answer.json())
    })
    await openReport(page)
    await page.fill('#field-text', LITTER)
    await page.fill('#field-place', '江厝路街头公园')
    await page.setInputFiles('#field-photos', photo('litter.jpg'))
    await page.waitForSelector('text=已上传')
    await context.setOffline(true)
    await submit(page)
    await page.waitForSelector('text=网络不通，已保存在手机里')
    await screenshot(page, 'citizen-offline')
    await context.setOffline(false)
    const number = await sent(page)
    await page.waitForTimeout(500)
    assert.deepEqual((await Promise.all(arrivals)).map((answer) => answer.number), [number])
    await page.goto(house.url)
    await page.waitForSelector('.row')
    assert.equal(await page.locator('section:has(#drafts-head)').count(), 0)
  })

  story('left waiting are sent when the page is next opened', async ({ page, context }) => {
    await openReport(page)
    await page.fill('#field-text', LITTER)
    await page.fill('#field-place', '江厝路街头公园')
    await page.waitForURL(/draft=/)
    await context.setOffline(true)
    await submit(page)
    await page.waitForSelector('text=网络不通，已保存在手机里')
    await page.close({ runBeforeUnload: false })
    await context.setOffline(false)
    const again = await context.newPage()
    await again.goto(house.url)
    await again.waitForSelector('text=已经送到了')
    await again.click('.news a')
    await sent(again)
  })

  story('whose answer was lost are sent again and stay one case', async ({ page }) => {
    const numbers = []
    let lost = 0
    await page.route('**/api/cases', async (route) => {
      const answer = await route.fetch()
      numbers.push((await answer.json()).number)
      if (lost++ === 0) await route.abort('connectionreset')
      else await route.fulfill({ response: answer })
    })
    await openReport(page)
    await page.fill('#field-text', LITTER)
    await page.fill('#field-place', '江厝路街头公园')
    await page.locator('.report-form button[type=submit]').dblclick()
    await page.waitForSelector('text=现在再试')
    await page.click('text=现在再试')
    const number = await sent(page)
    assert.deepEqual(numbers, [number, number])
  }, { serviceWorkers: 'block' })

  story('changed after a lost answer do not become two cases', async ({ page }) => {
    let first
    await page.route('**/api/cases', async (route) => {
      const answer = await route.fetch()
      if (first) return route.fulfill({ response: answer })
      first = (await answer.json()).number
      return route.abort('connectionreset')
    })
    await openReport(page)
    await page.fill('#field-text', LITTER)
    await page.fill('#field-place', '江厝路街头公园')
    await submit(page)
    await page.click('text=回去修改')
    await page.fill('#field-text', `${LITTER}，还有人烧烤`)
    await submit(page)
    assert.equal(await sent(page), first)
    await page.waitForSelector('.news >> text=补充说明')
  }, { serviceWorkers: 'block' })

  story('refused by the server keep what was typed and show it beside the field', async ({ page }) => {
    await page.route('**/api/cases', (route) => route.fulfill({ status: 422, contentType: 'application/problem+json', body: JSON.stringify({ type: 'about:blank', title: 'x', status: 422, code: 'PHONE', detail: '电话号码看起来不对，请检查。', field: 'phone' }) }), { times: 1 })
    await openReport(page)
    await page.fill('#field-text', LITTER)
    await page.fill('#field-place', '江厝路街头公园')
    await page.fill('#field-phone', '12')
    await submit(page)
    await page.waitForSelector('#wrong-phone')
    assert.equal(await page.textContent('#wrong-phone'), '电话号码看起来不对，请检查。')
    assert.equal(await page.inputValue('#field-text'), LITTER)
    assert.equal(await page.evaluate(() => document.activeElement?.id), 'field-phone')
    await page.fill('#field-phone', '13900000000')
    await submit(page)
    await sent(page)
  }, { serviceWorkers: 'block' })

  story('that the server cannot take just now do not blame the network, and go when they are tried again', async ({ page }) => {
    await page.route('**/api/cases', (route) => route.fulfill({ status: 503, body: '' }), { times: 1 })
    await openReport(page)
    await page.fill('#field-text', LITTER)
    await page.fill('#field-place', '江厝路街头公园')
    await submit(page)
    await page.waitForSelector('text=服务器正忙，已保存在手机里')
    assert.equal(await page.locator('text=网络不通').count(), 0)
    await page.click('text=现在再试')
    await sent(page)
  }, { serviceWorkers: 'block' })

  story('on a slow network say that nothing is lost', async ({ page }) => {
    await page.route('**/api/cases', async (route) => {
      await new Promise((done) => setTimeout(done, 9500))
      await route.continue()
    })
    await openReport(page)
    await page.fill('#field-text', LITTER)
    await page.fill('#field-place', '江厝路街头公园')
    await submit(page)
    await page.waitForSelector('text=网络有点慢')
    await screenshot(page, 'citizen-slow')
    await sent(page)
  }, { serviceWorkers: 'block' })

  story('can be written with no connection at all', async ({ page, context }) => {
    await page.goto(house.url)
    await page.evaluate(() => navigator.serviceWorker.ready)
    await page.reload()
    await context.setOffline(true)
    await page.goto(`${house.url}/report`)
    await page.waitForSelector('#field-text')
    await page.fill('#field-text', LITTER)
    await page.fill('#field-place', '江厝路街头公园')
    await submit(page)
    await page.waitForSelector('text=网络不通，已保存在手机里')
    await context.setOffline(false)
    await sent(page)
  })
})

describe('following', () => {
  story('by number and code works, a wrong code tells nothing', async ({ page }) => {
    const number = await report(page)
    const code = await page.textContent('.card .mono')
    await page.goto(`${house.url}/find`)
    await page.click('button[type=submit]')
    await page.waitForSelector('#wrong-number')
    await page.fill('#find-number', `${number.slice(0, 4)} ${number.slice(4)}`)
    await page.fill('#find-secret', 'not-the-code-of-it')
    await page.click('button[type=submit]')
    await page.waitForSelector('main .wrong')
    assert.equal(await page.locator('.story').count(), 0)
    await page.goto(`${house.url}/find`)
    await page.fill('#find-secret', `${house.url}/t/${number}#${code.trim()}`)
    await page.click('button[type=submit]')
    await page.waitForSelector('.story')
    await page.evaluate(() => localStorage.clear())
    await page.goto(`${house.url}/t/${number}`)
    await page.waitForSelector('text=打开这一页要有查询码')
    await page.goto(`${house.url}/t/${number}#${code.trim()}`) // the whole link, where the short one is open
    await page.waitForSelector('.story')
  })

  story('lets its reporter add, urge and withdraw, each after a question', async ({ page }) => {
    await report(page)
    await page.click('a.btn.main')
    await page.click('button:has-text("补充说明")')
    await page.fill('#act-words', '帐篷又多了两顶')
    await page.setInputFiles('.sheet input[type=file]', photo('more.jpg'))
    await page.waitForSelector('.sheet >> text=已上传')
    await screenshot(page, 'citizen-add-note', { fullPage: false })
    await page.click('.sheet button:has-text("发送")')
    await page.waitForSelector('.story >> text=帐篷又多了两顶')
    await page.click('button:has-text("撤回")')
    await page.waitForSelector('.sheet >> text=确定撤回')
    await page.keyboard.press('Escape')
    await page.waitForFunction(() => document.activeElement?.textContent?.includes('撤回'))
    await page.click('button:has-text("撤回")')
    await page.click('.sheet button:has-text("确定撤回")')
    await page.waitForSelector('.stages >> text=已结束')
    await page.waitForFunction(() => document.activeElement?.tagName === 'H1') // the button that was pressed is gone
  })

  story('proves in the browser that the record is sealed', async ({ page }) => {
    await report(page)
    await page.click('a.btn.main')
    await page.click('summary:has-text("回执")')
    for (let tries = 0; tries < 20; tries++) {
      await page.click('button:has-text("验证")')
      await page.waitForSelector('details .note')
      if (/已封存/.test(await page.textContent('details .note'))) break
      await page.waitForTimeout(1000)
    }
    assert.match(await page.textContent('details .note'), /这条记录已封存，且未被改动/)
    const download = page.waitForEvent('download')
    await page.click('button:has-text("下载回执")')
    assert.match((await download).suggestedFilename(), /^gulou-\d{13}\.json$/)
    await screenshot(page, 'citizen-receipt')
  })
})

describe('rating', () => {
  /** The street answers, a colleague checks the answer, and the message with the link stands in the outbox. */
  async function ratingLink(number) {
    const desk = await house.as('wufeng')
    const colleague = await house.as('wufeng2')
    const centre = await house.as('centre')
    const act = async (who, action, body) => {
      const { version } = await who('GET', `/api/cases/${number}`)
      return who('POST', `/api/cases/${number}/${action}`, { version, ...body })
    }
    await act(desk, 'respond', { note: '已收到' })
    await act(desk, 'answer', { note: '公园内禁止露营，今晚起每晚七点巡查。' })
    await act(colleague, 'pass', {})
    const { items } = await centre('GET', '/api/outbox')
    return new URL(items.find((message) => message.case === number && message.link?.includes('/r/')).link, house.url)
  }

  story('by the link works once and without signing in', async ({ page }) => {
    const number = await report(page, { phone: '13900000000' })
    const link = await ratingLink(number)
    await page.goto(house.url + link.pathname)
    await page.waitForSelector('.rating')
    assert.match(await page.textContent('.result'), /每晚七点巡查/)
    await page.click('.rating button[type=submit]')
    await page.waitForSelector('text=请先选')
    await page.click('.choice.yes')
    await page.click('.faces .choice:nth-child(5)')
    await page.fill('#rate-note', '谢谢，很快')
    await screenshot(page, 'citizen-rate')
    await page.click('.rating button[type=submit]')
    await page.waitForSelector('text=谢谢您的评价')
    await page.reload()
    await page.waitForSelector('text=这个评价链接不能用了')
    await screenshot(page, 'citizen-rate-used')
  })

  story('“not solved” sends it back to work', async ({ page }) => {
    const number = await report(page, { phone: '13900000000' })
    await ratingLink(number)
    await page.click('a.btn.main')
    await page.waitForSelector('.rating')
    await page.click('.choice.no')
    await page.click('.faces .choice:nth-child(1)')
    await page.click('.rating button[type=submit]')
    await page.waitForSelector('.news >> text=谢谢您的评价。已退回重新办理')
    await page.waitForFunction(() => document.activeElement?.tagName === 'H1')
    assert.ok(await page.evaluate(() => document.querySelector('.news p').getBoundingClientRect().top >= 0), 'said where the person is')
    await page.waitForSelector('.stages [aria-current] >> text=/处理中|已响应/')
  })

  story('by a link nobody knows says what to do', async ({ page }) => {
    await page.goto(`${house.url}/r/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA`)
    await page.waitForSelector('text=这个评价链接不能用了')
    assert.ok(await page.isVisible('main a[href^="tel:"]'))
  })
})

describe('being told', () => {
  async function linkOf(number) {
    const { items } = await (await house.as('centre'))('GET', '/api/outbox')
    return items.find((message) => message.case === number && message.kind === 'confirm').link
  }

  story('by mail is chosen on the progress page, confirmed by the link in the letter, and ended', async ({ page }) => {
    const number = await report(page)
    await page.click('main a[href^="/t/"]')
    await page.waitForSelector('#way-head')
    await page.waitForSelector('text=不另行通知')
    await page.click('section:has(#way-head) button')
    await page.check('input[name=way][value=mail]')
    await page.click('.way-form button[type=submit]')
    await page.waitForSelector('text=请填写邮箱')
    await page.fill('#way-mail', 'li.ming@example')
    await page.click('.way-form button[type=submit]')
    await page.waitForSelector('#way-mail-wrong')
    await page.fill('#way-mail', 'li.ming@example.org')
    await page.check('input[name=quiet][value=own]')
    assert.deepEqual(await axeFindings(page), [])
    await page.click('.way-form button[type=submit]')
    await page.waitForSelector('text=确认信已寄往 l***@example.org')
    const link = await linkOf(number)
    await page.goto(house.url + link)
    await page.waitForSelector('.card button')
    assert.equal(await sidewaysScroll(page), 0)
    assert.deepEqual(await axeFindings(page), [])
    await page.click('.card button')
    await page.waitForSelector('text=邮箱已确认')
    await page.click('.note a')
    await page.waitForSelector('text=每一步进展都寄到 l***@example.org')
    await page.goto(house.url + link)
    await page.waitForSelector('text=链接无效')
  })
})

describe('for everybody', () => {
  story('English is one tap away and stays', async ({ page }) => {
    await page.goto(house.url)
    await page.click('button:has-text("English")')
    await page.waitForSelector('text=Report a problem')
    assert.equal(await page.getAttribute('html', 'lang'), 'en')
    await page.reload()
    await page.waitForSelector('text=Report a problem')
    await openReport(page)
    await submit(page)
    await page.waitForSelector('text=Write a few words')
    await screenshot(page, 'citizen-english')
  })

  story('elder mode is bigger, shows less and stays', async ({ page }) => {
    await page.goto(house.url)
    const size = () => page.evaluate(() => parseFloat(getComputedStyle(document.documentElement).fontSize))
    const usual = await size()
    await page.click('button:has-text("大字版")')
    assert.ok((await size()) >= usual * 1.3)
    await page.reload()
    assert.ok((await size()) >= usual * 1.3)
    await openReport(page)
    assert.equal(await page.locator('#field-name').count(), 0)
    await screenshot(page, 'citizen-elder')
  })

  const LOOKS = [
    { name: 'phone' },
    { name: 'small phone', options: { viewport: SMALL_PHONE } },
    { name: 'elder on a small phone', options: { viewport: SMALL_PHONE }, elder: true },
    { name: 'English on a small phone', options: { viewport: SMALL_PHONE }, english: true },
    { name: 'desk', options: { viewport: DESK } },
  ]
  for (const look of LOOKS) {
    story(`no page scrolls sideways and axe finds nothing serious: ${look.name}`, async ({ page, context }) => {
      await context.addInitScript(([elder, english]) => {
        localStorage.setItem('gulou.elder', elder ? '1' : '0')
        localStorage.setItem('gulou.lang', english ? 'en' : 'zh')
      }, [look.elder, look.english])
      const check = async (name) => {
        await page.waitForTimeout(250)
        assert.equal(await sidewaysScroll(page), 0, `${name} scrolls sideways`)
        assert.deepEqual(await axeFindings(page), [], name)
        await screenshot(page, `citizen-${look.name.replace(/ /g, '-')}-${name}`)
      }
      const visit = async (path, name, ready = 'h1') => {
        await page.goto(house.url + path)
        await page.waitForSelector(ready)
        await check(name)
      }
      await visit('/', 'home-empty')
      await openReport(page)
      await page.setInputFiles('#field-photos', photo('litter.jpg', { gps: PARK }))
      await page.waitForSelector('.place .note.good')
      await page.fill('#field-text', `${LITTER} https://example.org/averyveryverylongaddresswithoutanyspaceinitatall/${'x'.repeat(80)}`)
      await page.click('.ways button:nth-child(2)')
      await page.waitForSelector('.map-pin')
      await page.waitForTimeout(400)
      await check('report')
      await submit(page)
      await sent(page)
      await check('sent')
      await page.click('a.btn.main')
      await page.waitForSelector('.story')
      await check('track')
      await page.locator('main .card .btns button').first().click()
      await page.waitForTimeout(500)
      await check('sheet')
      await visit('/', 'home')
      await visit('/mine', 'mine')
      await visit('/find', 'find')
      await visit('/t/2026010100001', 'track-no-code')
      await visit('/r/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA', 'rate-gone', 'h2')
      await visit('/u/nonsense', 'leave-wrong', '[role=alert] p')
      await visit('/nothing/here', 'lost')
    }, look.options)
  }
})
