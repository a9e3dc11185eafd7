// How the brain's decision is told to a duty officer.
import { translator } from '../../shared/i18n'
import type { Catalogue } from '../../shared/i18n'

const zh = {
  where: '在哪里', what: '是什么', when: '多急', whose: '归谁办', sent: '分派',
  sure_sure: '很有把握', sure_likely: '可能', sure_unsure: '不确定', sureness: '把握 {n}%',
  by_pin: '凭地图选点', by_gps: '凭手机定位', by_photo: '凭照片位置', by_words: '凭文字里的地名', by_desk: '指挥台改定', by_both: '定位与文字一致',
  noPlace: '没有认出地点', noKind: '看不出是哪类事项', because: '因为提到', danger: '危险信号',
  until: '{respond} 前响应；接件后 {limit}内办结（约 {handle} 前）', untilNoLimit: '{respond} 前响应',
  lead: '牵头 {name}', co: '协办 {names}', fallback: '无人认领由 {name} 兜底', noLead: '类别定了才知道由谁牵头',
  rule: '依据权责清单 {code}', event: '{name}期间',
  sentSelf: '已自动分派给 {name}', sentCentre: '没有自动分派，请 {name} 人工决定', spam: '疑似无效内容',
  orKind: '也可能是', orPlace: '也可能在', would: '牵头 {lead} · {limit}', wouldLead: '牵头 {lead}', pick: '改为「{name}」', noPoint: '此处没有坐标，请在「更正分类地点」里于地图上选点',
  handOver: '地点在 {name}，移交过去', handOverNote: '地点更正为 {place}',
  corrected: '已由 {unit} 更正为 {what}', justDone: '已更正为「{name}」。', undo: '撤销（{n} 秒）', undone: '已撤销更正',
  why: '为什么这样判断', versions: '版本', versionLine: '规则、模型与地区数据：{model}', told: '已告诉居民：{text}',
  markKind: '看出类别的词', markDanger: '危险词',
}
const en: Catalogue<typeof zh> = {
  where: 'Where', what: 'What', when: 'How urgent', whose: 'Whose', sent: 'Dispatch',
  sure_sure: 'quite sure', sure_likely: 'probably', sure_unsure: 'not sure', sureness: '{n}% sure',
  by_pin: 'chosen on the map', by_gps: 'by the phone’s position', by_photo: 'by the photo’s position', by_words: 'by a place named in the words', by_desk: 'set by the desk', by_both: 'position and words agree',
  noPlace: 'No place was recognised', noKind: 'The words do not tell what it is', because: 'because of', danger: 'Signs of danger',
  until: 'respond by {respond}; done within {limit} of taking it on (about {handle})', untilNoLimit: 'respond by {respond}',
  lead: 'Lead: {name}', co: 'with {names}', fallback: 'if nobody owns it: {name}', noLead: 'Known once the kind is known',
  rule: 'by duty rule {code}', event: 'during {name}',
  sentSelf: 'Dispatched by itself to {name}', sentCentre: 'Not dispatched: {name} decides', spam: 'Looks like spam',
  orKind: 'Or is it', orPlace: 'Or is it at', would: 'lead {lead} · {limit}', wouldLead: 'lead {lead}', pick: 'Change to “{name}”', noPoint: 'It has no point: choose one on the map under “Correct classification”',
  handOver: 'It lies in {name}: hand it over', handOverNote: 'Place corrected: {place}',
  corrected: 'Corrected by {unit} to {what}', justDone: 'Corrected to “{name}”.', undo: 'Undo ({n} s)', undone: 'Correction undone',
  why: 'Why it thinks so', versions: 'Versions', versionLine: 'Rules, model and district data: {model}', told: 'The resident was told: {text}',
  markKind: 'words that told the kind', markDanger: 'words of danger',
}
export const t = translator(zh, en)
export type DecisionWord = keyof typeof zh
