// Lets the citizen's pages open without a connection. Holds the page and its hashed files of exactly one build
// (VERSION and FILES are filled in by the build); never touches /api, and never keeps anything else.
const CACHE = `gulou-${'VERSION'}`
const FILES = ['FILES']
const PAGE = '/index.html'
const PATIENCE_MS = 4000

self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(FILES.map((file) => new Request(file, { cache: 'reload' })))))
})

self.addEventListener('activate', (event) => {
  event.waitUntil(caches.keys().then((names) => Promise.all(names.filter((name) => name.startsWith('gulou-') && name !== CACHE).map((name) => caches.delete(name)))))
})

const isCitizens = (path) => !/^\/(api|wechat|open311|field|command|metrics|healthz|livez|readyz)(\/|$)/.test(path)

/** The newest page if the server answers soon, else the kept one. */
async function page(request) {
  const kept = await (await caches.open(CACHE)).match(PAGE)
  if (!kept) return fetch(request)
  const late = new Promise((done) => setTimeout(done, PATIENCE_MS, kept))
  const fresh = fetch(request).then((answer) => (answer.status >= 500 ? kept : answer)).catch(() => kept)
  return Promise.race([fresh, late])
}

self.addEventListener('fetch', (event) => {
  const { request } = event
  const url = new URL(request.url)
  if (request.method !== 'GET' || url.origin !== self.location.origin || !isCitizens(url.pathname)) return
  if (request.mode === 'navigate') event.respondWith(page(request).then((answer) => answer.clone()))
  else if (FILES.includes(url.pathname)) event.respondWith(caches.open(CACHE).then((cache) => cache.match(request)).then((kept) => kept || fetch(request)))
})
