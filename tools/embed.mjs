// Turns a folder of built web files into one C file with the table of src/http/assets.h, for the release binary.
//
//   node tools/embed.mjs web/dist build/gen/assets.c
//
// The bytes go to files beside the C file and in by the assembler's .incbin (a byte array of megabytes would compile for
// minutes). A file is kept plain only where gzip saves less than a tenth of it (the server unpacks for the few clients that
// take no compression). Files below /assets/ have a hash in their name and are marked as immutable.
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

const types = {
  html: 'text/html; charset=utf-8', js: 'text/javascript; charset=utf-8', mjs: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8', json: 'application/json', geojson: 'application/geo+json',
  webmanifest: 'application/manifest+json', svg: 'image/svg+xml', png: 'image/png', jpg: 'image/jpeg',
  jpeg: 'image/jpeg', webp: 'image/webp', ico: 'image/x-icon', woff2: 'font/woff2', woff: 'font/woff',
  mp3: 'audio/mpeg', wav: 'audio/wav', txt: 'text/plain; charset=utf-8', yaml: 'application/yaml', wasm: 'application/wasm',
}
const compressible = new Set(['html', 'js', 'mjs', 'css', 'json', 'geojson', 'webmanifest', 'svg', 'txt', 'yaml', 'wasm', 'ico'])

const [folder, output] = process.argv.slice(2)
if (!folder || !output) {
  console.error('usage: node tools/embed.mjs FOLDER OUTPUT.c')
  process.exit(2)
}

// Byte order, as the table's binary search expects.
const byBytes = (a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))
const files = readdirSync(folder, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
  .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
  .map((path) => ({ path, url: '/' + path.slice(join(folder, '/').length).split('\\').join('/') }))
  .sort((a, b) => byBytes(a.url, b.url))

const blobs = resolve(dirname(output), 'assets')
rmSync(blobs, { recursive: true, force: true })
mkdirSync(blobs, { recursive: true })

let assembly = ''
let declarations = ''
let rows = ''

function blob(name, bytes) {
  const path = join(blobs, name)
  writeFileSync(path, bytes)
  assembly += `    ".balign 16\\n${name}:\\n.incbin \\"${path}\\"\\n"\n`
  declarations += `extern const char ${name}[] __attribute__((visibility("hidden")));\n`
  return `{${name}, ${bytes.length}}`
}

const worthIt = (packed, plain) => packed.length < plain.length * 0.9
const none = '{NULL, 0}'

files.forEach(({ path, url }, i) => {
  const plain = readFileSync(path)
  const extension = url.includes('.') ? url.slice(url.lastIndexOf('.') + 1).toLowerCase() : ''
  const etag = createHash('sha256').update(plain).digest('hex').slice(0, 20)
  let body = none
  let gzip = none
  let brotli = none
  if (compressible.has(extension)) {
    const g = gzipSync(plain, { level: 9 })
    const b = brotliCompressSync(plain, {
      params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: plain.length },
    })
    if (worthIt(g, plain)) gzip = blob(`asset_${i}_gz`, g)
    if (gzip !== none && worthIt(b, plain)) brotli = blob(`asset_${i}_br`, b)
  }
  if (gzip === none && plain.length > 0) body = blob(`asset_${i}`, plain)
  rows += `    {${JSON.stringify(url)}, ${JSON.stringify(types[extension] ?? 'application/octet-stream')}, "${etag}", ` +
    `${url.startsWith('/assets/')}, ${body}, ${gzip}, ${brotli}},\n`
})

const source = `/* Made by tools/embed.mjs: do not edit. */
#include "http/assets.h"

__asm__(
    ".pushsection .rodata\\n"
${assembly}    ".popsection\\n");

${declarations}
static const Asset assets[] = {
${rows || '    {0},\n'}};

const AssetTable http_embedded_assets = {assets, ${files.length}};
`
writeFileSync(output, source)
