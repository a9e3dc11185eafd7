// Files to and from the server: what api() cannot carry, because it is no JSON.
import { addressOf, headersFor, NetworkFailure, problemOf } from '../../shared/api'
import type { Answer } from '../../shared/api'

export type Verdict = Extract<Answer<'POST /api/imports/cases'>, { rows: number }>
export interface Upload { platform: string; file: File }

async function ask(address: string, init: RequestInit = {}): Promise<Response> {
  let answer: Response
  try {
    answer = await fetch(address, { credentials: 'same-origin', cache: 'no-store', ...init, headers: headersFor(init.method ?? 'GET', {}) })
  } catch {
    throw new NetworkFailure('unreachable')
  }
  if (!answer.ok) throw problemOf(answer.status, await answer.text(), Number(answer.headers.get('Retry-After')) || null)
  return answer
}

function formOf({ platform, file }: Upload, more: Record<string, string>): FormData {
  const form = new FormData()
  form.append('platform', platform)
  for (const [name, value] of Object.entries(more)) form.append(name, value)
  form.append('file', file, file.name)
  return form
}

export async function sendFile(upload: Upload, way: 'trial' | 'take'): Promise<Verdict> {
  const answer = await ask('/api/imports/cases', { method: 'POST', body: formOf(upload, { dry_run: String(way === 'trial') }) })
  return (await answer.json()) as Verdict
}

function keep(bytes: Blob, name: string): void {
  const address = URL.createObjectURL(bytes)
  const link = document.createElement('a')
  link.href = address
  link.download = name
  document.body.append(link)
  link.click()
  link.remove()
  setTimeout(() => URL.revokeObjectURL(address), 10_000)
}

export async function downloadRefused(upload: Upload): Promise<void> {
  const answer = await ask('/api/imports/cases', { method: 'POST', body: formOf(upload, { answer: 'refused' }) })
  keep(await answer.blob(), `${upload.file.name.replace(/\.\w+$/, '')}-refused.xlsx`)
}

/** How many cases are in the file, and whether there were more than fit. */
export async function exportCases(query: Record<string, string | boolean | undefined> & { format: string }): Promise<{ cases: number; more: boolean }> {
  const answer = await ask(addressOf('/api/exports/cases', {}, query))
  keep(await answer.blob(), `cases.${query.format}`)
  return { cases: Number(answer.headers.get('Gulou-Cases')), more: answer.headers.get('Gulou-More') === 'true' }
}
