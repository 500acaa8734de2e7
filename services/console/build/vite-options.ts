import { join } from 'node:path'
import { routes } from '@inkling/client/routes'
import type { InlineConfig, Plugin } from 'vite'

/** The libraries that every page needs. */
const names = 'react|react-dom|scheduler|wouter|regexparam|use-sync-external-store|@tanstack/(?:react-query|query-core)'
const firstLibraries = new RegExp(`node_modules/(?:${names})/`)

/** Browsers of 2024 and newer. */
const target = 'es2023'

export const viteOptions = (root: string, outDir: string): InlineConfig => ({
  root,
  base: '/console/',
  configFile: false,
  envDir: false,
  logLevel: 'error',
  plugins: [plainRoutes()],
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
    // One file instead of many small ones. It changes only with the libraries, so browsers keep it.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'libraries', test: firstLibraries }] } } },
  },
})

/** The routes of the client as plain values, so that the page has no schemas. */
const plainRoutes = (): Plugin => ({
  name: 'plain-routes',
  load: (id) =>
    id.endsWith('/packages/client/src/routes.ts') ? `export const routes = ${JSON.stringify(routes)}` : null,
})
