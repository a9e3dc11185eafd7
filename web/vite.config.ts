// One build, three pages: / (citizen), /field/ and /command/. Files below /assets/ carry a hash; nothing is fetched
// from anywhere else. Syntax goes down to what a WebView of 2018 reads.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'
import type { Plugin } from 'vite'
import type { Reporter } from 'vitest/node'

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

interface OfflinePages {
  entry: string // the name of the application's way in
  page: string
  source: string
  fileName: string
}

/** Writes a service worker with the files that one application needs, named by what is in them. */
function serviceWorker({ entry, page, source, fileName }: OfflinePages): Plugin {
  return {
    name: `gulou-service-worker-${entry}`,
    apply: 'build',
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        const files = new Set([page, 'icon.svg'])
        const add = (name: string) => {
          const chunk = bundle[name]
          if (files.has(name) || chunk?.type !== 'chunk') return
          files.add(name)
          chunk.viteMetadata?.importedCss.forEach((css) => files.add(css))
          chunk.viteMetadata?.importedAssets.forEach((asset) => files.add(asset))
          chunk.imports.concat(chunk.dynamicImports).forEach(add)
        }
        Object.values(bundle).forEach((chunk) => chunk.type === 'chunk' && chunk.isEntry && chunk.name === entry && add(chunk.fileName))
        const list = Array.from(files, (file) => `/${file}`).sort()
        const html = bundle[page]
        const code = readFileSync(at(source), 'utf8')
        const version = createHash('sha256').update(list.join()).update(code).update(html?.type === 'asset' ? html.source : '').digest('hex').slice(0, 12)
        this.emitFile({ type: 'asset', fileName, source: code.replace("${'VERSION'}", version).replace("['FILES']", JSON.stringify(list)) })
      },
    },
  }
}

const citizensWorker = serviceWorker({ entry: 'citizen', page: 'index.html', source: './citizen/service-worker.js', fileName: 'sw.js' })
const fieldsWorker = serviceWorker({ entry: 'field', page: 'field/index.html', source: './field/service-worker.js', fileName: 'field/sw.js' })

/** The line that tools/test.sh counts by. */
const inOneLine: Reporter = {
  onTestRunEnd(modules) {
    const count = (state: 'passed' | 'failed') => modules.reduce((sum, module) => sum + Array.from(module.children.allTests(state)).length, 0)
    const broken = modules.filter((module) => module.errors().length).length
    console.log(`${count('passed')} passed, ${count('failed') + broken} failed`)
  },
}

export default defineConfig({
  root: at('.'),
  plugins: [vue(), pagesOfRoutes(), citizensWorker, fieldsWorker],
  test: { setupFiles: ['./shared/browser-globals.ts'], reporters: ['default', inOneLine] },
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
