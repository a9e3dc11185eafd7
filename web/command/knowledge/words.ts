// The words of the knowledge pages.
import { translator } from '../../shared/i18n'
import type { Catalogue } from '../../shared/i18n'

const zh = {
  title: '知识库', search: '用几个词查找，例如：渣土 夜间', go: '查找', all: '全部', drafts: '草稿', due: '待复核', dueWhy: '您可以修改、已过期或 30 天内到期的文章。', write: '写一篇', none: '没有找到文章，换个词试试。', noneDue: '没有待复核的文章。', kind: '类别', policy: '政策规定', guide: '办事指南', faq: '常见问题', audience: '给谁看', public: '居民可见', staff: '仅内部',
  draft: '草稿', published: '已发布', withdrawn: '已撤下', expired: '不在有效期', owner: '负责单位', validFrom: '生效日', validUntil: '有效至', always: '长期有效', keywords: '关键词（用空格分开）', body: '正文', heading: '标题', note: '改了什么、为什么', fromCase: '来自诉求件（可不填）', madeFrom: '由诉求件 {number} 整理', edit: '修改', publish: '发布', withdraw: '撤下', history: '历次版本', hideHistory: '收起版本', version: '第 {n} 版', save: '保存', cancel: '取消', saved: '已保存', back: '返回列表', needTitle: '请写标题。', needBody: '请写正文。', needOwner: '请选负责单位。', by: '{name} 于 {time}', act_write: '新写', act_edit: '修改', act_publish: '发布', act_withdraw: '撤下', articles: '文章', copyAll: '复制正文',
}
const en: Catalogue<typeof zh> = {
  title: 'Knowledge', search: 'Find by a few words, such as: rubble at night', go: 'Find', all: 'All', drafts: 'Drafts', due: 'Due for review', dueWhy: 'Articles you may change that have expired or will within 30 days.', write: 'Write one', none: 'No article fits. Try other words.', noneDue: 'Nothing is due for review.', kind: 'Kind', policy: 'Policy', guide: 'Guide', faq: 'Question', audience: 'For whom', public: 'Residents see it', staff: 'Staff only',
  draft: 'Draft', published: 'Published', withdrawn: 'Withdrawn', expired: 'Not valid today', owner: 'Owner', validFrom: 'Valid from', validUntil: 'Valid until', always: 'No end set', keywords: 'Keywords (separated by blanks)', body: 'Text', heading: 'Title', note: 'What was changed, and why', fromCase: 'Made from case (optional)', madeFrom: 'Made from case {number}', edit: 'Edit', publish: 'Publish', withdraw: 'Withdraw', history: 'Versions', hideHistory: 'Hide versions', version: 'Version {n}', save: 'Save', cancel: 'Cancel', saved: 'Saved', back: 'Back to the list', needTitle: 'Write a title.', needBody: 'Write the text.', needOwner: 'Choose the owner.', by: '{name}, {time}', act_write: 'Written', act_edit: 'Edited', act_publish: 'Published', act_withdraw: 'Withdrawn', articles: 'Articles', copyAll: 'Copy the text',
}
export const t = translator(zh, en)
