import { beforeAll, describe, expect, it } from 'vitest'
import { formatNames, judgePhotos, typeOfBytes } from './photos'

// Node has File but no FileReader; this is the little of it that is used.
beforeAll(() => {
  class Reader {
    result: ArrayBuffer | null = null
    onload?: () => void
    readAsArrayBuffer(blob: Blob) { void blob.arrayBuffer().then((bytes) => { this.result = bytes; this.onload?.() }) }
  }
  Object.assign(globalThis, { FileReader: Reader })
})

const rules = { types: ['image/jpeg', 'image/png', 'image/heic'], bytesMax: 1000, countMax: 3 }
const jpeg = (name = 'a.jpg', size = 100) => {
  const bytes = new Uint8Array(size)
  bytes.set([0xff, 0xd8, 0xff])
  return new File([bytes], name, { type: 'image/jpeg' })
}

describe('photos', () => {
  it('are known by their first bytes and not by their name', async () => {
    const pdf = new File(['%PDF-1.7 ...'], 'photo.jpg', { type: 'image/jpeg' })
    const { good, refusals } = await judgePhotos([pdf, jpeg()], 0, rules)
    expect(good.map(({ file }) => file.name)).toEqual(['a.jpg'])
    expect(refusals[0]).toBe('「photo.jpg」不是可用的照片格式，请选用 JPEG、PNG、HEIC。')
  })
  it('too large, empty or too many are refused each with its reason', async () => {
    const { good, refusals } = await judgePhotos([jpeg('big.jpg', 2_000_000), new File([], 'none.jpg'), jpeg(), jpeg()], 0, rules)
    expect(good).toHaveLength(1)
    expect(refusals).toHaveLength(3)
    expect(refusals[0]).toContain('1.9 MB')
    expect(refusals[2]).toBe('最多 3 张照片，多出的 1 张没有加入。')
  })
  it('count those already there', async () => {
    expect((await judgePhotos([jpeg()], 3, rules)).good).toHaveLength(0)
  })
  it('of an iPhone are HEIC', () => {
    const heic = new TextEncoder().encode('\0\0\0\x18ftypheic')
    expect(typeOfBytes(heic)).toBe('image/heic')
    expect(formatNames(['image/heic', 'image/heif', 'image/jpeg'])).toBe('HEIC、JPEG')
  })
})
