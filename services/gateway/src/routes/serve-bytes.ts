import { hash } from 'node:crypto'
import type { FastifyInstance } from 'fastify'

/** Serves bytes that change only with a new version: with an ETag, and without making them again for each request. */
export function serveBytes(
  app: FastifyInstance,
  url: string,
  bytesOf: () => Buffer,
  headers: Readonly<Record<string, string>>,
): void {
  let made: { readonly bytes: Buffer; readonly etag: string } | undefined
  const make = () => {
    const bytes = bytesOf()
    // The tag is weak because it names the compressed form too.
    made = { bytes, etag: `W/"${hash('sha256', bytes, 'hex').slice(0, 32)}"` }
    return made
  }
  app.addHook('onReady', async () => void make())
  app.get(url, { schema: { hide: true } }, async (request, reply) => {
    const { bytes, etag } = made ?? make()
    reply.headers({ ...headers, etag })
    return request.headers['if-none-match'] === etag ? reply.status(304).send() : reply.send(bytes)
  })
}
