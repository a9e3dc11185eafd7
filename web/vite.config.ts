// One build, three pages: / (citizen), /field/ and /command/. Files below /assets/ carry a hash; nothing is fetched
// from anywhere else. Syntax goes down to what a WebView of 2018 reads.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'
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

/** Writes /sw.js with the files that the citizen's pages need, named by what is in them. */
function citizensServiceWorker(): Plugin {
  return {
    name: 'gulou-service-worker',
    apply: 'build',
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        const files = new Set(['index.html', 'icon.svg'])
        const add = (name: string) => {
          const chunk = bundle[name]
          if (files.has(name) || chunk?.type !== 'chunk') return
          files.add(name)
          chunk.viteMetadata?.importedCss.forEach((css) => files.add(css))
          chunk.viteMetadata?.importedAssets.forEach((asset) => files.add(asset))
          chunk.imports.concat(chunk.dynamicImports).forEach(add)
        }
        Object.values(bundle).forEach((chunk) => chunk.type === 'chunk' && chunk.isEntry && chunk.name === 'citizen' && add(chunk.fileName))
        const list = Array.from(files, (file) => `/${file}`).sort()
        const page = bundle['index.html']
        const version = createHash('sha256').update(list.join()).update(page?.type === 'asset' ? page.source : '').digest('hex').slice(0, 12)
        const source = readFileSync(at('./citizen/service-worker.js'), 'utf8').replace("${'VERSION'}", version).replace("['FILES']", JSON.stringify(list))
        this.emitFile({ type: 'asset', fileName: 'sw.js', source })
      },
    },
  }
}

export default defineConfig({
  root: at('.'),
  plugins: [vue(), pagesOfRoutes(), citizensServiceWorker()],
  test: { setupFiles: ['./shared/browser-globals.ts'] },
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
