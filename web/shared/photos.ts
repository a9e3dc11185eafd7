// Photos on their way to the server: judged here first, so that a person hears at once what is wrong, then sent with
// progress. The server judges again; nothing here is trusted by it.
import { addressOf, headersFor, NetworkFailure, problemOf } from './api'
import type { Schemas } from './api'
import { say } from './failures'
import { listed } from './i18n'

export interface PhotoRules {
  types: readonly string[] // MIME types the server reads
  bytesMax: number
  countMax: number
}

export interface JudgedPhotos {
  good: { file: File; type: string }[]
  refusals: string[] // sentences for the person
}

const NAMES: Record<string, string> = { 'image/jpeg': 'JPEG', 'image/png': 'PNG', 'image/heic': 'HEIC', 'image/heif': 'HEIC', 'image/webp': 'WebP', 'image/avif': 'AVIF' }

/** What the first bytes say it is, whatever the file is called; '' when it is no picture we know. */
export function typeOfBytes(head: Uint8Array): string {
  const text = (from: number, to: number) => String.fromCharCode(...Array.from(head.subarray(from, to)))
  if (head[0] === 0xff && head[1] === 0xd8 && head[2] === 0xff) return 'image/jpeg'
  if (text(1, 4) === 'PNG') return 'image/png'
  if (text(0, 4) === 'RIFF' && text(8, 12) === 'WEBP') return 'image/webp'
  if (text(4, 8) === 'ftyp') return text(8, 11) === 'avi' ? 'image/avif' : 'image/heic'
  return ''
}

function headOf(file: Blob): Promise<Uint8Array> {
  return new Promise((done) => {
    const reader = new FileReader()
    reader.onload = () => done(new Uint8Array(reader.result as ArrayBuffer))
    reader.onerror = () => done(new Uint8Array())
    reader.readAsArrayBuffer(file.slice(0, 16))
  })
}

function accepted(type: string, rules: PhotoRules): boolean {
  return rules.types.indexOf(type) >= 0 || (type === 'image/heic' && rules.types.indexOf('image/heif') >= 0)
}

/** The formats in words: JPEG、PNG、HEIC */
export function formatNames(types: readonly string[]): string {
  const names = types.map((type) => NAMES[type] ?? type)
  return listed(names.filter((name, i) => names.indexOf(name) === i))
}

const megabytes = (bytes: number) => String(Math.round((bytes / 1048576) * 10) / 10)

export async function judgePhotos(files: readonly File[], already: number, rules: PhotoRules): Promise<JudgedPhotos> {
  const room = Math.max(0, rules.countMax - already)
  const judged: JudgedPhotos = { good: [], refusals: [] }
  for (const file of files.slice(0, room)) {
    const type = typeOfBytes(await headOf(file))
    if (file.size === 0) judged.refusals.push(say('photoEmpty'))
    else if (!accepted(type, rules)) judged.refusals.push(say('photoType', { name: file.name, types: formatNames(rules.types) }))
    else if (file.size > rules.bytesMax) judged.refusals.push(say('photoTooLarge', { name: file.name, size: megabytes(file.size), max: megabytes(rules.bytesMax) }))
    else judged.good.push({ file, type })
  }
  if (files.length > room) judged.refusals.push(say('photoTooMany', { max: rules.countMax, n: files.length - room }))
  return judged
}

/** For <input accept>: phones offer the camera and the album; HEIC needs its extension on some. */
export function acceptOf(types: readonly string[]): string {
  return types.concat(types.indexOf('image/heic') >= 0 ? ['.heic', '.heif'] : []).join(',')
}

interface Upload {
  photo: Blob
  name: string
  onProgress?: (share: number) => void // 0..1
  signal?: AbortSignal
}

/** One try. XMLHttpRequest, because fetch tells no progress of what it sends. */
function uploadOnce({ photo, name, onProgress, signal }: Upload): Promise<Schemas['UploadedPhoto']> {
  return new Promise((done, refuse) => {
    const form = new FormData()
    form.append('photo', photo, name || 'photo')
    const request = new XMLHttpRequest()
    request.open('POST', addressOf('/api/photos'))
    const headers = headersFor('POST', {})
    Object.keys(headers).forEach((header) => request.setRequestHeader(header, headers[header]))
    request.timeout = 180_000
    request.upload.onprogress = (event) => { if (event.lengthComputable) onProgress?.(event.loaded / event.total) }
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) done(JSON.parse(request.responseText) as Schemas['UploadedPhoto'])
      else refuse(problemOf(request.status, request.responseText))
    }
    request.onerror = () => refuse(new NetworkFailure('unreachable'))
    request.ontimeout = () => refuse(new NetworkFailure('timeout'))
    request.onabort = () => refuse(new NetworkFailure('aborted'))
    const stop = () => request.abort()
    signal?.addEventListener('abort', stop)
    request.onloadend = () => signal?.removeEventListener('abort', stop)
    request.send(form)
  })
}

const PAUSES = [0, 1500, 5000]

/** Tries again after a lost connection or a busy server; a refusal is thrown at once. */
export async function uploadPhoto(upload: Upload): Promise<Schemas['UploadedPhoto']> {
  let last: unknown
  for (const pause of PAUSES) {
    if (pause) await new Promise((done) => setTimeout(done, pause))
    if (upload.signal?.aborted) throw new NetworkFailure('aborted')
    try {
      return await uploadOnce(upload)
    } catch (thrown) {
      last = thrown
      const again = thrown instanceof NetworkFailure ? thrown.kind !== 'aborted' && navigator.onLine !== false : (thrown as { passing?: boolean }).passing
      if (!again) break
    }
  }
  throw last
}
