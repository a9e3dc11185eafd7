// Clients of Open311 that no registry of ours has: fetched as their authors left them, at a commit, whose hash says that
// nothing in them was changed; run from there, never copied into this repository (decision 27). They are looked for in
// $GULOU_OPEN311_CLIENTS (a folder with their git checkouts: three, relaxml), then fetched from GitHub; where neither is to be had, as on
// a machine without the internet, this is skipped, and says so.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { District, PLACE, ROOT } from '../api/support.mjs'

const THREE = { name: 'three', url: 'https://github.com/codeforamerica/three', commit: '67b4a4b233a57aa7995d01f6b0f69c2e85aea6c0' }
const RELAXML = { name: 'relaxml', url: 'https://github.com/zachwill/relaxml', commit: 'd0c4e9b6f01c52812a75c1125b0da267f3ee7b3c' } // `three` reads XML by it
const PYTHON = '/usr/bin/python3'
const SECONDS_TO_FETCH = 15

function git(folder, ...args) {
  const env = { ...process.env, GIT_TERMINAL_PROMPT: '0', GIT_CONFIG_GLOBAL: '/dev/null' }
  const { status, stdout } = spawnSync('git', ['-c', `safe.directory=${folder}`, '-C', folder, ...args], { env, encoding: 'utf8', timeout: SECONDS_TO_FETCH * 1000 })
  return status === 0 ? stdout.trim() : null
}

/** Its folder, if it is there and is what its authors wrote; else null. */
function asWritten(folder, { commit }) {
  return existsSync(join(folder, '.git')) && git(folder, 'rev-parse', 'HEAD') === commit && git(folder, 'status', '--porcelain', '--ignored') === '' ? folder : null
}

function had(client) {
  const given = process.env.GULOU_OPEN311_CLIENTS
  if (given) {
    const folder = asWritten(join(given, client.name), client)
    assert.ok(folder, `${join(given, client.name)} is not a clean checkout of ${client.url} at ${client.commit}`)
    return folder
  }
  const folder = join(ROOT, 'build/others', client.name)
  if (asWritten(folder, client)) return folder
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const got = git(folder, 'init', '-q') !== null && git(folder, 'fetch', '-q', '--depth', '1', client.url, client.commit) !== null && git(folder, 'checkout', '-q', 'FETCH_HEAD') !== null
  return got ? asWritten(folder, client) : null
}

const three = had(THREE)
const relaxml = three && had(RELAXML)
const libraries = spawnSync(PYTHON, ['-c', 'import requests, simplejson, lxml']).status === 0
const skip = !relaxml ? `${THREE.url} is out of reach from here; GULOU_OPEN311_CLIENTS can name a folder with checkouts` : !libraries && 'python3-requests, python3-simplejson or python3-lxml is missing'

describe('three, by Code for America (Python)', { skip }, () => {
  let district, key

  /** What each of these calls gave, in one run of the client. */
  function calls(format, list, more = {}) {
    const keywords = { endpoint: `${district.url}/open311/v2`, format, api_key: key, jurisdiction: '350102', ...more }
    const { status, stdout, stderr } = spawnSync(PYTHON, [join(ROOT, 'tests/channels/open311_three.py'), three, relaxml, JSON.stringify(keywords)], {
      input: JSON.stringify(list.map(([method, args = [], words = {}]) => [method, args, words])), encoding: 'utf8', timeout: 60_000, env: { PATH: process.env.PATH, PYTHONDONTWRITEBYTECODE: '1' },
    })
    assert.equal(status, 0, stderr)
    return JSON.parse(stdout)
  }
  const rows = ({ gave }, name) => (Array.isArray(gave) ? gave : [].concat(gave[name])) // its XML has one row without a list
  const place = { lat: PLACE.park.lat, long: PLACE.park.lon }

  before(async () => {
    district = await District.open()
    key = (await (await district.as('admin')).must(201, 'POST', '/api/partners', { id: 'city-app', kind: 'open311', name: '市民随手报', per_minute: 600 })).key
  })
  after(() => district?.clean())

  for (const format of ['json', 'xml'])
    it(`discovers, reports and follows in ${format.toUpperCase()}`, async () => {
      const [discovery, services, definition, water, dry, littered] = calls(format, [
        ['discovery'],
        ['services'],
        ['services', ['E0108']],
        ['post', ['E0108'], { ...place, description: `积水没过脚背，${format}`, 'attribute[depth]': 'knee', name: 'Lin Xiao', phone: '000-555-0100' }],
        ['post', ['E0108'], { ...place, description: '积水' }],
        ['post', ['E0102'], { ...place, description: `公园里有垃圾，${format}`, media: join(ROOT, 'tests/photos/fixtures/upright.jpg') }],
      ])
      assert.match(JSON.stringify(discovery.gave), /http:\/\/wiki\.open311\.org\/GeoReport_v2/)
      assert.equal(rows(services, 'service').find((one) => one.service_code === 'E0102').type, 'realtime')
      assert.match(JSON.stringify(definition.gave), /"code": ?"depth"/)
      assert.equal(water.status, 201)
      assert.equal(dry.status, 400)
      assert.match(JSON.stringify(dry.gave), /depth|水/)
      assert.equal(littered.status, 201)
      const number = rows(water, 'request')[0].service_request_id, other = rows(littered, 'request')[0].service_request_id
      assert.match(number, /^\d{13}$/)

      const [request, pictured, token, open, kinds, closed, none] = calls(format, [
        ['request', [number]],
        ['request', [other]],
        ['token', [number]],
        ['requests', [], { status: 'open' }],
        ['requests', ['E0102'], { count: 50 }],
        ['requests', [], { status: 'closed' }],
        ['request', ['0000000000000']],
      ])
      const found = rows(request, 'request')[0]
      assert.deepEqual([found.service_request_id, found.status, found.service_code], [number, 'open', 'E0108'])
      assert.ok(Math.abs(Number(found.lat) - PLACE.park.lat) < 0.002 && Math.abs(Number(found.long) - PLACE.park.lon) < 0.002)
      assert.ok(!JSON.stringify(request.gave).includes('555-0100'), 'a telephone number is nobody else\'s to see')
      assert.equal(rows(pictured, 'request')[0].service_request_id, other)
      assert.equal(rows(token, 'request')[0].service_request_id, number)
      assert.ok(rows(open, 'request').some((one) => one.service_request_id === number))
      assert.ok(rows(kinds, 'request').every((one) => one.service_code === 'E0102') && rows(kinds, 'request').some((one) => one.service_request_id === other))
      assert.ok(!JSON.stringify(closed.gave).includes(number))
      assert.match(JSON.stringify(none.gave), /404/)

      const [refused] = calls(format, [['post', ['E0102'], { ...place, description: '公园里有垃圾' }]], { api_key: 'gk_wrong' })
      assert.equal(refused.status, 403)
      assert.match(JSON.stringify(refused.gave), /403/)
      const kept = await (await district.as('wufeng')).see(other)
      assert.equal(kept.photos.length, 1, 'the photo that came as a file')
    })
})
