// Photos and models in an S3 store, from the resident's phone to the bucket and out of it again; and every way in which a
// store can fail. No answer may promise a photo that is not there, and no failure may cost more than the photos.
import assert from 'node:assert/strict'
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { BUCKET, S3, SECRET } from './s3.mjs'
import { District, fixture, run, startServer } from '../api/support.mjs'

let s3, district, resident
const demo = { env: {} }

before(async () => {
  s3 = await S3.open()
  demo.env = { GULOU_DEMO_NO_HISTORY: '1', ...s3.env() }
  district = await District.open({ flags: ['--demo', ...s3.flags()], env: demo.env })
  resident = district.resident()
})

after(async () => {
  s3.release()
  try {
    await district.clean({ flags: s3.flags(), env: s3.env() }) // the photos are verified from the bucket
  } finally {
    district.server.child.kill('SIGKILL')
    await s3.close()
  }
  assert.deepEqual(s3.unlike, [], 'every request was signed as aws4 signs it')
})

const pair = (id) => [`d/photos/${id.slice(0, 2)}/${id}.jpg`, `d/photos/${id.slice(0, 2)}/${id}_t.jpg`]
const hold = (names, id) => pair(id).every((name) => names.includes(name))

async function fetched(url) {
  const answer = await resident.send('GET', url, { check: false })
  return { status: answer.status, bytes: answer.bytes }
}

async function restart(env = {}) {
  district.server.child.kill('SIGTERM')
  assert.equal(await district.server.ended, 0, district.server.said)
  district.server = await startServer({ data: district.data, flags: ['--demo', ...s3.flags()], env: { ...demo.env, ...env } })
  district.url = district.server.url
}

/** Longer than the store is left alone after it was found away. */
const forgiven = () => new Promise((done) => setTimeout(done, 5200))

test('a photo is answered when both its files are in the bucket, is seen by the desk, and leaves with its erasure', async () => {
  const made = await resident.upload(fixture('upright.jpg'))
  assert.equal(made.status, 201)
  const { id, url, thumb_url } = made.body.photo
  assert.ok(hold(s3.names(), id))
  assert.ok(!existsSync(join(district.data, 'photos')), 'nothing of it lies on the server')
  const full = await fetched(url)
  assert.equal(full.status, 200)
  assert.ok(full.bytes.equals(s3.bytes(pair(id)[0])))
  assert.ok((await fetched(thumb_url)).bytes.equals(s3.bytes(pair(id)[1])))

  const report = await district.report({ photos: [id] })
  const desk = await district.as('wufeng')
  const seen = await desk.see(report.number)
  const shown = JSON.stringify(seen).match(new RegExp(`/api/photos/${id}/full[^"]*`))[0]
  assert.ok((await fetched(shown)).bytes.equals(full.bytes))

  const centre = await district.as('centre')
  await centre.must(200, 'POST', `/api/cases/${report.number}/redact`, { version: (await centre.see(report.number)).version, photo: id, note: '照片中有门牌和人脸' })
  assert.equal((await fetched(shown)).status, 404, 'at once, although the file is still there')
  await district.advance(61)
  assert.ok(!s3.names().some((name) => name.includes(id)), 'both files are gone from the bucket')
})

test('a file nobody knows goes within a day, page by page where there are thousands, and a photo no case took after one; neither before', async () => {
  const { id } = (await resident.upload(fixture('upright.jpg'))).body.photo
  const [stray] = pair('ab'.repeat(16)), [young] = pair('cd'.repeat(16)), foreign = 'd/photos/ab/readme.txt'
  s3.put(stray, 'a', 30)
  s3.put(foreign, 'a', 30)
  s3.put(young, 'a')
  for (let n = 0; n < 1005; n++) s3.put(`d/photos/3f/3f${n.toString(16).padStart(30, '0')}.jpg`, 'a', 30)
  for (let hour = 0; hour < 16; hour++) await district.advance(60)
  const left = s3.names()
  assert.ok(hold(left, id))
  assert.ok(!left.includes(stray))
  assert.ok(left.includes(young))
  assert.ok(left.includes(foreign), 'other people\'s files are not ours to remove')
  assert.deepEqual(s3.names('d/photos/3f'), [])
  await district.advance(9 * 60)
  assert.ok(!s3.names().some((name) => name.includes(id)))
  rmSync(s3.file(`/${BUCKET}/${young}`))
})

test('an answer that was lost is asked for again, and the photo is kept once', async () => {
  const before = s3.names().length
  s3.lose = 1
  const made = await resident.upload(fixture('upright.jpg'))
  assert.equal(made.status, 201)
  assert.equal(s3.names().length, before + 2)
  assert.ok(s3.seen.some((line) => line.startsWith('HEAD ')), 'the name was taken: by us?')
  assert.equal((await fetched(made.body.photo.thumb_url)).status, 200)
})

test('a photo that comes back cut short or altered is asked for again, and never shown so', async () => {
  const { url } = (await resident.upload(fixture('upright.jpg'))).body.photo
  const whole = (await fetched(url)).bytes
  s3.truncate = 2
  const second = await fetched(url)
  assert.equal(second.status, 200)
  assert.ok(second.bytes.equals(whole))
  s3.truncate = 99
  assert.equal((await fetched(url)).status, 503)
  s3.truncate = 0
  await forgiven()
  s3.spoil = true
  assert.equal((await fetched(url)).status, 503)
  s3.spoil = false
  assert.ok((await fetched(url)).bytes.equals(whole))
})

test('while the store is away an upload is refused in the person\'s language, words are taken, and later the same photo goes through', async () => {
  const before = s3.names().length
  s3.way = 'cut'
  const refused = await resident.upload(fixture('upright.jpg'))
  assert.equal(refused.status, 503)
  assert.match(refused.body.detail, /照片还在您的手机里/)
  assert.ok(Number(refused.headers.get('retry-after')) > 0)
  const began = Date.now()
  const english = await district.resident({ language: 'en' }).upload(fixture('upright.jpg'))
  assert.match(english.body.detail, /still on your phone/)
  assert.ok(Date.now() - began < 2000, 'once it is known to be away nobody waits for it')
  await district.report()
  assert.equal((await resident.get('/healthz', { check: false })).status, 200)
  s3.way = 'open'
  await forgiven()
  assert.equal((await resident.upload(fixture('upright.jpg'))).status, 201)
  assert.equal(s3.names().length, before + 2, 'nothing half of the refused ones')
})

test('a store that asks for patience, or is slow, is given some and no more; pages do not wait with it', async () => {
  s3.way = 'busy'
  setTimeout(() => { s3.way = 'open' }, 150)
  assert.equal((await resident.upload(fixture('upright.jpg'))).status, 201)
  s3.way = 'slow'
  const began = Date.now()
  const uploads = Array.from({ length: 20 }, () => district.resident().upload(fixture('upright.jpg')))
  await new Promise((done) => setTimeout(done, 2000))
  const asked = Date.now()
  assert.equal((await resident.get('/api/district')).status, 200)
  assert.ok(Date.now() - asked < 1500, `a page took ${Date.now() - asked} ms`)
  for (const answer of await Promise.all(uploads)) assert.equal(answer.status, 503)
  assert.ok(Date.now() - began < 25_000, `${Date.now() - began} ms`)
  s3.release()
  await forgiven()
})

test('a wrong secret is refused by the store: the district runs without photos, the log says why, and the secret stands nowhere', async () => {
  const wrong = 'wJalrXUtnFEMI-K7MDENG-bPxRfiCYEXAMPLEKEY', before = s3.names().length
  await restart({ AWS_SECRET_ACCESS_KEY: wrong })
  const refused = await resident.upload(fixture('upright.jpg'))
  assert.equal(refused.status, 503)
  assert.match(district.server.said, /the photo store cannot be used.*403 SignatureDoesNotMatch/)
  assert.match(district.server.said, /request_id.*S3 PUT: 403 SignatureDoesNotMatch/)
  await district.report()
  for (const text of [district.server.said, JSON.stringify(refused.body), readFileSync(`/proc/${district.server.child.pid}/cmdline`, 'utf8')]) assert.doesNotMatch(text, new RegExp(wrong))
  assert.equal(s3.names().length, before)
  s3.unlike = []
  await restart()
  assert.doesNotMatch(district.server.said, /cannot be used/)
})

test('keys in a file are used where only its owner may read it', async () => {
  const file = join(district.data, 'keys')
  const env = { GULOU_DEMO_NO_HISTORY: '1', AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '', LANG: 'en' }
  writeFileSync(file, `[default]\naws_access_key_id = S3RVER\naws_secret_access_key = ${SECRET}\n`)
  chmodSync(file, 0o644)
  const flags = [...s3.flags(), '--s3-key-file', file]
  await assert.rejects(startServer({ data: district.data + '-x', flags, env }), /Others can read the key file/)
  chmodSync(file, 0o600)
  const verified = await run(district.server.program, ['verify', '--data', district.data, ...flags], { env })
  assert.equal(verified.code, 0, verified.out)
  rmSync(district.data + '-x', { recursive: true, force: true })
})

test('the bucket in the host\'s name is asked and signed for as well', async () => {
  const endpoint = s3.endpoint.replace('127.0.0.1', 'localhost')
  const before = s3.seen.length
  await run(district.server.program, ['photos', 'folder', '--data', district.data, '--photos', `s3://${BUCKET}/d`, '--s3-endpoint', endpoint, '--s3-style', 'host'], { env: s3.env() })
  const asked = s3.seen.slice(before)
  assert.ok(asked.some((line) => line.startsWith('GET /?list-type=2')), `no bucket in the path: ${asked}`)
  assert.deepEqual(s3.unlike, [])
})

test('photos are copied out of the store and into another, again without harm, and other bytes are never overwritten', async () => {
  const { id } = (await resident.upload(fixture('upright.jpg'))).body.photo
  const copy = (to, from) => run(district.server.program, ['photos', to, '--data', district.data, '--s3-endpoint', s3.endpoint, ...from], { env: { ...s3.env(), LANG: 'en' } })
  const all = s3.names().length + s3.names('d/models').length
  const out = await copy('folder', ['--photos', `s3://${BUCKET}/d`])
  assert.equal(out.code, 0, out.out)
  const here = join(district.data, 'photos', id.slice(0, 2), `${id}.jpg`)
  assert.ok(readFileSync(here).equals(s3.bytes(pair(id)[0])))
  const again = await copy('folder', ['--photos', `s3://${BUCKET}/d`])
  assert.match(again.out, new RegExp(`: 0 files copied, ${all - 1} were there already`), 'all but the one that is no photo')
  rmSync(here)
  const resumed = await copy('folder', ['--photos', `s3://${BUCKET}/d`])
  assert.match(resumed.out, /: 1 files copied/)
  assert.equal((await copy(`s3://${BUCKET}/second`, [])).code, 0)
  assert.equal(s3.names('second').length, all - 1)
  s3.put(`second/photos/${id.slice(0, 2)}/${id}.jpg`, 'other bytes')
  const unlike = await copy(`s3://${BUCKET}/second`, [])
  assert.equal(unlike.code, 1)
  assert.match(unlike.out, /has other bytes/)
  assert.equal(s3.bytes(`second/photos/${id.slice(0, 2)}/${id}.jpg`).toString(), 'other bytes')
})

test('a server without the model\'s file fetches it from the store', async () => {
  const models = join(district.data, 'models')
  const had = readdirSync(models).filter((name) => name.endsWith('.model'))
  assert.equal(had.length, 1)
  rmSync(models, { recursive: true })
  await restart()
  assert.doesNotMatch(district.server.said, /learning anew/)
  assert.deepEqual(readdirSync(models), had)
  assert.deepEqual(s3.names('d/models'), had.map((name) => `d/models/${name}`))
})
