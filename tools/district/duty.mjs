// People and shifts: somebody for every role and unit, and no minute of the day without a person at a desk with a ten-minute clock.
import { filled, mustOf, uniqueBy } from './open.mjs'
import { roles } from './rules.mjs'

const unitKindOfRole = {
  resident: [''], enterprise: [''], grid_member: ['grid', 'community'], community_desk: ['community'],
  subdistrict_dispatcher: ['subdistrict'], subdistrict_leader: ['subdistrict'],
  department_desk: ['department'], department_handler: ['department'], department_leader: ['department'], supervisor: ['department'],
  municipal_liaison: ['municipal'],
}
const roleOfUnitKind = {
  subdistrict: ['subdistrict_dispatcher', 'subdistrict_leader'], community: ['community_desk'], department: ['department_desk'], municipal: ['municipal_liaison'],
}

export function checkDuty(district) {
  const units = new Map(district.units.map((unit) => [unit.code, unit]))
  const people = uniqueBy(district, 'people', (person) => person.login)
  uniqueBy(district, 'people', (person) => person.phone)
  checkPeople(district, units, people)
  checkShifts(district, units, people)
  district.counted.push(`people: ${people.size}; shifts: ${district.shifts.length}`)
}

function checkPeople(district, units, people) {
  const must = mustOf(district, 'people')
  filled(district, 'people', ['login', 'name_zh', 'name_en', 'role', 'phone'])
  for (const person of district.people) {
    const kind = units.get(person.unit)?.kind ?? ''
    must(person, /^[a-z][a-z0-9]*$/.test(person.login), `login ${person.login}`)
    must(person, /^000\d{8}$/.test(person.phone), 'a demo phone begins with 000')
    must(person, roles.includes(person.role), `unknown role ${person.role}`)
    must(person, person.unit === '' || units.has(person.unit), `unit ${person.unit} does not exist`)
    must(person, (unitKindOfRole[person.role] ?? ['centre']).includes(kind), `a ${person.role} does not work in a ${kind || 'place without unit'}`)
    must(person, person.stand_in === '' || (people.has(person.stand_in) && person.stand_in !== person.login), `stand-in ${person.stand_in}`)
  }
  for (const role of roles) if (!district.people.some((person) => person.role === role)) district.problems.push(`people.csv: nobody is ${role}`)
  for (const unit of district.units) {
    for (const role of roleOfUnitKind[unit.kind] ?? []) {
      if (!district.people.some((person) => person.unit === unit.code && person.role === role)) district.problems.push(`people.csv: ${unit.code} ${unit.name_zh} has no ${role}`)
    }
    const walks = (person) => person.role === 'grid_member' && (person.unit === unit.code || units.get(person.unit)?.parent === unit.code)
    if (unit.kind === 'community' && !district.people.some(walks)) district.problems.push(`people.csv: ${unit.name_zh} has no grid member`)
  }
}

const minutes = (time) => (/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/.test(time) ? Number(time.slice(0, 2)) * 60 + Number(time.slice(3)) : NaN)

function checkShifts(district, units, people) {
  const must = mustOf(district, 'shifts')
  const belongs = (person, unit) => person.unit === unit.code || units.get(person.unit)?.parent === unit.code
  uniqueBy(district, 'shifts', (shift) => Object.values(shift).join(' '))
  for (const shift of district.shifts) {
    const person = people.get(shift.login), unit = units.get(shift.unit)
    must(shift, unit, `unit ${shift.unit} does not exist`)
    must(shift, person && unit && belongs(person, unit), `${shift.login} does not belong to ${shift.unit}`)
    must(shift, /^[1-7]$/.test(shift.weekday) && minutes(shift.from) < minutes(shift.to), 'no span within one day')
  }
  for (const unit of district.units.filter(({ kind }) => ['centre', 'subdistrict'].includes(kind))) {
    for (let weekday = 1; weekday <= 7; weekday++) {
      const gap = firstGap(district.shifts.filter((shift) => shift.unit === unit.code && shift.weekday === String(weekday)))
      if (gap !== undefined) district.problems.push(`shifts.csv: nobody is on duty at ${unit.name_zh} on weekday ${weekday} from minute ${gap}`)
    }
  }
}

function firstGap(shifts) {
  let covered = 0
  for (const [from, to] of shifts.map((shift) => [minutes(shift.from), minutes(shift.to)]).sort((a, b) => a[0] - b[0])) {
    if (from > covered) return covered
    covered = Math.max(covered, to)
  }
  return covered < 24 * 60 ? covered : undefined
}
