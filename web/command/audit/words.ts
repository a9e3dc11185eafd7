// The auditor's words.
import { translator } from '../../shared/i18n'
import type { Catalogue } from '../../shared/i18n'

const zh = {
  title: '事件链审计', number: '诉求件编号（13 位）', show: '查看', badNumber: '编号是 13 位数字。', intro: '每一步办理都留下一条事件，逐条以哈希相连，再封入全区一本只增不改的日志。这里显示原始字节，并当场核对。',
  head: '日志最新封印', noHead: '日志还没有封印。', size: '已封事件', root: '根哈希', at: '封印时间', signature: '签名', key: '公钥', jurisdiction: '辖区',
  chainGood: '整条链完好：{n} 条事件逐条核对无误。', chainBad: '链有问题：{n} 条事件核对不符，请立即报告。', localGood: '本机复算一致', localBad: '本机复算不一致', noLocal: '此浏览器在非加密连接下不能复算',
  seq: '第 {n} 条', chained: '链接完好', broken: '链接断裂', leaf: '日志叶序 {n}', unsealed: '尚未封入日志', hash: '哈希', prev: '前一条哈希', body: '存储的原始内容', raw: '显示原始字节', pretty: '显示排版后的内容', openCase: '打开此件',
}
const en: Catalogue<typeof zh> = {
  title: 'Audit of events', number: 'Case number (13 digits)', show: 'Show', badNumber: 'A case number has 13 digits.', intro: 'Every step leaves an event; events are linked by hash and sealed into one append-only log of the district. Here are the stored bytes, checked just now.',
  head: 'Newest seal of the log', noHead: 'The log has not been sealed yet.', size: 'Sealed events', root: 'Root hash', at: 'Sealed at', signature: 'Signature', key: 'Public key', jurisdiction: 'Jurisdiction',
  chainGood: 'The chain is whole: one event checked.|The chain is whole: {n} events checked.', chainBad: 'The chain is damaged: one event does not fit. Report it now.|The chain is damaged: {n} events do not fit. Report it now.', localGood: 'computed again here: equal', localBad: 'computed again here: different', noLocal: 'this browser cannot compute it without HTTPS',
  seq: 'Event {n}', chained: 'link holds', broken: 'link broken', leaf: 'leaf {n} of the log', unsealed: 'not sealed yet', hash: 'Hash', prev: 'Previous hash', body: 'As stored', raw: 'Show the bytes', pretty: 'Show it laid out', openCase: 'Open the case',
}
export const t = translator(zh, en)
