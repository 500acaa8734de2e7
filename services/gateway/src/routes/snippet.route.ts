import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { FastifyInstance } from 'fastify'
import { serveBytes } from './serve-bytes.ts'

const file = fileURLToPath(import.meta.resolve('@inkling/client/inkling.js'))

/**
 * Serves the browser snippet to pages of any origin. Its URL never changes, so a browser asks for a newer one after a
 * day.
 */
export async function snippetRoute(app: FastifyInstance): Promise<void> {
  const snippet = await readFile(file)
  serveBytes(app, '/inkling.js', () => snippet, {
    'access-control-allow-origin': '*',
    'cache-control': 'public, max-age=86400, stale-while-revalidate=604800',
    'content-type': 'text/javascript; charset=utf-8',
    'cross-origin-resource-policy': 'cross-origin',
  })
}
