// A power cut. What is simulated: every file below the data folder keeps only what had been synced when the power went;
// of the unsynced writes, truncations and names a random part survives, each write whole, torn at a sector, or not at
// all, in no order; a new, linked or renamed file has its name only if it (or its folder) was synced. What is not: bytes that a
// disk acknowledged and then lost, sectors torn within 512 bytes, damage to files that were not being written.
// powerloss.c, preloaded, keeps the journal that this replays.
import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, before, test } from 'node:test'
import { BUILD, chances, Load, preload, PROGRAM, run, startServer } from './load.mjs'

const CUTS = 15
const SECTOR = 512
const seed = Number(process.env.GULOU_SEED ?? Date.now() % 1_000_000)
const rand = chances(seed)
const pause = (ms) => new Promise((done) => setTimeout(done, ms))
let home, servers
before(() => {
  home = mkdtempSync(join(tmpdir(), 'gulou-power-'))
  servers = []
})
after(() => {
  for (const { child } of servers) child.kill('SIGKILL')
  rmSync(home, { recursive: true, force: true })
})

/** The folder as it lies on the disk: { files: name → content, folders }. */
function readFolder(root, at = '.', found = { files: new Map(), folders: new Set(['.']) }) {
  for (const name of readdirSync(join(root, at))) {
    const path = at === '.' ? name : `${at}/${name}`
    if (statSync(join(root, path)).isDirectory()) {
      found.folders.add(path)
      readFolder(root, path, found)
    } else if (!name.endsWith('-shm')) found.files.set(path, readFileSync(join(root, path)))
  }
  return found
}

function writeFolder(root, { files, folders }) {
  for (const folder of [...folders].sort()) mkdirSync(join(root, folder), { recursive: true })
  let lost = 0
  for (const [path, bytes] of files) {
    if (folders.has(dirname(path))) writeFileSync(join(root, path), bytes, { mode: 0o600 })
    else lost++
  }
  return lost
}

function* records(journal) {
  for (let at = 0; at + 21 <= journal.length;) {
    const what = String.fromCharCode(journal[at])
    const [pathLength, where, length] = [journal.readUInt32LE(at + 1), Number(journal.readBigUInt64LE(at + 5)), Number(journal.readBigUInt64LE(at + 13))]
    const from = at + 21 + pathLength
    const carries = what === 'W' || what === 'R' || what === 'L'
    if (from + (carries ? length : 0) > journal.length) return
    yield { what, path: journal.toString('utf8', at + 21, from), where, data: carries ? journal.subarray(from, from + length) : null }
    at = from + (carries ? length : 0)
  }
}

class Inode {
  constructor(bytes = Buffer.alloc(0)) {
    Object.assign(this, { size: bytes.length, room: Buffer.from(bytes), pending: [] })
  }
  grow(size) {
    if (size > this.room.length) this.room = Buffer.concat([this.room, Buffer.alloc(Math.max(size, this.room.length * 2) - this.room.length)])
  }
  apply({ what, where, data }) {
    if (what === 'T') {
      if (where < this.size) this.room.fill(0, where, this.size)
      this.grow(where)
      this.size = where
      return
    }
    this.grow(where + data.length)
    data.copy(this.room, where)
    this.size = Math.max(this.size, where + data.length)
  }
  sync() { for (const change of this.pending.splice(0)) this.apply(change) }
  get bytes() { return this.room.subarray(0, this.size) }
}

/** What the disk holds after the cut: `base` was there before, `journal` says what was done since. */
function afterTheCut(base, journal) {
  const now = new Map([...base.files].map(([path, bytes]) => [path, new Inode(bytes)])) // names as programs see them
  const kept = new Map(now) // names that are on the disk
  const folders = new Set(base.folders)
  let names = [] // changes of names that are not on the disk yet
  const settle = (change) => {
    if (change.what === 'M') folders.add(change.path)
    if (change.what === 'U') kept.delete(change.path)
    if (change.what === 'C' || change.what === 'L') kept.set(change.path, change.inode)
    if (change.what === 'R') {
      kept.delete(change.path)
      kept.set(change.to, change.inode)
    }
  }
  const settleWhere = (which) => {
    names.filter(which).forEach(settle)
    names = names.filter((change) => !which(change))
  }
  const told = { syncs: 0, writes: 0 }
  for (const { what, path, where, data } of records(journal)) {
    const inode = now.get(path)
    if (what === 'C') {
      const fresh = new Inode()
      now.set(path, fresh)
      names.push({ what, path, inode: fresh, folder: dirname(path) })
    } else if (what === 'W' || what === 'T') {
      told.writes++
      inode?.pending.push({ what, where, data })
    } else if (what === 'S') {
      told.syncs++
      inode?.sync()
      settleWhere((change) => change.inode === inode && change.what === 'C')
    } else if (what === 'D') settleWhere((change) => change.folder === path)
    else if (what === 'R') {
      const to = data.toString()
      now.delete(path)
      now.set(to, inode)
      names.push({ what, path, to, inode, folder: dirname(to) })
    } else if (what === 'L') { // another name for the same file
      const to = data.toString()
      now.set(to, inode)
      names.push({ what, path: to, inode, folder: dirname(to) })
    } else if (what === 'U') {
      now.delete(path)
      names.push({ what, path, folder: dirname(path) })
    } else if (what === 'M') names.push({ what, path, folder: dirname(path) })
  }
  for (const change of names) if (rand() < 0.5) settle(change)
  told.lost = 0
  for (const inode of new Set(kept.values())) {
    for (const change of inode.pending) {
      const fate = rand()
      if (fate < 0.4) inode.apply(change)
      else if (fate < 0.6 && change.what === 'W') inode.apply({ ...change, data: change.data.subarray(0, Math.floor((rand() * change.data.length) / SECTOR) * SECTOR) })
      else told.lost++
    }
  }
  return { disk: { files: new Map([...kept].map(([path, inode]) => [path, inode.bytes])), folders }, told }
}

test(`${CUTS} power cuts under load lose nothing that was acknowledged (GULOU_SEED=${seed}, ${BUILD})`, async (t) => {
  const shim = preload('powerloss')
  const load = new Load()
  let data = join(home, 'city-0')
  mkdirSync(data)
  const first = await startServer({ data, build: BUILD, flags: ['--demo'], env: { GULOU_DEMO_NO_HISTORY: '1' } })
  servers.push(first)
  load.url = first.url
  await load.begin()
  first.child.kill('SIGTERM')
  assert.equal(await first.ended, 0)
  const sum = { syncs: 0, writes: 0, lost: 0 }
  // chance may spare every write of fifteen cuts: then go on until one is lost
  for (let cut = 1; cut <= CUTS || (sum.lost === 0 && cut <= 3 * CUTS); cut++) {
    const base = readFolder(data)
    const log = join(home, `journal-${cut}`)
    const server = await startServer({ data, build: BUILD, flags: ['--demo'], env: { ...shim, GULOU_DEMO_NO_HISTORY: '1', POWERLOSS_LOG: log, POWERLOSS_ROOT: data } })
    servers.push(server)
    load.url = server.url
    await load.check()
    load.start(rand)
    await pause(150 + rand() * 600)
    server.child.kill('SIGKILL')
    await server.ended
    await load.stop()
    const { disk, told } = afterTheCut(base, readFileSync(log))
    assert.ok(told.syncs > 0, 'the journal saw no sync: is the library preloaded?')
    for (const key of Object.keys(sum)) sum[key] += told[key]
    rmSync(data, { recursive: true })
    rmSync(log)
    data = join(home, `city-${cut}`)
    mkdirSync(data)
    writeFolder(data, disk)
    const { code, out } = await run(PROGRAM, ['verify', '--data', data])
    assert.equal(code, 0, `after cut ${cut}: ${out}`)
  }
  const last = await startServer({ data, build: BUILD, flags: ['--demo'], env: { GULOU_DEMO_NO_HISTORY: '1' } })
  servers.push(last)
  load.url = last.url
  await load.check(0)
  assert.equal(await load.count(), load.acks.length)
  assert.ok(sum.lost > 0, `no write was lost: the cuts cut nothing (${load.acks.length} cases, ${sum.writes} writes, ${sum.syncs} syncs)`)
  t.diagnostic(`${load.acks.length} acknowledged cases, ${load.acted.size} actions; ${sum.writes} writes, ${sum.syncs} syncs, ${sum.lost} writes lost`)
  last.child.kill('SIGTERM')
  assert.equal(await last.ended, 0)
})
