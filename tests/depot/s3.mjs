// An S3 server that we did not write (@20minutes/s3rver; it checks Signature Version 4), and the way to it: a proxy that can
// be cut, slow, lossy, or as strict as Amazon about "If-None-Match: *", which that server overlooks. The proxy also computes
// each signature itself, with aws4: what it hands on was signed as a third program signs.
import aws4 from 'aws4'
import { spawn } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { createServer, request as ask } from 'node:http'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const BUCKET = 'gulou-photos'
export const KEY = 'S3RVER'
export const SECRET = 'S3RVER' // that server's own
const OBJECT = '._S3rver_object'

function started(child) {
  return new Promise((done, refuse) => {
    let said = ''
    const hear = (bytes) => {
      said += bytes
      const port = /port (\d+)/.exec(said)?.[1]
      if (port) done(Number(port))
    }
    child.stdout.on('data', hear)
    child.stderr.on('data', hear)
    child.once('exit', (code) => refuse(new Error(`the S3 server ended with ${code}: ${said}`)))
  })
}

/** The request's Authorization as aws4 computes it from the same headers. */
function signedByAnother(req, body) {
  const names = /SignedHeaders=([^,]+)/.exec(req.headers.authorization ?? '')?.[1]?.split(';') ?? []
  const headers = Object.fromEntries(names.map((name) => [name, req.headers[name]]))
  const region = /Credential=[^/]+\/\d+\/([^/]+)\//.exec(req.headers.authorization ?? '')?.[1]
  const bodyHash = createHash('sha256').update(body).digest('hex')
  if (bodyHash !== headers['x-amz-content-sha256']) return 'another payload'
  const signer = new aws4.RequestSigner({ service: 's3', region, method: req.method, host: req.headers.host, path: req.url, headers, doNotModifyHeaders: true }, { accessKeyId: KEY, secretAccessKey: SECRET })
  signer.datetime = headers['x-amz-date']
  signer.prepareRequest()
  return signer.authHeader()
}

export class S3 {
  static async open() {
    const s3 = new S3()
    s3.folder = mkdtempSync(join(tmpdir(), 'gulou-s3-'))
    mkdirSync(join(s3.folder, BUCKET))
    const program = fileURLToPath(new URL('s3-server.mjs', import.meta.url))
    // its continuation tokens are made with a cipher that OpenSSL 3 keeps among the old ones
    s3.child = spawn(process.execPath, ['--openssl-legacy-provider', program, s3.folder, BUCKET], { stdio: ['ignore', 'pipe', 'pipe'] })
    s3.port = await started(s3.child)
    Object.assign(s3, { way: 'open', seen: [], unlike: [], lose: 0, truncate: 0, held: new Set() })
    s3.proxy = createServer((req, res) => s3.pass(req, res))
    await new Promise((done) => s3.proxy.listen(0, '127.0.0.1', done))
    s3.endpoint = `http://127.0.0.1:${s3.proxy.address().port}`
    return s3
  }

  /** What `gulou` needs to know; the keys only in the environment. */
  flags(prefix = 'd') { return ['--photos', `s3://${BUCKET}/${prefix}`, '--s3-endpoint', this.endpoint] }
  env(secret = SECRET) { return { AWS_ACCESS_KEY_ID: KEY, AWS_SECRET_ACCESS_KEY: secret } }

  pass(req, res) {
    const parts = []
    req.on('data', (part) => parts.push(part))
    req.on('end', () => this.answer(req, Buffer.concat(parts), res))
  }

  answer(req, body, res) {
    this.seen.push(`${req.method} ${req.url}`)
    if (signedByAnother(req, body).replace(/, /g, ',') !== (req.headers.authorization ?? '').replace(/, /g, ',')) this.unlike.push(`${req.method} ${req.url}`)
    if (this.way === 'cut') return req.socket.destroy()
    if (this.way === 'slow') return this.held.add(res)
    if (this.way === 'busy') return res.writeHead(503).end('<Error><Code>SlowDown</Code></Error>')
    if (req.headers['if-none-match'] === '*' && existsSync(this.file(decodeURIComponent(req.url)))) {
      return res.writeHead(412).end('<Error><Code>PreconditionFailed</Code></Error>')
    }
    const on = ask({ port: this.port, host: '127.0.0.1', method: req.method, path: req.url, headers: req.headers }, (answer) => this.back(req, answer, res))
    on.on('error', () => res.destroy())
    on.end(body)
  }

  back(req, answer, res) {
    const parts = []
    answer.on('data', (part) => parts.push(part))
    answer.on('end', () => {
      const body = Buffer.concat(parts)
      if (req.method === 'PUT' && this.lose > 0) {
        this.lose--
        return req.socket.destroy() // it was stored, and nobody heard
      }
      res.writeHead(answer.statusCode, answer.headers)
      if (req.method === 'GET' && this.truncate > 0 && req.url.includes('.jpg')) {
        this.truncate--
        res.write(body.subarray(0, body.length / 2))
        return setTimeout(() => res.destroy(), 20)
      }
      if (this.spoil && req.method === 'GET' && req.url.includes('.jpg')) body[body.length >> 1] ^= 1
      res.end(req.method === 'HEAD' ? undefined : body)
    })
  }

  release() {
    this.way = 'open'
    for (const res of this.held) res.destroy()
    this.held.clear()
  }

  /** Where the server keeps "/bucket/key". */
  file(path) { return join(this.folder, path + OBJECT) }

  /** Names in the bucket below a prefix. */
  names(prefix = 'd/photos') {
    const root = join(this.folder, BUCKET)
    const all = existsSync(join(root, prefix)) ? readdirSync(join(root, prefix), { recursive: true }) : []
    return all.filter((name) => name.endsWith(OBJECT)).map((name) => `${prefix}/${name.slice(0, -OBJECT.length)}`).sort()
  }

  bytes(name) { return readFileSync(this.file(`/${BUCKET}/${name}`)) }

  /** An object that somebody else put there, `hours` ago. */
  put(name, bytes, hours = 0) {
    const file = this.file(`/${BUCKET}/${name}`)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, bytes)
    writeFileSync(file.replace(/_object$/, '_metadata.json'), '{"content-type":"image/jpeg"}')
    writeFileSync(`${file}.md5`, '0cc175b9c0f1b6a831c399e269772661')
    this.age(name, hours)
  }

  age(name, hours) {
    const then = Date.now() / 1000 - hours * 3600
    for (const end of ['', '.md5']) utimesSync(this.file(`/${BUCKET}/${name}`) + end, then, then)
  }

  async close() {
    this.release()
    this.proxy.closeAllConnections?.()
    await new Promise((done) => this.proxy.close(done))
    this.child.removeAllListeners('exit')
    this.child.kill()
    rmSync(this.folder, { recursive: true, force: true })
  }
}
