import { readdir, readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { InklingError } from '@inkling/errors'
import type { FastifyInstance } from 'fastify'
import { pagePolicy } from './page-policy.ts'
import { type Forms, serveBytes } from './serve-bytes.ts'

export interface ConsoleOptions {
  /** What `services/console` built. */
  readonly folder: string
}

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
}
const policy = `${pagePolicy}; img-src 'self'`
const build = 'npx -y pnpm@12 --filter @inkling/console build'

/**
 * Serves the console. Its files are named by their content, so browsers keep them for ever; the page, which names
 * them, is asked for again each time. It is the same at every address below `/console`, but for the files that it
 * preloads.
 */
export async function consoleRoute(app: FastifyInstance, { folder }: ConsoleOptions): Promise<void> {
  const page = await formsOf(join(folder, 'index.html')).catch(() => undefined)
  if (!page) return serveNothing(app)
  const headers = {
    'content-security-policy': policy,
    'cache-control': 'no-cache',
    'content-type': types['.html'] ?? '',
  }
  serveBytes(app, '/console/*', () => page, headers)
  const preloading = join(folder, 'pages')
  for (const name of await readdir(preloading)) {
    if (extname(name) !== '.html') continue
    const forms = await formsOf(join(preloading, name))
    for (const url of addressesOf(name.slice(0, -'.html'.length))) serveBytes(app, url, () => forms, headers)
  }
  const assets = join(folder, 'assets')
  for (const name of await readdir(assets)) {
    const type = types[extname(name)]
    if (!type) continue
    const forms = await formsOf(join(assets, name))
    serveBytes(app, `/console/assets/${name}`, () => forms, {
      'cache-control': 'public, max-age=31536000, immutable',
      'content-type': type,
    })
  }
  app.get('/console/assets/*', { schema: { hide: true } }, async () => {
    throw new InklingError('not_found', 'The console has no such file; load its page again')
  })
}

const addressesOf = (page: string) => (page === 'overview' ? ['/console', '/console/'] : [`/console/${page}`])

/** The build has compressed each file. */
async function formsOf(file: string): Promise<Forms> {
  const [identity, br, gzip] = await Promise.all(['', '.br', '.gz'].map((ending) => readFile(file + ending)))
  if (!identity || !br || !gzip) throw new Error(`A form of ${file} is missing`)
  return { identity, br, gzip }
}

function serveNothing(app: FastifyInstance): void {
  app.log.warn({ fix: build }, 'console not built')
  for (const url of ['/console', '/console/*'])
    app.get(url, { schema: { hide: true } }, async () => {
      throw new InklingError('not_found', `The console is not built. Run ${build}, and start the gateway again`)
    })
}
