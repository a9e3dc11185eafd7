// The words of recurring spots, patrol plans and their tasks.
import { translator } from '../../shared/i18n'
import type { Catalogue } from '../../shared/i18n'

const zh = {
  title: '反复发生点与巡查计划', spots: '反复发生点', plans: '巡查计划', tasks: '巡查任务', tabs: '巡查内容', intro: '同类诉求 30 天内在 50 米范围出现 3 次以上，就成为反复发生点。定一个计划，让人按时去看，未诉先办。',
  noSpots: '没有反复发生点。', noPlans: '还没有巡查计划。', noTasks: '没有这样的任务。', count: '{n} 件', span: '{first} 至 {last}', cases: '涉及的诉求件', hasPlan: '已有计划', makePlan: '制定巡查计划', mapLabel: '反复发生点的位置', planFor: '巡查计划',
  planTitle: '计划名称', defaultTitle: '{place}{category}巡查', unit: '承担的社区或网格', person: '巡查人', anyPerson: '由单位安排', weekdays: '星期', hour: '每次最晚完成时间', from: '开始', until: '结束', note: '要点（可不填）', save: '建立计划', cancel: '取消', needTitle: '请填写名称。', needUnit: '请选择单位。', needDays: '请至少选一天。', needDates: '请填写起止日期，结束不早于开始。', made: '计划已建立，任务会按日生成。',
  day1: '周一', day2: '周二', day3: '周三', day4: '周四', day5: '周五', day6: '周六', day7: '周日', hourIs: '{hour}:00 前', done: '完成 {n}', missed: '漏巡 {n}', due: '待巡 {n}', nextDue: '下次 {time}', stopped: '已停止', stop: '停止', stopTitle: '停止计划', stopWhy: '停止的理由', stopAsk: '停止后不再生成任务，已有记录保留。', stopDone: '计划已停止', needed: '请填写理由。',
  state: '状态', task_due: '待巡查', task_done: '已完成', task_missed: '漏巡', task_all: '全部', dueAt: '截止', clean: '现场干净', notClean: '又发现问题', who: '巡查人', plan: '计划', photos: '照片', result: '结果', when: '时间', who_unit: '单位',
}
const en: Catalogue<typeof zh> = {
  title: 'Recurring spots and patrol plans', spots: 'Recurring spots', plans: 'Patrol plans', tasks: 'Patrol tasks', tabs: 'What to look at', intro: 'Three or more cases of one kind within 30 days and 50 m make a recurring spot. A plan sends somebody to look before anybody has to complain.',
  noSpots: 'No recurring spots.', noPlans: 'No patrol plans yet.', noTasks: 'No such tasks.', count: 'One case|{n} cases', span: '{first} to {last}', cases: 'Its cases', hasPlan: 'Has a plan', makePlan: 'Make a patrol plan', mapLabel: 'Where the spots are', planFor: 'Patrol plan',
  planTitle: 'Name of the plan', defaultTitle: '{place} {category} patrol', unit: 'Community or grid that does it', person: 'Who goes', anyPerson: 'The unit decides', weekdays: 'Days', hour: 'Done by, each time', from: 'From', until: 'Until', note: 'What to look for (optional)', save: 'Make the plan', cancel: 'Cancel', needTitle: 'Give it a name.', needUnit: 'Choose a unit.', needDays: 'Choose at least one day.', needDates: 'Give both dates; the end not before the start.', made: 'The plan is made; its tasks will appear day by day.',
  day1: 'Mon', day2: 'Tue', day3: 'Wed', day4: 'Thu', day5: 'Fri', day6: 'Sat', day7: 'Sun', hourIs: 'by {hour}:00', done: '{n} done', missed: '{n} missed', due: '{n} due', nextDue: 'next {time}', stopped: 'Stopped', stop: 'Stop', stopTitle: 'Stop the plan', stopWhy: 'Why it is stopped', stopAsk: 'No more tasks will be made; what was recorded stays.', stopDone: 'The plan has been stopped', needed: 'Please give a reason.',
  state: 'State', task_due: 'Due', task_done: 'Done', task_missed: 'Missed', task_all: 'All', dueAt: 'Due', clean: 'Clean', notClean: 'Found again', who: 'Who', plan: 'Plan', photos: 'Photos', result: 'Result', when: 'When', who_unit: 'Unit',
}
export const t = translator(zh, en)
export type PatrolWord = keyof typeof zh
