// The desk's words.
import { translator } from '../../shared/i18n'
import type { Catalogue } from '../../shared/i18n'

const zh = {
  title: '待办诉求件', view_desk: '本台', view_work: '我的处置', view_requests: '待我审批', view_open: '在办全部', views: '看哪些件',
  search: '编号或文字', searchHint: '按 / 搜索', state: '状态', urgency: '紧急程度', category: '类别', overdue: '只看超时', sort: '排序', sort_due: '先到期的在前', sort_newest: '最新的在前', sort_updated: '最近有动静的在前', clear: '清除筛选', filters: '筛选',
  total: '共 {n} 件', shownOf: '已显示 {shown} / {n} 件', none: '现在没有待办的件。新件到来会自动出现并响铃。', noneFiltered: '没有符合筛选的件。', choose: '从左边选一个件，或按 J / K 上下移动、回车打开。',
  newOne: '新', calls: '到场 {present}/{live}', help: '快捷键', keys_move: '下一件 / 上一件', keys_open: '打开', keys_respond: '响应选中的件', keys_search: '搜索', keys_close: '关闭右侧或清空搜索', keys_help: '显示本帮助',
  newCase: '新诉求件 {number}', list: '诉求件列表',
  searchAll: '查全部（含已结）', searchHow: '多个词用空格隔开；“…”连着查；-词 排除', searchFilling: '历史件的检索库正在建立，较早的件可能还查不到。', noneFound: '没有找到。可以换更短的词、用空格把词分开，或勾选“查全部”。电话号码不能检索。',
}
const en: Catalogue<typeof zh> = {
  title: 'Cases to act on', view_desk: 'My desk', view_work: 'My work', view_requests: 'My decisions', view_open: 'All open', views: 'Which cases',
  search: 'Number or words', searchHint: 'Press / to search', state: 'State', urgency: 'Urgency', category: 'Category', overdue: 'Overdue only', sort: 'Order', sort_due: 'Due first', sort_newest: 'Newest first', sort_updated: 'Last changed first', clear: 'Clear filters', filters: 'Filters',
  total: 'One case|{n} cases', shownOf: '{shown} of {n} shown', none: 'Nothing is waiting. A new case appears by itself, with a sound.', noneFiltered: 'No case fits the filters.', choose: 'Choose a case on the left, or move with J / K and open with Enter.',
  newOne: 'New', calls: '{present}/{live} on site', help: 'Keyboard', keys_move: 'Next / previous case', keys_open: 'Open', keys_respond: 'Respond to the chosen case', keys_search: 'Search', keys_close: 'Close the case or clear the search', keys_help: 'Show this help',
  newCase: 'New case {number}', list: 'List of cases',
  searchAll: 'All cases, ended ones too', searchHow: 'Blanks between words; "…" side by side; -word leaves out', searchFilling: 'Older cases are still being indexed and may be missing.', noneFound: 'Nothing found. Try shorter words, blanks between them, or all cases. Phone numbers cannot be searched.',
}
export const t = translator(zh, en)
