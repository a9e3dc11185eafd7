// The words of the figures.
import { translator } from '../../shared/i18n'
import type { Catalogue } from '../../shared/i18n'

const zh = {
  title: '运行看板', days: '统计范围', lastDays: '近 {n} 天', wall: '大屏', leaveWall: '退出大屏', updated: '更新于 {time}',
  open: '在办', waiting: '待响应', overdue: '超时', today: '今日新增', due_soon: '即将到期',
  rates: '运行指标', rate_response: '按时响应率', rate_check_in: '按时报到率', rate_solved: '解决率', rate_satisfied: '满意率', rate_closed_in_time: '按期结案率', rate_rework: '返工率', rate_extension: '延期率', rate_dispatch: '自动分派准确率', rate_dispatch_coverage: '自动分派覆盖率',
  of: '{hit} / {n}', interval: '区间 {low}–{high}', corrected: '更正后 {rate}（{hit} / {n}）', noData: '没有数据', frozenNote: '分母在到期时冻结；之后的更正（如申诉成立）另行列出，两个数都显示。区间为 95% 置信区间。',
  trend: '每日新增与结案', submitted: '新增', closed: '结案', byState: '在办件按状态', bySubdistrict: '各街道（镇）', byCategory: '事项类别前十', openNot: '在办未超时', lateOnes: '在办已超时', cases: '件数',
  units: '被呼叫单位', unit: '单位', n: '件数', onTime: '按时', solved: '解决', satisfied: '满意', score: '得分', rank: '名次', noRank: '样本不足', noRankNote: '样本不足 20 件的单位只列数字，不排名次。', noUnits: '还没有单位数据。', chartTable: '数据表', day: '日期', state: '状态', area: '街道（镇）', category: '类别', total: '合计',
}
const en: Catalogue<typeof zh> = {
  title: 'Dashboard', days: 'Period', lastDays: 'Last day|Last {n} days', wall: 'Wall screen', leaveWall: 'Leave the wall screen', updated: 'As of {time}',
  open: 'Open', waiting: 'Waiting for response', overdue: 'Overdue', today: 'New today', due_soon: 'Due soon',
  rates: 'Rates', rate_response: 'Responded in time', rate_check_in: 'Checked in on time', rate_solved: 'Solved', rate_satisfied: 'Satisfied', rate_closed_in_time: 'Closed in time', rate_rework: 'Reworked', rate_extension: 'Extended', rate_dispatch: 'Automatic dispatch right', rate_dispatch_coverage: 'Dispatched automatically',
  of: '{hit} of {n}', interval: 'interval {low}–{high}', corrected: 'corrected {rate} ({hit} of {n})', noData: 'No data', frozenNote: 'Denominators freeze when an item falls due; later corrections (an upheld dispute, say) are counted beside, and both figures are shown. Intervals are 95% confidence.',
  trend: 'Submitted and closed by day', submitted: 'Submitted', closed: 'Closed', byState: 'Open cases by state', bySubdistrict: 'By sub-district', byCategory: 'Ten commonest categories', openNot: 'Open, in time', lateOnes: 'Open, overdue', cases: 'Cases',
  units: 'Called units', unit: 'Unit', n: 'Cases', onTime: 'On time', solved: 'Solved', satisfied: 'Satisfied', score: 'Score', rank: 'Rank', noRank: 'Too few', noRankNote: 'Units with fewer than 20 items are listed without a rank.', noUnits: 'No figures of units yet.', chartTable: 'As a table', day: 'Day', state: 'State', area: 'Sub-district', category: 'Category', total: 'Total',
}
export const t = translator(zh, en)
