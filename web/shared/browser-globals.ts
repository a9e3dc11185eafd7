// For tests on Node 18: the few globals of a browser that it has only in its modules.
import { File as NodeFile } from 'node:buffer'
import { webcrypto } from 'node:crypto'

if (typeof globalThis.crypto === 'undefined') Object.assign(globalThis, { crypto: webcrypto })
if (typeof globalThis.File === 'undefined') Object.assign(globalThis, { File: NodeFile })
