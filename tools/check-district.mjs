// Checks a district folder from end to end: `node tools/check-district.mjs [folder]` (default: the starter district).
// Every table parses strictly, every code it names exists, the polygons are a true partition, the places lie where
// they say, each desk is manned, and each category can be learnt. Prints what it counted; every problem is one line
// with file and line number, and the exit code is 1. Needs Node 18 and nothing else.
import { pathToFileURL } from 'node:url'
import { resolve } from 'node:path'
import { checkDuty } from './district/duty.mjs'
import { checkPolygons } from './district/polygons.mjs'
import { checkRules } from './district/rules.mjs'
import { checkTree } from './district/tree.mjs'
import { checkWords } from './district/words.mjs'
import { openDistrict } from './district/open.mjs'

const folder = process.argv[2] ? pathToFileURL(resolve(process.argv[2]) + '/') : new URL('../districts/gulou/', import.meta.url)
const district = openDistrict(folder)

if (district.problems.length === 0) {
  for (const check of [checkTree, checkPolygons, checkRules, checkDuty, checkWords]) check(district)
}
for (const line of district.counted) console.log(line)
for (const problem of district.problems) console.error(problem)
console.log(district.problems.length === 0 ? 'district: sound' : `district: ${district.problems.length} problems`)
process.exitCode = district.problems.length === 0 ? 0 : 1
