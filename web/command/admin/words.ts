// The administrator's words.
import { locale, translator } from '../../shared/i18n'
import type { Catalogue } from '../../shared/i18n'

const zh = {
  title: '管理', accounts: '账号', outbox: '待发消息', tabs: '管理内容', search: '按账号、姓名或单位查找', create: '新建账号', login: '账号', name: '姓名', phone: '电话（可不填）', roles: '岗位', status: '状态', lastSignIn: '上次登录', never: '从未登录', active: '启用', disabled: '停用', mustChange: '须改密码', actions: '操作',
  reset: '重置密码', disable: '停用', enable: '启用', grants: '调整岗位', resetAsk: '重置「{name}」的密码？此人现有的登录会立即退出。', disableAsk: '停用「{name}」？此人现有的登录会立即退出。', yes: '确定', cancel: '取消', save: '保存', close: '关闭',
  passwordTitle: '一次性密码', passwordOnce: '只显示这一次。请当面或电话告知本人，首次登录须改密码。', copy: '复制密码', role: '岗位', unit: '单位', addGrant: '增加岗位', removeGrant: '移除', needLogin: '请填写账号。', needName: '请填写姓名。', needGrant: '请至少给一个岗位，并选好单位。', saved: '已保存', shown: '{n} 个账号',
  kind: '类型', kind_sms: '告知', kind_notice: '提醒', kind_step: '进展', kind_confirm: '确认邮箱', kind_receipt: '回执', way: '方式', way_sms: '短信', way_mail: '邮件', way_wechat: '微信', way_none: '不通知', segments: '计 {n} 条', tries: '已试 {n} 次', to: '收件人', text: '内容', state: '状态', at: '时间', caseNo: '件号', noMessages: '没有消息。', out_waiting: '待发', out_sent: '已发', out_failed: '失败', out_refused: '被拒收', out_bounced: '被退回', out_held: '演示中不外发', out_dropped: '已放弃', link: '链接', noAccounts: '没有符合的账号。', onlyAdmin: '账号由管理员管理。',
}
const en: Catalogue<typeof zh> = {
  title: 'Administration', accounts: 'Accounts', outbox: 'Messages out', tabs: 'What to administer', search: 'Find by login, name or unit', create: 'New account', login: 'Login', name: 'Name', phone: 'Phone (optional)', roles: 'Roles', status: 'Status', lastSignIn: 'Last sign-in', never: 'Never', active: 'Active', disabled: 'Disabled', mustChange: 'Must change password', actions: 'Actions',
  reset: 'Reset password', disable: 'Disable', enable: 'Enable', grants: 'Change roles', resetAsk: 'Reset the password of “{name}”? Their sign-ins end at once.', disableAsk: 'Disable “{name}”? Their sign-ins end at once.', yes: 'Yes', cancel: 'Cancel', save: 'Save', close: 'Close',
  passwordTitle: 'One-time password', passwordOnce: 'Shown only this once. Tell the person face to face or by phone; they must change it on first sign-in.', copy: 'Copy password', role: 'Role', unit: 'Unit', addGrant: 'Add a role', removeGrant: 'Remove', needLogin: 'Enter a login.', needName: 'Enter a name.', needGrant: 'Give at least one role with its unit.', saved: 'Saved', shown: 'One account|{n} accounts',
  kind: 'Kind', kind_sms: 'Message', kind_notice: 'Notice', kind_step: 'Step', kind_confirm: 'Confirm address', kind_receipt: 'Receipt', way: 'By', way_sms: 'SMS', way_mail: 'Mail', way_wechat: 'WeChat', way_none: 'None', segments: 'counts as {n}', tries: 'one try|{n} tries', to: 'To', text: 'Text', state: 'State', at: 'Time', caseNo: 'Case', noMessages: 'No messages.', out_waiting: 'Waiting', out_sent: 'Sent', out_failed: 'Failed', out_refused: 'Refused', out_bounced: 'Came back', out_held: 'Held (demo)', out_dropped: 'Given up', link: 'Link', noAccounts: 'No account fits.', onlyAdmin: 'Accounts are kept by administrators.',
}
export const t = translator(zh, en)

const zhWhy: Record<string, string> = { quiet: '免打扰时段，天亮后发', unconfirmed: '邮箱尚未确认', limit_address: '此地址一天内已达上限', limit_district: '一分钟内已达上限', no_gateway: '没有这种方式的网关', declined: '本人不要通知', nobody: '没有联系方式' }
const enWhy: Record<string, string> = { quiet: 'Quiet hours; leaves in the morning', unconfirmed: 'The address is not confirmed yet', limit_address: 'Enough for this address today', limit_district: 'Enough for this minute', no_gateway: 'No gateway for this way', declined: 'They want no messages', nobody: 'No contact' }
/** What keeps or ended a message: ours in words, a gateway's code as it came. */
export const whyText = (code: string) => (locale.value === 'en' ? enWhy : zhWhy)[code] ?? code
