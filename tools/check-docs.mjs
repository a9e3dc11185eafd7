// Documents that rot are worse than none: every relative link and picture in the *.md files must exist, every anchor
// must be a heading, and docs/openapi.yaml must parse. Run by `make doc`; ends with `N passed, N failed`.
import { existsSync, readFileSync, statSync } from 'node:fs'
import { execFileSync } from 'node:child_process'
import { createRequire } from 'node:module'
import { dirname, resolve } from 'node:path'

const yaml = createRequire(new URL('../tests/package.json', import.meta.url))('yaml')
const problems = []
let links = 0

// as GitHub makes them: lower case, signs dropped, spaces to hyphens
function anchors(text) {
  const headings = text.replace(/^```[\s\S]*?^```/gm, '').match(/^#+ .*$/gm) ?? []
  return headings.map(h => h.replace(/^#+ /, '').trim().toLowerCase().replace(/[^\p{L}\p{N} _-]/gu, '').replace(/ /g, '-'))
}

function check(file) {
  const text = readFileSync(file, 'utf8')
  const prose = text.replace(/^```[\s\S]*?^```/gm, '').replace(/`[^`\n]*`/g, '')
  for (const [, target] of prose.matchAll(/\]\(([^)\s]+)\)/g)) {
    if (/^[a-z]+:/.test(target)) continue
    links++
    const [path, anchor] = target.split('#')
    const goal = path === '' ? file : resolve(dirname(file), decodeURIComponent(path))
    if (!existsSync(goal)) problems.push(`${file}: no such file: ${target}`)
    else if (anchor && statSync(goal).isFile() && goal.endsWith('.md') && !anchors(readFileSync(goal, 'utf8')).includes(anchor))
      problems.push(`${file}: no such heading: ${target}`)
  }
}

const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'], { encoding: 'utf8' })
for (const file of files.split('\n').filter(Boolean)) check(file)

const contract = yaml.parse(readFileSync('docs/openapi.yaml', 'utf8'))
if (!/^3\.1/.test(contract.openapi)) problems.push('docs/openapi.yaml: not OpenAPI 3.1')
const operations = Object.values(contract.paths).reduce((n, path) => n + Object.keys(path).length, 0)

for (const problem of problems) console.log(problem)
console.log(`${links} links, ${operations} operations`)
console.log(`${problems.length === 0 ? 1 : 0} passed, ${problems.length} failed`)
process.exit(problems.length === 0 ? 0 : 1)
