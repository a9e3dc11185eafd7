// The checker of a district folder must find what a hurried hand gets wrong: each story breaks a copy of the
// starter district in one place and expects the one complaint. Run: node --test tests/district/check_district_test.mjs
import { strict as assert } from 'node:assert'
import { spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))

function check(folder) {
  const run = spawnSync(process.execPath, [join(root, 'tools/check-district.mjs'), folder], { encoding: 'utf8' })
  return { code: run.status, complaints: run.stderr, counted: run.stdout }
}

function complaintsAfter(file, change) {
  const folder = mkdtempSync(join(tmpdir(), 'district-'))
  try {
    cpSync(join(root, 'districts/gulou'), folder, { recursive: true })
    const before = readFileSync(join(folder, file), 'utf8')
    const after = change(before)
    assert.notEqual(after, before, 'the change changed nothing')
    writeFileSync(join(folder, file), after)
    const { code, complaints } = check(folder)
    assert.equal(code, 1)
    return complaints
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const without = (start) => (text) => text.split('\n').filter((line) => !line.startsWith(start)).join('\n')
const swap = (from, to) => (text) => text.replace(from, to)

/** Moves the first vertex of a feature, and nobody else's. */
const nudge = (code) => (text) => {
  const file = JSON.parse(text)
  const ring = file.features.find((f) => f.properties.code === code).geometry.coordinates[0]
  ring[0] = ring[ring.length - 1] = [ring[0][0] + 0.0001, ring[0][1]]
  return JSON.stringify(file)
}

const stories = [
  ['a row with a cell too many is told with its line', 'units.csv', swap('centre,,350102\n', 'centre,,350102,\n'), /units\.csv: line 2: 7 cells/],
  ['Windows line ends are refused', 'hours.csv', (text) => text.replaceAll('\n', '\r\n'), /hours\.csv: line 1/],
  ['a community without its sub-district', 'units.csv', swap('community,350102009,', 'community,350102999,'), /350102999 is not a unit/],
  ['a unit that stands twice', 'units.csv', (text) => text + text.split('\n')[1] + '\n', /CEN stands here twice/],
  ['a lead that does not exist', 'categories.csv', swap('E01,YLZX', 'E01,NOBODY'), /lead NOBODY is not a unit/],
  ['a limit without a unit of time', 'categories.csv', swap(',U3,4wh,', ',U3,4,'), /limit 4\b/],
  ['a missing clock', 'clocks.csv', without('T7,U3,hard'), /T7 U3 hard is missing/],
  ['an urgent clock that sleeps at night', 'clocks.csv', swap('T4,U1,,30m', 'T4,U1,,30wm'), /U1 and U2 count natural time/],
  ['a swapped working day in the middle of the week', 'calendar.csv', swap('2026-01-04,workday', '2026-01-05,workday'), /falls on a weekend/],
  ['a community that may not call departments', 'call_rights.csv', without('community,department'), /community>department call is missing/],
  ['an auditor who may act', 'role_grants.csv', (text) => text + 'auditor,handler,district\n', /an auditor only reads/],
  ['a sub-district without its leader', 'people.csv', without('wufengleader'), /五凤街道 has no subdistrict_leader/],
  ['a real-looking phone number', 'people.csv', swap('00000000001', '13800000001'), /begins with 000/],
  ['a night without anybody at a desk', 'shifts.csv', without('350102009,3,00:00'), /nobody is on duty at 五凤街道 on weekday 3 from minute 0/],
  ['a park that lies in another street', 'gazetteer.csv', swap('江厝路街头公园,park,350102009004', '江厝路街头公园,park,350102008001'), /江厝路街头公园 does not lie in 350102008001/],
  ['an alias that means two places', 'gazetteer.csv', swap('江厝路公园;', '三坊七巷;'), /alias 三坊七巷 also means another place/],
  ['a category nothing can be learnt about', 'corpus.csv', without('E0106'), /E0106 has 0 texts/],
  ['a check text that was learnt by heart', 'corpus_check.csv', (text) => text + 'P0108,楼下路灯坏了一个星期，晚上黑咕隆咚的\n', /stands in corpus\.csv too/],
  ['a text whose English lost its link', 'texts.csv', swap('rate it: {link}', 'rate it'), /different \{slots\}/],
  ['a setting that is no number', 'district.ini', swap('check_in_metres = 150', 'check_in_metres = near'), /limits\.check_in_metres is not a number/],
  ['a community pulled away from its neighbours', 'areas.geojson', nudge('350102009004'), /areas\.geojson: 350102009/],
  ['a polygon that forgot to say it is synthetic', 'areas.geojson', swap('"level":"grid","synthetic":true', '"level":"grid"'), /synthetic differs/],
  ['an area without a polygon', 'areas.geojson', (text) => text.split('\n').filter((line) => !line.includes('"350102001001-G1"')).join('\n'), /350102001001-G1 has no polygon/],
]

test('the starter district is sound', () => {
  const { code, complaints, counted } = check(join(root, 'districts/gulou'))
  assert.equal(complaints, '')
  assert.equal(code, 0)
  assert.match(counted, /69 community/)
})

for (const [story, file, change, complaint] of stories) {
  test(story, () => assert.match(complaintsAfter(file, change), complaint))
}
