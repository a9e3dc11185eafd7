// make bench: the figures of one run, with the machine it ran on, into build/bench/: bench.json, bench.txt, bench.svg, bench.png.
// What counts are the ratios: everything here shares its machine with its own load generator, and perhaps with you.
//   SIZES="10000 100000"   cases in the store, by bench/fill (SQLite)      POSTGRES="10000"   the same on a private PostgreSQL
//   KEEP=DIR               filled folders are kept there and used again    INTAKE=4000        cases sent a round
//   PARTS="pages live intake brain simulate"    which of these                  VERIFY=200000      cases of the biggest store to verify
import {execFileSync, spawnSync} from 'node:child_process'
import {existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync} from 'node:fs'
import {cpus, loadavg, release, totalmem} from 'node:os'
import {Server} from './server.mjs'
import {chart} from './chart.mjs'

const numbers = text => text.split(/[\s,]+/).filter(Boolean).map(Number)
const sizes = numbers(process.env.SIZES || '10000 100000')
const postgresSizes = numbers(process.env.POSTGRES ?? '10000')
const keep = process.env.KEEP || null
const parts = new Set((process.env.PARTS || 'pages live intake brain simulate').split(/\s+/))
const verifyMost = Number(process.env.VERIFY || 200000)
const work = mkdtempSync('/tmp/gulou-bench-')
const folders = keep ?? `${work}/filled`
const program = 'build/gulou'
const out = 'build/bench'
mkdirSync(folders, {recursive: true})
mkdirSync(out, {recursive: true})
let text = ''
const say = line => { text += `${line}\n`; console.log(line) }
const run = (command, args, options = {}) => execFileSync(command, args, {encoding: 'utf8', maxBuffer: 1 << 26, stdio: ['ignore', 'pipe', 'ignore'], ...options})
const one = (...args) => { try { return run(...args).trim().split('\n')[0] } catch { return '' } }
const middle = times => times.sort((a, b) => a - b)[Math.floor(times.length / 2)]

function machine() {
  return {
    when: new Date().toISOString(), gulou: readFileSync('VERSION', 'utf8').trim(), commit: one('git', ['rev-parse', '--short', 'HEAD']),
    cpu: cpus()[0].model, cores: cpus().length, memory_gb: totalmem() / 2 ** 30, kernel: release(), load: loadavg()[0],
    sqlite: one('sqlite3', ['--version']).split(' ')[0], postgres: one('sh', ['-c', 'ls -d /usr/lib/postgresql/*/bin/postgres | sort -V | tail -1 | xargs -I{} {} --version']), node: process.version,
  }
}

async function coldStart(where) {
  const times = [], busy = []
  for (let i = 0; i < 5; i++) {
    const server = new Server({program, ...where, port: 12534})
    times.push(await server.up())
    busy.push(server.processor() * 1e3)
    await server.stop()
  }
  return {ms: middle(times), cpu_ms: middle(busy)}
}

function verify(where) {
  const began = performance.now()
  const told = JSON.parse(run(program, ['verify', '--data', where.folder, ...(where.database ? ['--database', where.database] : []), '--skip-photos', '--json']))
  return {seconds: (performance.now() - began) / 1e3, events: told.events, faults: told.faults?.length ?? 0}
}

async function store(engine, cases, database) {
  const folder = `${folders}/${engine}-${cases}`
  const where = {folder, database}
  const made = existsSync(`${folder}/lock`)
  const filled = made ? 'kept from an earlier run' : run('build/release/bench/fill', ['--data', folder, ...(database ? ['--database', database] : []), '--cases', String(cases)]).trim().split('\n').at(-1)
  say(`\n== ${engine}, ${cases.toLocaleString('en')} cases of ten years: ${filled}`)
  const args = [program, folder, ...(database ? [database] : [])]
  const pages = JSON.parse(run('node', ['bench/pages.mjs', ...args]))
  const figures = {engine, cases, filled, open: pages.open, pages: pages.pages, memory: pages.memory, cold_start: await coldStart(where), verify: cases <= verifyMost ? verify(where) : null, clocks: JSON.parse(run('build/release/bench/clocks_bench', [database ?? `${folder}/gulou.db`]))}
  if (!database) figures.gigabytes = statSync(`${folder}/gulou.db`).size / 2 ** 30
  say('page                      first ms median ms    p99 ms   server CPU ms   a second (16 at once)')
  for (const [name, page] of Object.entries(pages.pages)) say(`${name.padEnd(24)} ${page.first_ms.toFixed(1).padStart(9)} ${page.p50_ms.toFixed(2).padStart(9)} ${page.p99_ms.toFixed(2).padStart(9)} ${page.cpu_ms.toFixed(2).padStart(15)} ${page.per_second.toFixed(0).padStart(13)}`)
  say(`server after all this: ${pages.memory.rss_mb.toFixed(0)} MB resident (${pages.memory.pss_mb.toFixed(0)} proportional, ${pages.memory.peak_mb.toFixed(0)} at its peak); cold start ${figures.cold_start.ms.toFixed(0)} ms to the first answer (${figures.cold_start.cpu_ms.toFixed(0)} ms of processor time), medians of 5`)
  say(`what the clocks' job asks each round: ${figures.clocks.p50_us} µs median, ${figures.clocks.p99_us} µs p99 (${figures.clocks.due} due)`)
  if (figures.verify) say(`verify: ${figures.verify.seconds.toFixed(1)} s for ${figures.verify.events} events, every case rebuilt: ${(figures.verify.seconds / figures.verify.events * 1e5).toFixed(1)} s per 100,000; ${figures.verify.faults} faults`)
  return figures
}

// Another program's own report, as it prints it; left out where this build has no such program.
function report(title, command, args, env = {}) {
  if (!existsSync(command)) return null
  const told = spawnSync(command, args, {encoding: 'utf8', maxBuffer: 1 << 26, env: {...process.env, ...env}})
  const body = told.stdout.trim()
  say(`\n== ${title}\n${told.status === 0 ? body : `failed: ${told.stderr.trim().split('\n').at(-1)}`}`)
  return told.status === 0 ? body : null
}

function ratios(stores) {
  const told = {}
  for (const engine of new Set(stores.map(one => one.engine))) {
    const mine = stores.filter(one => one.engine === engine).sort((a, b) => a.cases - b.cases)
    const [small, big] = [mine[0], mine.at(-1)]
    if (small === big) continue
    say(`\n== ${engine}: ${big.cases.toLocaleString('en')} cases against ${small.cases.toLocaleString('en')}, median and server CPU of each page`)
    told[engine] = {small: small.cases, big: big.cases, pages: {}}
    for (const name of Object.keys(small.pages).filter(name => big.pages[name])) {
      const ratio = {p50: big.pages[name].p50_ms / small.pages[name].p50_ms, cpu: big.pages[name].cpu_ms / small.pages[name].cpu_ms}
      told[engine].pages[name] = ratio
      say(`${name.padEnd(24)} × ${ratio.p50.toFixed(2)}   × ${ratio.cpu.toFixed(2)}`)
    }
  }
  return told
}

async function measurePages() {
  for (const cases of sizes) figures.stores.push(await store('sqlite', cases))
  for (const cases of postgresSizes)
    await onPostgres(async database => {
      figures.stores.push(await store('postgres', cases, database))
      rmSync(`${folders}/postgres-${cases}`, {recursive: true, force: true})
    })
  figures.ratios = ratios(figures.stores)
}

// A server of its own that keeps every commit on the disk, and ends with what it was for.
async function onPostgres(what) {
  const folder = mkdtempSync(`${work}/postgres-`)
  const database = run('tools/postgres.sh', ['start', folder], {env: {...process.env, FSYNC: 'on'}}).trim()
  try {
    return await what(database)
  } finally {
    run('tools/postgres.sh', ['stop', folder])
    rmSync(folder, {recursive: true, force: true})
  }
}

async function measureLive() {
  const folder = `${work}/live`
  run(program, ['demo', '--data', folder])
  figures.live = JSON.parse(run('node', ['bench/live.mjs', program, folder]))
  say('\n== live streams')
  for (const live of figures.live) say(`${live.streams} streams: ${live.kb_each.toFixed(0)} KB each, ${live.rss_mb.toFixed(0)} MB resident; all heard of a report ${live.p50_ms.toFixed(1)} ms (median), ${live.p99_ms.toFixed(1)} ms (p99) after its sender had the answer`)
}

async function measureIntake() {
  const cases = process.env.INTAKE || '4000'
  figures.reports.intake = report('durable intake: HTTP -> decision -> commit, against the bare engine writing the same rows, SQLite', 'build/release/bench/intake_bench', ['-n', cases, program, `${work}/intake`])
  await onPostgres(database => { figures.reports.intake_postgres = report('the same, PostgreSQL', 'build/release/bench/intake_bench', ['-d', database, '-n', cases, program, `${work}/intake-postgres`]) })
}

function measureBrain() {
  figures.reports.decide = report('one decision of the brain', 'build/release/bench/decide_bench', [])
  figures.reports.places = report('where is it?', 'build/release/bench/places_bench', ['districts/gulou/areas.geojson'])
  figures.reports.twins = report('have we heard of this?', 'build/release/bench/twins_bench', [])
}

function measureSimulation() {
  const few = ['--districts', '4'], english = {LANG: 'en_GB.UTF-8'}
  figures.reports.year = report('a year by the real rules, in memory, 500 cases a day', program, ['simulate', '--scenario', 'year', '--cases-per-day', '500', ...few], english)
  figures.reports.typhoon = report('a typhoon: 50 times the cases for six hours', program, ['simulate', '--scenario', 'typhoon', '--cases-per-day', '630', ...few], english)
}

const figures = {machine: machine(), stores: [], reports: {}}
const m = figures.machine
try {
  say(`gulou ${m.gulou} ${m.commit}, ${m.when}`)
  say(`${m.cores} cores, ${m.cpu}, ${m.memory_gb.toFixed(0)} GB, Linux ${m.kernel}, load ${m.load.toFixed(1)} before; SQLite ${m.sqlite}, ${m.postgres}, node ${m.node}`)
  if (parts.has('pages')) await measurePages()
  if (parts.has('live')) await measureLive()
  if (parts.has('intake')) await measureIntake()
  if (parts.has('brain')) measureBrain()
  if (parts.has('simulate')) measureSimulation()
  figures.machine.load_after = loadavg()[0]
  say(`\nload ${figures.machine.load_after.toFixed(1)} after`)
  writeFileSync(`${out}/bench.json`, JSON.stringify(figures, null, 1))
  writeFileSync(`${out}/bench.txt`, text)
  if (figures.stores.length > 0) chart(figures, `${out}/bench`)
  say(`${out}/bench.json, bench.txt, bench.svg, bench.png`)
} finally {
  rmSync(work, {recursive: true, force: true})
}
