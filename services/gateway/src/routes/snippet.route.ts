import { hash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { FastifyInstance } from 'fastify'

const file = fileURLToPath(import.meta.resolve('@inkling/client/inkling.js'))

/**
 * Serves the browser snippet to pages of any origin. Its URL never changes, so a browser asks for a newer one after a
 * day.
 */
export async function snippetRoute(app: FastifyInstance): Promise<void> {
  const snippet = await readFile(file)
  const headers = {
    'access-control-allow-origin': '*',
    'cache-control': 'public, max-age=86400, stale-while-revalidate=604800',
    'content-type': 'text/javascript; charset=utf-8',
    'cross-origin-resource-policy': 'cross-origin',
    // The tag is weak because it names the compressed form too.
    etag: `W/"${hash('sha256', snippet, 'hex').slice(0, 32)}"`,
  }
  app.get('/inkling.js', { schema: { hide: true } }, async (request, reply) => {
    reply.headers(headers)
    return request.headers['if-none-match'] === headers.etag ? reply.status(304).send() : reply.send(snippet)
  })
}
