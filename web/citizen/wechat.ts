// Inside WeChat: who reports is known by the account (silently, by way of the platform and back), what they reported in
// the conversation stands under "my reports" too, and location and photos come by WeChat's own ways. Outside, or when
// any of it does not work, the page is what it is in every browser.
import type Sdk from 'weixin-js-sdk'
import { api } from '../shared/api'
import { recall, recallJson, remember } from '../shared/memory'
import { addMine, mine, titleOf } from './mine'
import { tell } from './notice'
import { fileOfLocal } from './wechat-photo'
import { t } from './words'

const TRIED = 'gulou.wechat.tried'
const SEEN = 'gulou.wechat.seen'
const SEARCH = 'gulou.wechat.search'
const READY_WAIT_MS = 6000
const ASK_WAIT_MS = 15_000

export const insideWechat = /MicroMessenger/i.test(navigator.userAgent)
// On an iPhone the address that WeChat checks stays that of the first page, whatever the router does.
const first = location.href

const pages: Record<string, string> = { '/': 'home', '/report': 'report', '/mine': 'mine', '/public/alerts': 'alerts' }

/** Once in a while, and never in the middle of a draft: whoever is not known then reports as anywhere else. */
function mayGo(): boolean {
  const last = Number(recall(TRIED) ?? 0)
  return location.pathname in pages && !new URLSearchParams(location.search).has('draft') && Date.now() - last > 10 * 60_000
}

/** Each once: one that was taken off this phone's list stays off. */
async function addReported(): Promise<void> {
  const { items } = await api('GET /api/wechat/cases', {})
  const known = new Set(recallJson<string[]>(SEEN, []).concat(mine.value.map((one) => one.number)))
  items.filter((one) => !known.has(one.number)).reverse().forEach((one) => addMine({
    number: one.number, secret: one.secret, title: titleOf(one.category ?? t('wechatReport')), at: one.submitted_at,
    desk: null, dueAt: null, guidance: null, leafHash: null, state: one.state,
  }))
  remember(SEEN, JSON.stringify(items.map((one) => one.number)))
}

/** Whether this person is known by the account, asked for once. */
export async function startWechat(): Promise<void> {
  if (!insideWechat) return
  if (new URLSearchParams(location.search).get('wechat') === 'unknown') tell({ text: t('wechatUnknown') }, 12)
  const about = await api('GET /api/wechat', {})
  if (about.signed_in) await addReported()
  else if (about.sign_in && mayGo()) {
    remember(TRIED, String(Date.now()))
    remember(SEARCH, location.search)
    location.replace(`/wechat/enter?to=${pages[location.pathname]}`)
  }
}

/** What stood behind the ? before the way to the platform and back, which loses it; once, and not before that way was gone. */
export function searchBefore(): URLSearchParams {
  const search = ['', '?wechat=unknown'].includes(location.search) ? recall(SEARCH) ?? '' : ''
  if (search) remember(SEARCH, '')
  return new URLSearchParams(search)
}

// --- JS-SDK
type Wx = typeof Sdk
const USED = ['getLocation', 'chooseImage', 'getLocalImgData'] as Sdk.ApiMethod[] // the package's list lacks the last one
let started: Promise<Wx | null> | undefined

async function configure(): Promise<Wx | null> {
  const { default: wx } = await import('weixin-js-sdk')
  const url = (/iPhone|iPad/.test(navigator.userAgent) ? first : location.href).split('#')[0]
  const config = await api('GET /api/wechat/js-config', { query: { url }, timeoutMs: READY_WAIT_MS })
  return await new Promise((resolve) => {
    setTimeout(() => resolve(null), READY_WAIT_MS)
    wx.ready(() => resolve(wx))
    wx.error(() => resolve(null))
    wx.config({ debug: false, appId: config.app_id, timestamp: config.timestamp, nonceStr: config.nonce, signature: config.signature, jsApiList: USED })
  })
}

/** null: outside WeChat, or WeChat does not let this page use it. */
export function wechatSdk(): Promise<Wx | null> {
  if (!insideWechat) return Promise.resolve(null)
  started ??= configure().catch(() => null)
  return started
}

const inTime = <T>(asked: Promise<T>): Promise<T> => Promise.race([asked, new Promise<T>((_, reject) => { setTimeout(() => reject(new Error('no answer')), ASK_WAIT_MS) })])

export interface WechatPlace { lat: number; lon: number; accuracy: number }

/** null: to be asked of the browser instead. */
export async function wechatPlace(): Promise<WechatPlace | null> {
  const wx = await wechatSdk()
  if (!wx) return null
  return await inTime(new Promise<WechatPlace | null>((resolve) => wx.getLocation({
    type: 'wgs84',
    success: (at: { latitude: number | string; longitude: number | string; accuracy: number | string }) => {
      const [lat, lon] = [Number(at.latitude), Number(at.longitude)]
      resolve(Number.isFinite(lat) && Number.isFinite(lon) ? { lat, lon, accuracy: Number(at.accuracy) || 0 } : null)
    },
    fail: () => resolve(null),
    cancel: () => resolve(null),
  }))).catch(() => null)
}

/** The files chosen; empty when the person chose none. Rejected: WeChat does not give them, use the browser's field. */
export async function wechatPhotos(most: number): Promise<File[]> {
  const wx = await wechatSdk()
  if (!wx) throw new Error('not here')
  const ids = await new Promise<string[]>((resolve, reject) => wx.chooseImage({
    count: most,
    sizeType: ['original', 'compressed'],
    sourceType: ['album', 'camera'],
    success: (chosen: { localIds: string[] }) => resolve(chosen.localIds),
    cancel: () => resolve([]),
    fail: () => reject(new Error('refused')),
  }))
  const files: File[] = []
  for (const id of ids) { // WeChat answers one at a time
    const data = await inTime(new Promise<string>((resolve, reject) => wx.getLocalImgData({ localId: id, success: (got: { localData: string }) => resolve(got.localData), fail: () => reject(new Error('refused')) })))
    files.push(fileOfLocal(data, `wechat-${files.length + 1}`))
  }
  return files
}
