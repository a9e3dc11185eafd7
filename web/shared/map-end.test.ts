import { beforeAll, describe, expect, it, vi } from 'vitest'

// Leaflet looks at the browser as soon as it is read; this is the little of one that it asks for.
beforeAll(() => {
  vi.stubGlobal('navigator', { userAgent: 'Chrome/100', platform: 'Linux' })
  vi.stubGlobal('window', { devicePixelRatio: 1, addEventListener() {}, removeEventListener() {} })
  vi.stubGlobal('document', { documentElement: { style: {} }, createElement: () => ({ style: {}, setAttribute() {}, appendChild() {} }), addEventListener() {} })
})

interface Inside { _ctx?: unknown; _container?: unknown; _redrawBounds: unknown; _redraw: () => void }
const made = async (): Promise<Inside> => new (await import('./map-end')).LastingCanvas() as unknown as Inside

describe('the canvas of a map', () => {
  it('draws while it has something to draw on', async () => {
    const cleared: number[][] = []
    const canvas = await made()
    const ctx = { save() {}, restore() {}, setTransform() {}, clearRect: (...at: number[]) => cleared.push(at) }
    Object.assign(canvas, { _ctx: ctx, _container: { width: 30, height: 20 } })
    canvas._redraw()
    expect(cleared).toEqual([[0, 0, 30, 20]])
  })
  it('leaves a frame alone that comes after the map is gone', async () => {
    const canvas = await made()
    expect(() => canvas._redraw()).not.toThrow()
  })
  it('is asked that because Leaflet’s own throws', async () => {
    const L = (await import('leaflet')).default
    expect(() => (new L.Canvas() as unknown as Inside)._redraw()).toThrow()
  })
})

describe('a map that ends', () => {
  it('while it zooms does not end the zoom any more', async () => {
    const { endMap } = await import('./map-end')
    const said: string[] = []
    const map = { _animatingZoom: true, stop: () => said.push('stop'), remove() { said.push(this._animatingZoom ? 'zooming' : 'still') } }
    endMap(map as never)
    expect(said).toEqual(['stop', 'still'])
  })
})
