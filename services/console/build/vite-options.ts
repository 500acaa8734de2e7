import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { routes } from '@inkling/client/routes'
import type { InlineConfig, Plugin } from 'vite'

/** The libraries that every page needs. */
const names = 'react|react-dom|scheduler|wouter|regexparam|use-sync-external-store|@tanstack/(?:react-query|query-core)'
const firstLibraries = new RegExp(`node_modules/(?:${names})/`)

/** What runs before the rest is there; without the libraries. */
const first = /\/console\/src\/(?:first\/|main\.ts)|vite\/preload-helper|rolldown\/runtime/
/** What stands around every page, and what pages are made of. */
const ofEveryPage = /\/console\/src\/(?:app|data|ui)\/|\/overview\/objectives\.tsx|node_modules\/lucide-react\//
/** Of that, what is loaded when it is first shown. */
const later = [
  ...['account-menu', 'chart-colours', 'data-table', 'draw-marks', 'drawer', 'export-[a-z]+', 'line-chart'],
  ...['palette', 'report-vitals', 'save-file', 'sign-in-again', 'use-row-table'],
]
const onDemand = new RegExp(`/(?:${later.join('|')})\\.tsx?$`)
const tables = /\/ui\/(?:data-table|use-row-table|export-button)\.tsx?$|@tanstack\/(?:react-)?(?:table|virtual)/

/** Browsers of 2024 and newer. */
const target = 'es2023'

export const viteOptions = (root: string, outDir: string): InlineConfig => ({
  root,
  base: '/console/',
  configFile: false,
  envDir: false,
  logLevel: 'error',
  plugins: [plainRoutes(root)],
  // What the import of the command uses of Node.
  resolve: {
    alias: {
      'node:crypto': join(root, 'src/node/crypto.ts'),
      'node:net': join(root, 'src/node/net.ts'),
      'node:zlib': join(root, 'src/node/zlib.ts'),
      'csv-parse/sync': 'csv-parse/browser/esm/sync',
    },
  },
  build: {
    target,
    outDir,
    emptyOutDir: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    manifest: true,
    // Few files: a browser asks for six at a time. The libraries change seldom, so browsers keep them.
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'first', test: first },
            { name: 'libraries', test: firstLibraries },
            { name: 'console', test: (id) => ofEveryPage.test(id) && !onDemand.test(id) },
            { name: 'tables', test: tables },
          ],
        },
      },
    },
  },
})

/** The routes of the calls that the console names, as plain values, so that the page has no schemas. */
const plainRoutes = (root: string): Plugin => ({
  name: 'plain-routes',
  async load(id) {
    if (!id.endsWith('/packages/client/src/routes.ts')) return null
    const sources = await textIn(join(root, 'src'))
    return `export const routes = ${JSON.stringify(routes.filter((route) => sources.includes(`'${route.id}'`)))}`
  },
})

async function textIn(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name))
  return (await Promise.all(files.map((file) => readFile(file, 'utf8')))).join('\n')
}
