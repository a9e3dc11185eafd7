// One build, three pages: / (citizen), /field/ and /command/. Files below /assets/ carry a hash; nothing is fetched
// from anywhere else. Syntax goes down to what a WebView of 2018 reads.
import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'
import type { Plugin } from 'vite'

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const server = process.env.GULOU_SERVER ?? 'http://localhost:12345'

/** While developing, routes of an application answer with its page, as the server does. */
function pagesOfRoutes(): Plugin {
  return {
    name: 'gulou-pages-of-routes',
    configureServer(vite) {
      vite.middlewares.use((req, _res, next) => {
        const path = (req.url ?? '/').split('?')[0]
        const isRoute = req.headers.accept?.includes('text/html') && !/\.\w+$/.test(path)
        if (isRoute) req.url = path.startsWith('/field') ? '/field/index.html' : path.startsWith('/command') ? '/command/index.html' : '/index.html'
        next()
      })
    },
  }
}

export default defineConfig({
  root: at('.'),
  plugins: [vue(), pagesOfRoutes()],
  server: { port: 5173, proxy: { '/api': { target: server } } },
  build: {
    outDir: at('./dist'),
    emptyOutDir: true,
    target: ['es2018', 'chrome70', 'safari12'],
    assetsInlineLimit: 2048,
    modulePreload: { polyfill: true },
    chunkSizeWarningLimit: 1200,
    rollupOptions: {
      input: { citizen: at('./index.html'), field: at('./field/index.html'), command: at('./command/index.html') },
    },
  },
})
