// The words of event modes.
import { translator } from '../../shared/i18n'
import type { Catalogue } from '../../shared/i18n'

const zh = {
  banner: '事件模式', by: '{by}（{unit}）于 {since} 开启，{until} 自动结束', end: '结束', change: '改结束时间', sureEnd: '确定结束「{name}」？此后按平时的权责清单办理。',
  title: '事件模式', which: '哪种事件', until: '至', hours: '{n} 小时', note: '说明（可不填）', notePlaceholder: '例如：市防指启动 Ⅱ 级响应', on: '开启', off: '结束', save: '确定', cancel: '取消', done: '「{name}」已开启', ended: '「{name}」已结束', what: '开启后：{notice}', history: '最近的开关', wasOn: '开启至 {until}', wasOff: '结束', none: '还没有开启过。', isOn: '进行中',
}
const en: Catalogue<typeof zh> = {
  banner: 'Event modes', by: 'on since {since} by {by} ({unit}), ends by itself {until}', end: 'End it', change: 'Another end', sureEnd: 'End “{name}”? The ordinary duties then hold again.',
  title: 'Event modes', which: 'Which event', until: 'For', hours: '1 hour|{n} hours', note: 'Note (optional)', notePlaceholder: 'E.g. the city declared level II', on: 'Switch on', off: 'End', save: 'Confirm', cancel: 'Cancel', done: '“{name}” is on', ended: '“{name}” has ended', what: 'While it is on: {notice}', history: 'Last switches', wasOn: 'on until {until}', wasOff: 'ended', none: 'None was ever switched on.', isOn: 'now on',
}
export const t = translator(zh, en)
