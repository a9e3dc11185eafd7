// Every action is refused to everybody who may not take it: one case in each state, everybody in the district, all
// actions. Who may is written down here once more, by hand from the law (state × action × relation), so that neither the
// server's own table nor its `allowed` judges itself; what the server offers (`allowed`) must be the same.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { actionSlugs } from './contract.mjs'
import { District, ELEMENTS, PLACE, UNIT } from './support.mjs'

const COMMUNITY = '350102009003'
let district, master

before(async () => {
  district = await District.open()
  master = (await district.report()).number
})
after(() => district.clean())

/* ---- the law ---- */

const TAKEN_BACK = { consent: 'reporter', unpublish: 'desk centre' } // as long as anything can be shown
const SOUGHT = { // what people do to a case in a state that leaves it open
  ...TAKEN_BACK, publish: 'desk centre',
  'add-note': 'reporter operator', contact: 'desk handler lead operator', redact: 'desk centre',
  'reveal-reporter': 'desk verifier handler lead co operator',
}
const PUSHED = { ...SOUGHT, urge: 'reporter desk centre supervisor', supervise: 'centre supervisor' }
const UNDONE = { ...PUSHED, correct: 'desk centre' }
const LAW = {
  ROUTED: { ...UNDONE, respond: 'desk', 'ask-verify': 'desk', transfer: 'desk', escalate: 'desk', merge: 'desk', reject: 'desk', withdraw: 'reporter' },
  VERIFYING: { ...UNDONE, 'report-finding': 'verifier', withdraw: 'reporter' },
  ACCEPTED: { ...UNDONE, assign: 'desk', call: 'desk', answer: 'desk', transfer: 'desk', escalate: 'desk', merge: 'desk', reject: 'desk', withdraw: 'reporter' },
  ASSIGNED: { ...UNDONE, start: 'handler', 'return-assignment': 'handler', call: 'desk handler', reassign: 'desk', extend: 'desk handler lead', escalate: 'desk', withdraw: 'reporter' },
  CALLING: { ...UNDONE, call: 'desk centre', 'change-lead': 'desk centre', progress: 'handler lead co', extend: 'desk handler lead', escalate: 'desk', withdraw: 'reporter' },
  HANDLING: { ...UNDONE, progress: 'handler lead co', call: 'desk', 'change-lead': 'desk centre', 'ask-co-unit': 'lead', 'propose-done': 'handler lead', suspend: 'desk handler lead', extend: 'desk handler lead', 'return-assignment': 'handler lead', escalate: 'desk' },
  SUSPENDED: { ...UNDONE, wake: 'desk' },
  ESCALATED: { ...UNDONE, call: 'desk centre', assign: 'desk centre', instruct: 'desk centre', reject: 'desk centre' },
  REVIEW: { ...PUSHED, pass: 'desk', 'send-back': 'desk' },
  RESOLVED: { ...SOUGHT, rate: 'reporter', reopen: 'reporter' },
  CLOSED: { ...TAKEN_BACK, reopen: 'reporter', publish: 'desk centre', redact: 'desk centre' },
  REJECTED: { ...TAKEN_BACK, appeal: 'reporter', redact: 'desk centre' },
  MERGED: { ...TAKEN_BACK, unmerge: 'desk', redact: 'desk centre' },
  WITHDRAWN: { redact: 'desk centre' },
}
const CALL_LAW = {
  PENDING: { countersign: 'countersigner', 'cancel-call': 'caller desk centre countersigner' },
  ISSUED: { sign: 'callee', 'check-in': 'callee', dispute: 'callee', 'cancel-call': 'caller desk centre' },
  SIGNED: { 'check-in': 'callee', dispute: 'callee', 'cancel-call': 'caller desk centre' },
  PRESENT: { 'start-work': 'callee', 'finish-call': 'callee', dispute: 'callee', 'release-call': 'desk centre', 'score-callee': 'caller desk' },
  WORKING: { 'finish-call': 'callee', dispute: 'callee', 'release-call': 'desk centre', 'score-callee': 'caller desk' },
  DONE: { 'confirm-call': 'caller desk', 'return-call': 'caller desk', 'release-call': 'desk centre', 'score-callee': 'caller desk', 'score-caller': 'callee' },
  CONFIRMED: { 'score-callee': 'caller desk', 'score-caller': 'callee' },
  DISPUTED: { arbitrate: 'centre', 'cancel-call': 'caller desk centre' },
}
const CALL_ACTIONS = ['countersign', 'sign', 'check-in', 'start-work', 'finish-call', 'confirm-call', 'return-call', 'dispute', 'arbitrate', 'cancel-call', 'release-call', 'score-callee', 'score-caller']
const CASE_ACTIONS = [...actionSlugs.filter((slug) => !CALL_ACTIONS.includes(slug)), 'reveal-reporter']

/* ---- everybody ---- */

const STAFF = ['wufeng', 'wufengleader', 'guxi', 'guxileader', 'guangsha', 'guangsha1', 'pingxi', 'pingxi1', 'yuanlin', 'yuanlin2', 'yuanlinleader', 'chengguan2', 'jianshe', 'jianshe2', 'shuiwujituan', 'centre', 'centreleader', 'supervisor', 'analyst', 'admin', 'auditor', 'hotline', 'xiaoneng', 'resident', 'enterprise', 'device', 'system']
const ALWAYS = { centre: 'centre', centreleader: 'centre', supervisor: 'supervisor', hotline: 'operator' }
const OWNED = { wufeng: 'desk', wufengleader: 'desk' }
const LEADS = { yuanlin: 'lead', yuanlin2: 'lead', yuanlinleader: 'lead' }
const AT_WORK = { ...LEADS, chengguan2: 'co' }

const until = () => new Date(Date.now() + 86_400_000).toISOString()
const FIELDS = {
  'ask-verify': { unit: COMMUNITY }, 'report-finding': { finding: 'FOUND' }, transfer: { unit: UNIT.guxi }, assign: { unit: COMMUNITY }, reassign: { unit: COMMUNITY },
  call: { units: [{ unit: UNIT.building, lead: true }] }, 'change-lead': { call: 2 }, 'ask-co-unit': { unit: UNIT.building }, 'propose-done': { elements: ELEMENTS }, extend: { percent: 10 },
  decide: { request: 1, granted: true }, instruct: { unit: UNIT.wufeng }, rate: { solved: true, satisfied: 5 }, contact: { reached: true }, correct: { urgency: 'U2' }, reject: { code: 'R09' },
  redact: { seq: 1, field: 'text' }, consent: { granted: true }, dispute: { unit: UNIT.building }, arbitrate: { upheld: true }, 'score-callee': { scores: { timely: 5, attend: 5, result: 5 } }, 'score-caller': { score: 5 }, 'check-in': { position: PLACE.park },
}
const fieldsOf = (action) => ({ note: '试试', ...FIELDS[action], ...(action === 'suspend' ? { until: until() } : {}), ...(action === 'merge' ? { master } : {}) })

/* ---- one case in each state ---- */

async function hotlineCase() {
  const made = await district.report({ channel: 'HOTLINE', phone: '13811112222', name: '陈先生' }, await district.as('hotline'))
  made.desk = await district.as('wufeng')
  return made
}
async function accepted() {
  const made = await hotlineCase()
  await made.desk.act(made.number, 'respond')
  return made
}
async function called() {
  const made = await accepted()
  await made.desk.act(made.number, 'call', { units: [{ unit: UNIT.garden, lead: true }, { unit: UNIT.city }] })
  return made
}
async function handled() {
  const made = await called()
  made.lead = await district.as('yuanlin2')
  await made.lead.act(made.number, 'check-in', { call: 1, position: PLACE.park })
  await (await district.as('chengguan2')).act(made.number, 'sign', { call: 2 })
  return made
}
async function reviewed() {
  const made = await handled()
  const co = await district.as('chengguan2')
  await co.act(made.number, 'check-in', { call: 2, position: PLACE.park })
  await co.act(made.number, 'finish-call', { call: 2 })
  await made.lead.act(made.number, 'propose-done', { elements: ELEMENTS, photos: [await made.lead.photo()] })
  return made
}
async function resolved() {
  const made = await reviewed()
  await made.desk.act(made.number, 'pass')
  return made
}
const doing = (from, action, fields) => async () => {
  const made = await from()
  await made.desk.act(made.number, action, typeof fields === 'function' ? fields() : fields)
  return made
}
const byReporter = (from, action, fields) => async () => {
  const made = await from()
  await made.reporter.must(200, 'POST', `/api/cases/${made.number}/${action}`, fields)
  return made
}

/* name → the state, how to get there, and who then stands in which relation to the case (besides ALWAYS) and to its calls */
const SCENES = {
  'waiting for response': { state: 'ROUTED', make: hotlineCase, who: OWNED },
  'being verified': { state: 'VERIFYING', make: doing(hotlineCase, 'ask-verify', { unit: COMMUNITY }), who: { ...OWNED, guangsha: 'verifier' } },
  'accepted': { state: 'ACCEPTED', make: accepted, who: OWNED },
  'assigned to a community': { state: 'ASSIGNED', make: doing(accepted, 'assign', { unit: COMMUNITY }), who: { ...OWNED, guangsha: 'handler' } },
  'called': { state: 'CALLING', make: called, who: { ...OWNED, ...AT_WORK }, calls: ['ISSUED', 'ISSUED'] },
  'called, to be counter-signed': {
    state: 'CALLING',
    make: async () => {
      const made = await doing(accepted, 'assign', { unit: COMMUNITY })()
      await (await district.as('guangsha')).act(made.number, 'call', { units: [{ unit: UNIT.water, lead: true }] })
      return made
    },
    who: { ...OWNED, guangsha: 'caller' },
    calls: ['PENDING'],
    callWho: [{ wufeng: 'countersigner desk', wufengleader: 'countersigner desk', guangsha: 'caller', centre: 'centre', centreleader: 'centre' }],
  },
  'handled by called units': { state: 'HANDLING', make: handled, who: { ...OWNED, ...AT_WORK }, calls: ['PRESENT', 'SIGNED'] },
  'handled by a community': {
    state: 'HANDLING',
    make: async () => {
      const made = await doing(accepted, 'assign', { unit: COMMUNITY })()
      await (await district.as('guangsha')).act(made.number, 'start')
      return made
    },
    who: { ...OWNED, guangsha: 'handler' },
  },
  'disputed': {
    state: 'CALLING',
    make: async () => {
      const made = await called()
      await (await district.as('yuanlin')).act(made.number, 'dispute', { call: 1, unit: UNIT.building, note: '不是园林设施' })
      return made
    },
    who: { ...OWNED, ...AT_WORK },
    calls: ['DISPUTED', 'ISSUED'],
    more: { decide: 'centre' }, // who decides a dispute does so by arbitrate
  },
  'suspended': {
    state: 'SUSPENDED',
    make: async () => {
      const made = await doing(handled, 'suspend', () => ({ until: until(), note: '等材料' }))()
      await (await district.as('centre')).act(made.number, 'decide', { request: 1, granted: true })
      return made
    },
    who: { ...OWNED, ...AT_WORK },
    calls: ['PRESENT', 'SIGNED'],
  },
  'escalated': { state: 'ESCALATED', make: doing(accepted, 'escalate', { note: '权属不清' }), who: { centre: 'desk centre', centreleader: 'desk centre' } },
  'under review': { state: 'REVIEW', make: reviewed, who: { ...OWNED, ...AT_WORK }, calls: ['DONE', 'DONE'] },
  'resolved': { state: 'RESOLVED', make: resolved, who: { ...OWNED, ...AT_WORK }, calls: ['CONFIRMED', 'CONFIRMED'] },
  'closed': { state: 'CLOSED', make: byReporter(resolved, 'rate', { solved: true, satisfied: 5 }), who: { ...OWNED, ...AT_WORK }, calls: ['CONFIRMED', 'CONFIRMED'] },
  'rejected': { state: 'REJECTED', make: doing(hotlineCase, 'reject', { code: 'R09' }), who: OWNED },
  'merged': { state: 'MERGED', make: doing(hotlineCase, 'merge', () => ({ master })), who: OWNED },
  'withdrawn': { state: 'WITHDRAWN', make: byReporter(hotlineCase, 'withdraw', {}), who: OWNED },
}

const meets = (relations = '', allowed = '') => relations.split(' ').some((relation) => relation && allowed.split(' ').includes(relation))

/** Who stands how to call `no` of a scene: callers are the owning desk; callees by unit. */
function callRelations(scene, no) {
  if (scene.callWho) return scene.callWho[no - 1]
  const callees = no === 1 ? Object.keys(LEADS) : ['chengguan2']
  return { wufeng: 'caller desk', wufengleader: 'caller desk', centre: 'centre', centreleader: 'centre', ...Object.fromEntries(callees.map((login) => [login, 'callee'])) }
}

async function inParallel(jobs, width = 16) {
  const queue = [...jobs]
  await Promise.all(Array.from({ length: width }, async () => { while (queue.length) await queue.shift()() }))
}

describe('every action is refused to everybody who may not take it', () => {
  for (const [name, scene] of Object.entries(SCENES)) {
    test(`a case ${name}`, async () => {
      const made = await scene.make()
      const owner = scene.state === 'ESCALATED' ? await district.as('centre') : made.desk
      const file = await owner.see(made.number)
      assert.equal(file.state, scene.state)
      assert.deepEqual(file.call_list.map(({ state }) => state), scene.calls ?? [])
      const relations = { ...ALWAYS, ...scene.who }
      const stranger = district.reporter({ number: made.number, secret: (await district.report()).secret })
      const people = [...(await Promise.all(STAFF.map(async (login) => [login, await district.as(login), relations[login]]))), ['the reporter', made.reporter, 'reporter'], ['another reporter', stranger, ''], ['nobody', district.resident(), '']]
      const faults = []
      const refused = async (who, client, action, fields) => {
        const path = action === 'reveal-reporter' ? 'reporter' : action
        const body = action === 'reveal-reporter' ? { note: '看看' } : { ...(client.secret ? {} : { version: file.version }), ...fieldsOf(action), ...fields }
        const answer = await client.try(made.number, path, body)
        const expected = who === 'nobody' ? [401] : who === 'another reporter' ? [401, 404] : [401, 403, 404, 409]
        if (!expected.includes(answer.status)) faults.push(`${who} may ${action}${fields ? ` call ${fields.call}` : ''}: ${answer.status} ${answer.body?.code ?? ''} ${answer.body?.field ?? ''}`)
      }
      const jobs = []
      for (const [who, client, stand] of people) {
        for (const action of CASE_ACTIONS) if (!meets(stand, { ...LAW[scene.state], ...scene.more }[action])) jobs.push(() => refused(who, client, action))
        for (const call of file.call_list)
          for (const action of CALL_ACTIONS) if (!meets(callRelations(scene, call.no)[who], CALL_LAW[call.state][action])) jobs.push(() => refused(who, client, action, { call: call.no }))
      }
      await inParallel(jobs)
      assert.deepEqual(faults, [])
      assert.equal((await owner.see(made.number)).version, file.version, 'nothing changed')
    })

    test(`a case ${name}: each person is offered exactly what the law allows`, async () => {
      const made = await scene.make()
      const relations = { ...ALWAYS, ...scene.who }
      const faults = []
      for (const login of STAFF) {
        const client = await district.as(login)
        const answer = await client.get(`/api/cases/${made.number}`)
        if (answer.status !== 200) {
          assert.equal(answer.status, login === 'resident' || login === 'enterprise' ? answer.status : 404, login)
          if (relations[login]) faults.push(`${login} cannot open it`)
          continue
        }
        const lawful = CASE_ACTIONS.filter((action) => meets(relations[login], LAW[scene.state][action])).sort()
        const offered = answer.body.allowed.filter((action) => action !== 'decide').sort()
        if (JSON.stringify(lawful) !== JSON.stringify(offered)) faults.push(`${login}: offered ${offered.filter((a) => !lawful.includes(a))} beyond the law, missing ${lawful.filter((a) => !offered.includes(a))}`)
        for (const call of answer.body.call_list) {
          const may = CALL_ACTIONS.filter((action) => meets(callRelations(scene, call.no)[login], CALL_LAW[call.state][action]))
          const more = call.allowed.filter((action) => !may.includes(action))
          if (more.length) faults.push(`${login} call ${call.no}: offered ${more} beyond the law`)
        }
      }
      assert.deepEqual(faults, [])
    })
  }
})
