import { readFile } from 'node:fs/promises'
import { isNotModified, preferredType, weakEtag } from '@inkling/service-kit'
import type { FastifyInstance } from 'fastify'
import { pagePolicy } from './page-policy.ts'
import { serveBytes } from './serve-bytes.ts'

export interface LandingOptions {
  /** A key of the demo tenant that everyone may read; empty if there is none. */
  readonly demoKey: string
}

const links = {
  name: 'Inkling',
  links: { documentation: '/docs', openapi: '/openapi.json', health: '/health', api: '/api/v1' },
}

const fileOf = (name: string) => readFile(new URL(`../landing/${name}`, import.meta.url))

/** Serves a page to try the demo at `/`, and the same links as JSON to a client that asks for JSON. */
export async function landingRoute(app: FastifyInstance, { demoKey }: LandingOptions): Promise<void> {
  const [template, script, style] = await Promise.all([
    fileOf('index.html'),
    fileOf('landing.js'),
    fileOf('landing.css'),
  ])
  const page = String(template).replace('{{key}}', demoKey)
  const etag = weakEtag(page)
  app.get('/', { schema: { hide: true } }, async ({ headers: { accept } }, reply) => {
    reply.header('vary', 'Accept').header('cache-control', 'no-cache')
    if (preferredType(accept, ['text/html', 'application/json']) === 'application/json') return links
    reply.header('content-security-policy', pagePolicy).type('text/html; charset=utf-8')
    return reply.send(isNotModified(reply, etag) ? undefined : page)
  })
  const caching = { 'cache-control': 'no-cache' }
  serveBytes(app, '/landing.js', () => script, {
    ...caching,
    'content-type': 'text/javascript; charset=utf-8',
  })
  serveBytes(app, '/landing.css', () => style, { ...caching, 'content-type': 'text/css; charset=utf-8' })
}
