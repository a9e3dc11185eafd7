// Lets the field's pages open without a connection. Holds the page and its hashed files of exactly one build (VERSION
// and FILES are filled in by the build); never touches /api, and nothing outside /field/ asks it anything.
// Its cache must not begin with `gulou-`: those belong to the citizen's worker, which throws its old ones away.
const CACHE = `field.gulou-${'VERSION'}`
const FILES = ['FILES']
const PAGE = '/field/index.html'
const PATIENCE_MS = 3000

self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(FILES.map((file) => new Request(file, { cache: 'reload' })))).then(() => self.skipWaiting()))
})

self.addEventListener('activate', (event) => {
  const old = (names) => names.filter((name) => name.startsWith('field.gulou-') && name !== CACHE)
  event.waitUntil(caches.keys().then((names) => Promise.all(old(names).map((name) => caches.delete(name)))).then(() => self.clients.claim()))
})

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
  if (request.method !== 'GET' || url.origin !== self.location.origin) return
  if (request.mode === 'navigate' && url.pathname.startsWith('/field')) event.respondWith(page(request).then((answer) => answer.clone()))
  else if (FILES.includes(url.pathname)) event.respondWith(caches.open(CACHE).then((cache) => cache.match(request)).then((kept) => kept || fetch(request)))
})
