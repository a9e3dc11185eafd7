// Units and areas: two trees that name each other.
import { filled, mustOf, uniqueBy } from './open.mjs'

const parentKinds = {
  centre: [''], subdistrict: ['centre'], department: ['centre'], municipal: ['centre'],
  community: ['subdistrict'], grid: ['community'],
}
const parentLevels = { district: [''], subdistrict: ['district'], community: ['subdistrict'], grid: ['community'] }
const placeholders = ['JIEZ', 'SQ']

export function checkTree(district) {
  const units = uniqueBy(district, 'units', (unit) => unit.code)
  const areas = uniqueBy(district, 'areas', (area) => area.code)
  filled(district, 'units', ['code', 'name_zh', 'name_en', 'kind'])
  filled(district, 'areas', ['code', 'level', 'name_zh', 'name_en', 'unit'])
  checkUnits(district, units, areas)
  checkAreas(district, units, areas)
  const kinds = Object.keys(parentKinds).map((kind) => `${district.units.filter((unit) => unit.kind === kind).length} ${kind}`)
  district.counted.push(`units: ${units.size} (${kinds.join(', ')})`)
}

function checkUnits(district, units, areas) {
  const must = mustOf(district, 'units')
  for (const unit of district.units) {
    must(unit, unit.kind in parentKinds, `unknown kind ${unit.kind}`)
    must(unit, !placeholders.includes(unit.code), `${unit.code} is a placeholder, not a unit`)
    must(unit, parentKinds[unit.kind]?.includes(units.get(unit.parent)?.kind ?? ''), `parent ${unit.parent || '(none)'} does not fit a ${unit.kind}`)
    must(unit, unit.parent === '' || units.has(unit.parent), `parent ${unit.parent} is not a unit`)
    must(unit, unit.area === '' || areas.get(unit.area)?.unit === unit.code, `area ${unit.area} does not name this unit`)
    must(unit, unit.area !== '' || ['department', 'municipal'].includes(unit.kind), 'a territorial unit needs an area')
    if (unit.kind === 'community') {
      const grids = district.units.filter((other) => other.kind === 'grid' && other.parent === unit.code).length
      must(unit, grids >= 2 && grids <= 4, `${grids} grids, expected 2 to 4`)
    }
  }
  if (district.units.filter((unit) => unit.parent === '').length !== 1) district.problems.push('units.csv: the tree needs exactly one root')
}

function checkAreas(district, units, areas) {
  const must = mustOf(district, 'areas')
  for (const area of district.areas) {
    must(area, area.level in parentLevels, `unknown level ${area.level}`)
    must(area, parentLevels[area.level]?.includes(areas.get(area.parent)?.level ?? ''), `parent ${area.parent || '(none)'} does not fit a ${area.level}`)
    must(area, units.get(area.unit)?.area === area.code, `unit ${area.unit} does not name this area`)
  }
}
