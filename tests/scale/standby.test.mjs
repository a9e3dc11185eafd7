// A standby that confirms every COMMIT takes over while two servers are at work: they find it by themselves, by the
// second address of their URL, and whatever was acknowledged is there.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { eventually, ROOT } from '../api/support.mjs'
import { chances, PROGRAM, run } from '../crash/load.mjs'
import { City, Cluster, pause } from './cluster.mjs'

const seed = Number(process.env.GULOU_SEED ?? Date.now() % 1_000_000)
const tool = (...words) => execFileSync(join(ROOT, 'tools/postgres.sh'), words, { encoding: 'utf8' }).trim()
let cluster
before(async () => { cluster = await Cluster.open() }, { timeout: 60_000 })
after(() => {
  if (!cluster) return
  cluster.standby?.()
  return cluster.close()
})

test(`a standby takes over under load, and no acknowledged case is lost (GULOU_SEED=${seed})`, { timeout: 150_000 }, async (t) => {
  const folder = join(cluster.folder, 'standby')
  const standby = tool('standby', folder, join(cluster.folder, 'pg'))
  cluster.standby = () => { try { execFileSync(join(ROOT, 'tools/postgres.sh'), ['stop', folder], { env: { ...process.env, MODE: 'immediate' }, stdio: 'ignore' }) } catch { /* it may be down */ } }
  await eventually(() => cluster.ask("SELECT COUNT(*) FROM pg_stat_replication WHERE sync_state = 'sync'")[0][0] === '1', 'the standby confirms', 20_000)
  const [one, other] = [cluster.database, standby].map((url) => new URL(url).host)
  cluster.database = `postgres://gulou@${one},${other}/gulou?target_session_attrs=read-write`
  cluster.env.GULOU_DATABASE = cluster.database
  await cluster.start(0, ['--demo'])
  await cluster.start(1, ['--demo'])

  cluster.door = { url: cluster.url(0) }
  const cities = [new City({ door: { url: cluster.url(0) } }, chances(seed)), new City({ door: { url: cluster.url(1) } }, chances(seed + 1))]
  for (const city of cities) await city.begin()
  for (const city of cities) city.start()
  await pause(4000)
  const before = cities.map(({ acks }) => acks.length)
  cluster.killDatabase()
  const dead = Date.now()
  tool('promote', folder)
  t.diagnostic(`promoted after ${Date.now() - dead} ms`)
  await Promise.all(cities.map((city) => city.taken()))
  t.diagnostic(`both servers take reports again ${Date.now() - dead} ms after the first database was killed`)
  assert.ok(Date.now() - dead < 20_000)
  await pause(4000)
  for (const city of cities) await city.stop()

  const acks = cities.flatMap((city) => city.acks)
  const kept = new Set(cluster.ask('SELECT number FROM cases').map(([number]) => number))
  for (const { number } of acks) assert.ok(kept.has(number), `${number} was acknowledged and is lost`)
  assert.equal(new Set(acks.map(({ number }) => number)).size, acks.length, 'two reports, one number')
  assert.equal(kept.size, acks.length, 'a case nobody was told of')
  for (const city of cities) for (const [number, version] of city.acted) assert.ok((await city.desk.see(number)).version >= version, `an acknowledged action on ${number} is lost`)
  assert.ok(before.every((count) => count > 5) && acks.length > before[0] + before[1] + 10, `the load was too light: ${before} then ${acks.length}`)
  t.diagnostic(`${acks.length} reports, ${before[0] + before[1]} of them before`)
  for (const i of [0, 1]) assert.equal(await cluster.end(i), 0)
  const { code, out } = await run(PROGRAM, ['verify', '--data', cluster.data], { env: cluster.env })
  assert.equal(code, 0, out)
})
