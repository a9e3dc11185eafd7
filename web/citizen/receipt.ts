// Proof, computed in the reader's own browser, that a report stands unchanged in the sealed log (RFC 6962 hashing;
// the inclusion check is that of RFC 9162 §2.1.3.2).
import type { Schemas } from '../shared/api'

export type Verdict =
  | 'whole' // in the sealed log, unchanged
  | 'unsealed' // received; the next seal will hold it
  | 'altered' // the bytes do not give the leaf, or the leaf is not under the head
  | 'unable' // this browser has no cryptography here (no HTTPS)

type Bytes = Uint8Array<ArrayBuffer>

export const toHex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')

export function fromHex(hex: string): Bytes {
  const bytes = new Uint8Array(hex.length / 2)
  for (let i = 0; i < bytes.length; i++) bytes[i] = parseInt(hex.slice(2 * i, 2 * i + 2), 16)
  return bytes
}

async function sha256(...parts: Uint8Array[]): Promise<Bytes> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return new Uint8Array(await crypto.subtle.digest('SHA-256', whole))
}

export const leafHash = (event: string): Promise<Bytes> => sha256(Uint8Array.of(0), new TextEncoder().encode(event))
export const nodeHash = (left: Uint8Array, right: Uint8Array): Promise<Bytes> => sha256(Uint8Array.of(1), left, right)

/** The root that this path leads to, or null when the path cannot belong to that index and size. */
export async function rootOf(leaf: Bytes, index: number, size: number, path: readonly string[]): Promise<string | null> {
  if (index < 0 || index >= size) return null
  let node = index
  let last = size - 1
  let hash = leaf
  for (const hex of path) {
    if (last === 0) return null
    const other = fromHex(hex)
    if (node % 2 === 1 || node === last) {
      hash = await nodeHash(other, hash)
      while (node % 2 === 0 && node !== 0) {
        node = Math.floor(node / 2)
        last = Math.floor(last / 2)
      }
    } else {
      hash = await nodeHash(hash, other)
    }
    node = Math.floor(node / 2)
    last = Math.floor(last / 2)
  }
  return last === 0 ? toHex(hash) : null
}

/** False only when the signature is wrong; a browser without Ed25519 cannot tell and leaves it to the inclusion proof. */
async function signatureHolds(head: Schemas['LogHead']): Promise<boolean> {
  let key: CryptoKey
  try {
    key = await crypto.subtle.importKey('raw', fromHex(head.public_key), { name: 'Ed25519' }, false, ['verify'])
  } catch {
    return true
  }
  const said = `gulou-log-v1\n${head.jurisdiction}\n${head.size}\n${head.root}\n${Date.parse(head.at ?? '')}`
  return crypto.subtle.verify({ name: 'Ed25519' }, key, fromHex(head.signature), new TextEncoder().encode(said))
}

export async function verifyReceipt(receipt: Schemas['Receipt']): Promise<Verdict> {
  if (typeof crypto === 'undefined' || !crypto.subtle) return 'unable'
  const leaf = await leafHash(receipt.event)
  if (toHex(leaf) !== receipt.leaf_hash.toLowerCase()) return 'altered'
  if (!receipt.sealed || !receipt.head || receipt.leaf_index === null) return 'unsealed'
  const root = await rootOf(leaf, receipt.leaf_index, receipt.head.size, receipt.path)
  if (root === null || root !== receipt.head.root.toLowerCase()) return 'altered'
  return (await signatureHolds(receipt.head)) ? 'whole' : 'altered'
}
