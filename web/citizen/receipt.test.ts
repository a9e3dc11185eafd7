import { describe, expect, it } from 'vitest'
import { leafHash, nodeHash, rootOf, toHex, verifyReceipt } from './receipt'

type Bytes = Uint8Array<ArrayBuffer>

// RFC 6962 by its definition: MTH splits at the largest power of two below n.
const split = (n: number) => { let k = 1; while (k * 2 < n) k *= 2; return k }
async function treeHead(leaves: Bytes[]): Promise<Bytes> {
  if (leaves.length === 1) return leaves[0]
  const k = split(leaves.length)
  return nodeHash(await treeHead(leaves.slice(0, k)), await treeHead(leaves.slice(k)))
}
async function auditPath(m: number, leaves: Bytes[]): Promise<string[]> {
  if (leaves.length === 1) return []
  const k = split(leaves.length)
  return m < k
    ? [...(await auditPath(m, leaves.slice(0, k))), toHex(await treeHead(leaves.slice(k)))]
    : [...(await auditPath(m - k, leaves.slice(k))), toHex(await treeHead(leaves.slice(0, k)))]
}
const receiptFor = async (event: string, m: number, events: string[]) => {
  const leaves = await Promise.all(events.map(leafHash))
  const head = { jurisdiction: '350102', size: events.length, root: toHex(await treeHead(leaves)), at: '2026-03-05T02:14:00Z', signature: '', public_key: '' }
  return { number: '1', leaf_hash: toHex(await leafHash(event)), event, sealed: true, leaf_index: m, path: await auditPath(m, leaves), head }
}

describe('a receipt', () => {
  it('is proved for every leaf of every log up to seventeen', async () => {
    for (let size = 1; size <= 17; size++) {
      const leaves = await Promise.all(Array.from({ length: size }, (_, i) => leafHash(`事件 ${i}`)))
      const root = toHex(await treeHead(leaves))
      for (let m = 0; m < size; m++) expect(await rootOf(leaves[m], m, size, await auditPath(m, leaves))).toBe(root)
    }
  })
  it('of an altered report is found out', async () => {
    const events = ['{"a":1}', '{"a":2}', '{"a":3}']
    expect(await verifyReceipt(await receiptFor(events[1], 1, events))).toBe('whole')
    expect(await verifyReceipt({ ...(await receiptFor(events[1], 1, events)), event: '{"a":9}' })).toBe('altered')
  })
  it('whose leaf is not in the log is found out', async () => {
    const events = ['{"a":1}', '{"a":2}', '{"a":3}']
    expect(await verifyReceipt(await receiptFor('{"a":9}', 1, events))).toBe('altered')
    const good = await receiptFor(events[1], 1, events)
    expect(await verifyReceipt({ ...good, leaf_index: 2 })).toBe('altered')
    expect(await verifyReceipt({ ...good, path: good.path.slice(1) })).toBe('altered')
    expect(await verifyReceipt({ ...good, path: [...good.path, good.path[0]] })).toBe('altered')
  })
  it('with a forged signature is found out', async () => {
    const pair = (await crypto.subtle.generateKey({ name: 'Ed25519' }, true, ['sign', 'verify'])) as CryptoKeyPair
    const { head, ...rest } = await receiptFor('x', 0, ['x', 'y'])
    const public_key = toHex(new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey)))
    const sign = async (said: string) => toHex(new Uint8Array(await crypto.subtle.sign('Ed25519', pair.privateKey, new TextEncoder().encode(said))))
    const good = await sign(`gulou-log-v1\n350102\n2\n${head.root}\n${Date.parse(head.at)}`)
    expect(await verifyReceipt({ ...rest, head: { ...head, public_key, signature: good } })).toBe('whole')
    expect(await verifyReceipt({ ...rest, head: { ...head, public_key, signature: await sign('another') } })).toBe('altered')
  })
  it('not yet sealed says so', async () => {
    const receipt = await receiptFor('x', 0, ['x'])
    expect(await verifyReceipt({ ...receipt, sealed: false, leaf_index: null, head: null, path: [] })).toBe('unsealed')
  })
})
