import { afterEach, describe, expect, it, vi } from 'vitest'
import { addressOf, api, ApiProblem, headersFor, NetworkFailure, problemOf, sentenceOf, useCsrf } from './api'
import { locale } from './i18n'

afterEach(() => { vi.unstubAllGlobals(); useCsrf(''); locale.value = 'zh' })

describe('addresses', () => {
  it('fills the path and leaves out what was not asked', () => {
    expect(addressOf('/api/cases/{number}/{action}', { number: '1234567890123', action: 'check-in' })).toBe('/api/cases/1234567890123/check-in')
    expect(addressOf('/api/cases', {}, { view: 'desk', q: '公园 a&b', unit: '', overdue: undefined })).toBe('/api/cases?view=desk&q=%E5%85%AC%E5%9B%AD%20a%26b')
    expect(addressOf('/api/rating/{token}', { token: '../x' })).toBe('/api/rating/..%2Fx')
  })
})

describe('headers', () => {
  it('sends the CSRF token only with what changes something', () => {
    useCsrf('abc')
    expect(headersFor('POST', {})['X-CSRF-Token']).toBe('abc')
    expect(headersFor('GET', {})['X-CSRF-Token']).toBeUndefined()
  })
  it('carries the language, the key and the secret', () => {
    locale.value = 'en'
    expect(headersFor('POST', { key: 'k', secret: 's' })).toEqual({ 'Accept-Language': 'en', 'Idempotency-Key': 'k', Authorization: 'Tracking s' })
  })
})

describe('what went wrong', () => {
  it('keeps the server’s sentence and field', () => {
    const problem = problemOf(422, JSON.stringify({ detail: '请写明情况', code: 'TEXT_NEEDED', field: 'text' }))
    expect(problem).toMatchObject({ status: 422, code: 'TEXT_NEEDED', field: 'text', message: '请写明情况', passing: false })
  })
  it('finds its own words for a proxy’s page', () => {
    const problem = problemOf(502, '<html>Bad gateway</html>')
    expect(problem.message).toBe('服务器暂时无法处理，请稍后再试。')
    expect(problem.passing).toBe(true)
  })
  it('tells a refusal from an unreachable server', async () => {
    vi.stubGlobal('navigator', { onLine: true })
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')))
    await expect(api('GET /api/district')).rejects.toBeInstanceOf(NetworkFailure)
    vi.stubGlobal('fetch', () => Promise.resolve(new Response('{"detail":"忙","code":"BUSY"}', { status: 503 })))
    await expect(api('GET /api/district')).rejects.toBeInstanceOf(ApiProblem)
  })
  it('gives up after its time', async () => {
    vi.stubGlobal('navigator', { onLine: true })
    vi.stubGlobal('fetch', (_: string, init: RequestInit) => new Promise((_ok, no) => init.signal?.addEventListener('abort', () => no(new Error('aborted')))))
    await expect(api('GET /api/district', { timeoutMs: 20 })).rejects.toMatchObject({ kind: 'timeout' })
  })
  it('never shows a stranger’s stack trace', () => expect(sentenceOf(new Error('x is undefined'))).toContain('出了点问题'))
})
