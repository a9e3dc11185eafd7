// Rules as data: categories, calendar, hours, clocks, who may call whom, what a role grants, and the settings.
import { filled, mustOf, uniqueBy } from './open.mjs'

const placeholders = ['JIEZ', 'SQ']
const limitForm = /^[1-9]\d*(m|h|d|wm|wh|wd)$/
const kinds = ['centre', 'subdistrict', 'community', 'grid', 'department', 'municipal']
const conditions = ['direct', 'assigned_only', 'countersigned', 'lead_only']
const ways = ['call', 'assign', 'transfer', 'escalate', 'report', 'hand_back', 'ask_help', 'return', 'ask_owner', 'dispute']
const relations = ['reporter', 'owner_desk', 'verifier', 'handler', 'lead', 'co', 'caller', 'centre', 'supervisor', 'auditor', 'analyst', 'administrator', 'system',
  'operator', 'countersigner', 'commander', 'editor']
export const roles = ['resident', 'enterprise', 'hotline_operator', 'grid_member', 'community_desk', 'subdistrict_dispatcher', 'subdistrict_leader',
  'centre_dispatcher', 'centre_leader', 'department_desk', 'department_handler', 'department_leader', 'municipal_liaison',
  'supervisor', 'analyst', 'administrator', 'auditor', 'device', 'system']

// caller > callee way: without these a case could get stuck.
const neededRights = ['grid>community report', 'community>subdistrict hand_back', 'community>department call', 'community>municipal call', 'community>centre ask_help',
  'subdistrict>community assign', 'subdistrict>subdistrict transfer', 'subdistrict>department call', 'subdistrict>municipal call', 'subdistrict>centre escalate',
  'centre>community assign', 'centre>subdistrict assign', 'centre>department call', 'centre>municipal call',
  'department>community ask_help', 'department>subdistrict return', 'department>department ask_owner', 'department>municipal ask_owner', 'department>centre dispute']

const everyCase = ['U1 ', 'U2 ', 'U3 ordinary', 'U3 hard', 'U3 tough']
const neededClocks = { T1: everyCase, T2: everyCase, T3: everyCase, T4: everyCase, T6: everyCase.slice(2), T7: everyCase, T9: everyCase, T10: everyCase, T11: everyCase }
const neededNumbers = ['district.timezone_minutes', 'district.centre_lat', 'district.centre_lon', 'district.default_zoom',
  ...['check_in_metres', 'near_metres', 'triage_seconds', 'recurring_metres', 'recurring_days', 'recurring_count', 'common_communities', 'frequent_words_weeks',
    'rating_days', 'reopen_days', 'appeal_days', 'grace_seconds', 'check_in_percent_of_handling', 'extend_desk_percent', 'light_yellow_percent_left',
    'light_orange_percent_left', 'ladder_desk_percent', 'ladder_leader_percent', 'ladder_supervision_percent', 'ladder_public_percent',
    'escalate_overdue_count', 'escalate_disputes_upheld', 'first_dispatch_owner_required', 'rank_least', 'twin_days', 'text_max', 'photos_max', 'photo_bytes_max'].map((key) => `limits.${key}`),
  ...['quiet_from_hour', 'quiet_until_hour', 'letters_day', 'letters_minute', 'codes_day'].map((key) => `messages.${key}`),
  'score.on_time_percent', 'score.solved_percent', 'score.satisfied_percent']

export const isLeaf = (category) => category.limit !== ''

export function checkRules(district) {
  checkCategories(district)
  checkCalendar(district)
  checkClocks(district)
  checkRights(district)
  checkRetention(district)
  checkSettings(district)
}

// What belongs to a case outlives every window in which the case may come back.
const retained = { contact: 30, report: 30, notes: 30, photos: 30, followers: 1, messages: 1, submission_keys: 1, calls: 1, readings: 1, alerts: 1, account_log: 1 }

function spanDays(text) {
  const form = /^([1-9]\d*)(d|y)$/.exec(text)
  return form ? Number(form[1]) * (form[2] === 'y' ? 365 : 1) : 0
}

function checkRetention(district) {
  const must = mustOf(district, 'retention')
  uniqueBy(district, 'retention', (rule) => rule.what)
  filled(district, 'retention', ['what', 'how'])
  for (const rule of district.retention) {
    must(rule, rule.what in retained, `what ${rule.what}: one of ${Object.keys(retained).join(' ')}`)
    must(rule, ['erase', 'keep'].includes(rule.how), `how ${rule.how}: erase or keep`)
    must(rule, (rule.note_zh === '') === (rule.note_en === ''), 'the note stands in one language only')
    if (rule.how === 'keep') {
      must(rule, rule.after === '' && rule.after_contested === '', 'what is kept has no time')
      continue
    }
    must(rule, spanDays(rule.after) >= retained[rule.what] && spanDays(rule.after) <= 36500, `after ${rule.after}: at least ${retained[rule.what]}d, as 90d or 3y`)
    must(rule, rule.after_contested === '' || spanDays(rule.after_contested) >= spanDays(rule.after), `after_contested ${rule.after_contested} is shorter`)
  }
}

function checkCategories(district) {
  const must = mustOf(district, 'categories')
  const known = uniqueBy(district, 'categories', (category) => category.code)
  const units = new Set([...district.units.map((unit) => unit.code), ...placeholders])
  filled(district, 'categories', ['code', 'name_zh', 'name_en'])
  for (const category of district.categories) {
    const parent = known.get(category.parent)
    must(category, category.parent === '' || (parent && !isLeaf(parent)), `parent ${category.parent} is not a group`)
    must(category, (category.guidance_zh === '') === (category.guidance_en === ''), 'guidance stands in one language only')
    if (!isLeaf(category)) {
      must(category, category.lead === '' && category.urgency === '', 'a group has no lead and no urgency')
      must(category, district.categories.some((other) => other.parent === category.code), 'a group without categories')
      continue
    }
    for (const column of ['lead', 'fallback']) must(category, units.has(category[column]), `${column} ${category[column]} is not a unit`)
    for (const co of category.co.split(';').filter(Boolean)) must(category, units.has(co) && co !== category.lead, `co-unit ${co} does not fit`)
    must(category, ['U1', 'U2', 'U3'].includes(category.urgency), `urgency ${category.urgency}`)
    must(category, ['ordinary', 'hard', 'tough'].includes(category.difficulty), `difficulty ${category.difficulty}`)
    must(category, limitForm.test(category.limit), `limit ${category.limit}`)
    must(category, category.keywords.trim() !== '', 'no keywords')
    for (const flag of ['confidential', 'after_photo', 'published']) must(category, ['0', '1'].includes(category[flag]), `${flag} is neither 0 nor 1`)
  }
  const leaves = district.categories.filter(isLeaf)
  const published = leaves.filter((category) => category.published === '1').length
  district.counted.push(`categories: ${leaves.length} in ${known.size - leaves.length} groups, ${published} with a published limit`)
}

function checkCalendar(district) {
  const must = mustOf(district, 'calendar')
  uniqueBy(district, 'calendar', (day) => day.date)
  filled(district, 'calendar', ['name_zh', 'name_en'])
  let last = ''
  for (const day of district.calendar) {
    const date = new Date(`${day.date}T00:00:00Z`)
    must(day, !Number.isNaN(date.getTime()) && date.toISOString().slice(0, 10) === day.date, `${day.date} is no date`)
    must(day, day.date > last, 'dates do not rise')
    must(day, ['holiday', 'workday'].includes(day.kind), `kind ${day.kind}`)
    must(day, day.kind === 'holiday' || [0, 6].includes(date.getUTCDay()), 'a swapped working day falls on a weekend')
    must(day, day.provisional === '0' || (day.provisional === '1' && day.kind === 'holiday'), 'only a holiday may be provisional')
    last = day.date
  }
  checkHours(district)
  district.counted.push(`calendar: ${district.calendar.length} days, ${district.calendar.filter((day) => day.provisional === '1').length} provisional`)
}

function checkHours(district) {
  const must = mustOf(district, 'hours')
  let last = { weekday: '0', to: '24:00' }
  for (const row of district.hours) {
    must(row, /^[1-7]$/.test(row.weekday) && /^\d\d:\d\d$/.test(row.from) && /^\d\d:\d\d$/.test(row.to) && row.from < row.to, 'no span of a day')
    must(row, row.weekday > last.weekday || (row.weekday === last.weekday && row.from >= last.to), 'spans overlap or do not rise')
    last = row
  }
}

function checkClocks(district) {
  const must = mustOf(district, 'clocks')
  const keyOf = (clock) => `${clock.clock} ${clock.urgency} ${clock.difficulty}`
  const known = uniqueBy(district, 'clocks', keyOf)
  const needed = Object.entries(neededClocks).flatMap(([clock, cases]) => cases.map((one) => `${clock} ${one}`))
  for (const clock of district.clocks) {
    must(clock, needed.includes(keyOf(clock)), `${keyOf(clock)} is not a clock of the law`)
    must(clock, limitForm.test(clock.limit), `limit ${clock.limit}`)
    must(clock, ['0', '1'].includes(clock.on_site_required), 'on_site_required is neither 0 nor 1')
    must(clock, !(['U1', 'U2'].includes(clock.urgency) && clock.limit.includes('w')), 'U1 and U2 count natural time')
  }
  for (const key of needed) if (!known.has(key)) district.problems.push(`clocks.csv: ${key} is missing`)
  district.counted.push(`clocks: ${known.size}`)
}

function checkRights(district) {
  const must = mustOf(district, 'call_rights')
  const known = uniqueBy(district, 'call_rights', (right) => `${right.caller_kind}>${right.callee_kind} ${right.way}`)
  for (const right of district.call_rights) {
    must(right, kinds.includes(right.caller_kind) && kinds.includes(right.callee_kind), 'unknown kind of unit')
    must(right, conditions.includes(right.condition), `condition ${right.condition}`)
    must(right, ways.includes(right.way), `way ${right.way}`)
  }
  for (const key of neededRights) if (!known.has(key)) district.problems.push(`call_rights.csv: ${key} is missing`)

  const mustGrant = mustOf(district, 'role_grants')
  const grants = uniqueBy(district, 'role_grants', (grant) => `${grant.role} ${grant.relation}`)
  for (const grant of district.role_grants) {
    mustGrant(grant, roles.includes(grant.role), `unknown role ${grant.role}`)
    mustGrant(grant, relations.includes(grant.relation), `unknown relation ${grant.relation}`)
    mustGrant(grant, ['own', 'unit', 'subtree', 'district'].includes(grant.scope), `unknown scope ${grant.scope}`)
    mustGrant(grant, grant.role !== 'auditor' || grant.relation === 'auditor', 'an auditor only reads')
  }
  for (const role of roles) if (!district.role_grants.some((grant) => grant.role === role)) district.problems.push(`role_grants.csv: ${role} grants nothing`)
  for (const relation of relations) if (!district.role_grants.some((grant) => grant.relation === relation)) district.problems.push(`role_grants.csv: nobody is ${relation}`)
  district.counted.push(`rights: ${known.size} between kinds of units, ${grants.size} grants to ${roles.length} roles`)
}

function checkSettings(district) {
  const complain = (message) => district.problems.push(`district.ini: ${message}`)
  const get = (key) => district.settings.get(key)
  for (const key of neededNumbers) if (!/^-?\d+(\.\d+)?$/.test(get(key) ?? '')) complain(`${key} is not a number`)
  for (const key of ['code', 'name_zh', 'name_en', 'hotline', 'emergency_zh', 'emergency_en']) if (!get(`district.${key}`)) complain(`district.${key} is missing`)
  if (!district.settings.has('district.map_tiles')) complain('district.map_tiles is missing (empty: no tiles)')
  if (!district.areas.some((area) => area.level === 'district' && area.code === get('district.code'))) complain('district.code is not the district of areas.csv')
  if (!district.units.some((unit) => unit.code === get('district.supervision_unit'))) complain('district.supervision_unit is not a unit')
  const weights = ['on_time', 'solved', 'satisfied'].reduce((sum, key) => sum + Number(get(`score.${key}_percent`)), 0)
  if (weights !== 100) complain(`the weights of the score add up to ${weights}, not 100`)
}
