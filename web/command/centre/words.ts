// The centre's words.
import { translator } from '../../shared/i18n'
import type { Catalogue } from '../../shared/i18n'

const zh = {
  title: '区中心', map: '全区在办件', mapLabel: '全区在办诉求件地图，超时的在最上层', list: '在办列表', queue: '裁定与审批', unsure: '分派存疑', queues: '队列',
  lightCount: '{name} {n}', moreOnMap: '件数太多，地图只显示最紧急的 5,000 件。', noMap: '没有带位置的在办件。', noQueue: '没有等待裁定或审批的件。', noUnsure: '没有分派存疑的件。',
  suggestUnit: '建议归属', accept: '采纳', giveTo: '交 {unit}', openCase: '看详情', byBrain: '采纳智脑建议：{reason}', accepted: '已采纳建议', noSuggestion: '智脑没有给出建议，请打开详情人工判断。', cannotAccept: '此件当前不能直接采纳，请打开详情办理。', eventMode: '事件模式', search: '编号或文字', overdueOnly: '只看超时', backToMap: '回到地图', reasons: '依据',
}
const en: Catalogue<typeof zh> = {
  title: 'District centre', map: 'Open cases of the district', mapLabel: 'Map of the open cases, overdue ones on top', list: 'Open cases', queue: 'To decide', unsure: 'Unsure', queues: 'Queues',
  lightCount: '{name} {n}', moreOnMap: 'Too many: the map shows the 5,000 most pressing.', noMap: 'No open case has a position.', noQueue: 'Nothing waits for a ruling or a decision.', noUnsure: 'No case is in doubt.',
  suggestUnit: 'Suggested desk', accept: 'Accept', giveTo: 'To {unit}', openCase: 'Open', byBrain: 'Suggestion accepted: {reason}', accepted: 'Suggestion accepted', noSuggestion: 'The brain has no suggestion; please open the case.', cannotAccept: 'It cannot be accepted in this state; please open the case.', eventMode: 'Event modes', search: 'Number or words', overdueOnly: 'Overdue only', backToMap: 'Back to the map', reasons: 'Because',
}
export const t = translator(zh, en)
