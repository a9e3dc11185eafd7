// The hotline operator's words.
import { translator } from '../../shared/i18n'
import type { Catalogue } from '../../shared/i18n'

const zh = {
  title: '为来电人登记', name: '来电人姓名（可不留）', phone: '来电人电话（可不留）', text: '反映的事情', textHint: '照来电人的话记：什么事、在哪里、什么时候', place: '地点', placeHint: '路名、小区、地标，例如：江厝路街头公园',
  find: '查找地点', candidates: '可能的地点，请与来电人核对', noCandidates: '没有找到，请换个说法，或直接在地图上点。', pin: '在地图上点选', category: '类别（不确定就不选，由智脑判断）', submit: '登记并派出', needText: '请记下反映的事情。', ask: '请问来电人（{kind}）', needAnswer: '这一项要先问清楚；来电人都不知道的话，请把这几项都留空。', outside: '这个位置不在辖区内。',
  done: '已登记，请念给来电人听', number: '诉求编号', secret: '查询码', desk: '由谁受理', due: '最迟响应', categoryNow: '事项类别', reasons: '分派依据', guidance: '请立即告知来电人', another: '登记下一件', openCase: '打开此件', unsureNote: '智脑没有把握，已转区中心人工分派。', script: '您的诉求已登记，编号 {number}，由{desk}受理，{due}前会有人响应。', copyScript: '复制这段话', sending: '正在登记…',
}
const en: Catalogue<typeof zh> = {
  title: 'Register for a caller', name: 'Caller’s name (optional)', phone: 'Caller’s phone (optional)', text: 'What they report', textHint: 'In the caller’s words: what, where, since when', place: 'Place', placeHint: 'Road, estate or landmark',
  find: 'Find the place', candidates: 'Possible places: check with the caller', noCandidates: 'Nothing found. Try other words, or click on the map.', pin: 'Click on the map', category: 'Category (leave empty if unsure: the brain decides)', submit: 'Register and send', needText: 'Write down what they report.', ask: 'Ask the caller ({kind})', needAnswer: 'Ask this first; if the caller knows nothing of it, leave them all empty.', outside: 'This place is outside the district.',
  done: 'Registered. Read this to the caller', number: 'Case number', secret: 'Tracking code', desk: 'Who has it', due: 'Response by', categoryNow: 'Category', reasons: 'Because', guidance: 'Tell the caller at once', another: 'Register another', openCase: 'Open the case', unsureNote: 'The brain was unsure: the district centre will send it on.', script: 'Your report has number {number}. {desk} has it and will respond by {due}.', copyScript: 'Copy this', sending: 'Registering…',
}
export const t = translator(zh, en)
