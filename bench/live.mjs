// Live streams: so many desks with the page open. Memory of each, and how long after a report was answered they all heard of it.
//   node bench/live.mjs PROGRAM FOLDER [DATABASE]      prints one JSON object
import http from 'node:http'
import {Server, sleep} from './server.mjs'

const [program, folder, database] = process.argv.slice(2)
const server = new Server({program, folder, database, port: Number(process.env.PORT ?? 12533)})
await server.up()
const centre = await server.signIn('centre')
const heard = new Map() // case number: when each stream heard of it
const streams = []
const sorted = times => times.sort((a, b) => a - b)
const part = (times, share) => times[Math.min(times.length - 1, Math.floor(times.length * share))]

function open() {
  return new Promise((done, failed) => {
    const request = http.get(`${server.base}/api/stream`, {headers: {cookie: centre.cookie}, agent: false}, response => {
      response.setEncoding('utf8')
      response.on('data', text => {
        const now = performance.now()
        for (const [, number] of text.matchAll(/"number":"(\d+)"[^}]*"action":"triage"/g)) heard.get(number)?.push(now) ?? heard.set(number, [now])
      })
      streams.push(request)
      response.statusCode === 200 ? done() : failed(new Error(`stream: ${response.statusCode}`))
    })
    request.on('error', failed)
  })
}

async function measure(count) {
  const before = server.memory()
  const first = streams.length
  while (streams.length < count) await open()
  await sleep(500)
  const after = server.memory()
  const times = []
  for (let i = 0; i < 20; i++) {
    const {number} = await server.submit(i + count)
    const answered = performance.now()
    for (let wait = 0; wait < 500 && (heard.get(number)?.length ?? 0) < count; wait++) await sleep(2)
    const all = heard.get(number) ?? []
    if (all.length < count) throw new Error(`${all.length} of ${count} streams heard of ${number}`)
    times.push(...all.map(at => at - answered))
  }
  sorted(times)
  return {streams: count, kb_each: (after.rss_mb - before.rss_mb) * 1024 / (count - first), rss_mb: after.rss_mb, p50_ms: part(times, 0.5), p99_ms: part(times, 0.99)}
}

const figures = []
for (const count of [200, 1000]) figures.push(await measure(count))
for (const stream of streams) stream.destroy()
await server.stop()
console.log(JSON.stringify(figures))
