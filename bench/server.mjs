// A server to measure: started on a folder (or a database), asked until it answers, looked at from outside, stopped.
import {spawn, spawnSync} from 'node:child_process'
import {readFileSync} from 'node:fs'

const PASSWORD = 'gulou-demo-2026'
export const sleep = ms => new Promise(done => setTimeout(done, ms))

export class Server {
  constructor({program, folder, database, port}) {
    this.base = `http://127.0.0.1:${port}`
    this.port = port
    const where = database ? ['--database', database] : []
    this.began = performance.now()
    this.child = spawn(program, ['serve', '--data', folder, ...where, '--port', String(port), '--demo', '--no-history', '--proxies', '127.0.0.1', '--connections-per-ip', '4000'], {stdio: ['ignore', 'ignore', 'pipe']})
    this.said = ''
    this.child.stderr.on('data', bytes => { this.said = (this.said + bytes).slice(-2000) })
    const kill = () => this.child.kill()
    process.once('exit', kill)
    this.gone = new Promise(done => this.child.once('exit', done)).then(() => process.off('exit', kill))
  }

  // Milliseconds from the process's start to its first answer.
  async up(patienceMs = 60000) {
    while (performance.now() - this.began < patienceMs) {
      if (this.child.exitCode !== null) break // perhaps another server has the port or the folder
      try {
        const answer = await fetch(`${this.base}/healthz`)
        await answer.text()
        if (answer.ok) return performance.now() - this.began
      } catch {
        await sleep(1)
      }
    }
    throw new Error(`the server does not come up: ${this.said}`)
  }

  async stop() {
    this.child.kill('SIGTERM')
    await this.gone
  }

  async signIn(login) {
    const answer = await fetch(`${this.base}/api/session`, {method: 'POST', headers: {'content-type': 'application/json', 'x-forwarded-for': `10.2.${Date.now() >> 8 & 255}.${Date.now() & 255}`}, body: JSON.stringify({login, password: PASSWORD})})
    if (!answer.ok) throw new Error(`sign-in of ${login}: ${answer.status}`)
    const {csrf} = await answer.json()
    return {cookie: answer.headers.get('set-cookie').split(';')[0], csrf}
  }

  async get(path, session) {
    const answer = await fetch(this.base + path, {headers: session ? {cookie: session.cookie} : {}})
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`)
    return answer.json()
  }

  // A resident's report, from an address of its own: how many one address may send is limited.
  async submit(i) {
    const answer = await fetch(`${this.base}/api/cases`, {method: 'POST', headers: {'content-type': 'application/json', 'idempotency-key': `bench-${Date.now()}-${i}`, 'x-forwarded-for': `10.3.${i >> 8 & 255}.${i & 255}`}, body: JSON.stringify({text: `五四路路灯不亮，第${i}盏`, position: {lat: 26.083 + i % 100 * 1e-4, lon: 119.296, accuracy_m: 10}})})
    if (answer.status !== 201) throw new Error(`submit: ${answer.status} ${await answer.text()}`)
    return answer.json()
  }

  // Megabytes: resident now, resident at its peak, and proportional (what it shares counted by its part).
  memory() {
    const status = readFileSync(`/proc/${this.child.pid}/status`, 'utf8')
    const kb = (text, key) => Number(new RegExp(`^${key}:\\s+(\\d+)`, 'm').exec(text)?.[1] ?? 0)
    const smaps = readFileSync(`/proc/${this.child.pid}/smaps_rollup`, 'utf8')
    return {rss_mb: kb(status, 'VmRSS') / 1024, peak_mb: kb(status, 'VmHWM') / 1024, anonymous_mb: kb(status, 'RssAnon') / 1024, pss_mb: kb(smaps, 'Pss') / 1024}
  }

  // Seconds of processor time it has taken: what a busy machine does not stretch.
  processor() {
    const fields = readFileSync(`/proc/${this.child.pid}/stat`, 'utf8').split(') ')[1].split(' ')
    return (Number(fields[11]) + Number(fields[12])) / 100
  }

  // Asks for these addresses over so many kept connections for so long; times in milliseconds.
  ask(asks, {connections = 1, ms = 2000} = {}) {
    const lines = asks.map(({path, session, headers = {}}) => [path, ...(session ? [`Cookie: ${session.cookie}`] : []), ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`)].join('\t'))
    const before = this.processor()
    const run = spawnSync('build/release/bench/ask_bench', [String(this.port), String(connections), String(ms)], {input: lines.join('\n') + '\n', encoding: 'utf8'})
    if (run.status !== 0) throw new Error(`ask_bench: ${run.stderr}`)
    const told = JSON.parse(run.stdout)
    if (told.failed > 0) throw new Error(`${asks[0].path}: ${told.failed} of ${told.asked} failed: ${run.stderr}`)
    return {...told, cpu_ms: (this.processor() - before) * 1e3 / (told.asked + connections)}
  }
}
