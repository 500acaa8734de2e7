import { promisify } from 'node:util'
import { brotliCompress, gzip } from 'node:zlib'
import { negotiate } from '@fastify/accept-negotiator'
import { isNotModified, weakEtag } from '@inkling/service-kit'
import type { FastifyInstance } from 'fastify'

interface Made {
  readonly forms: Readonly<Record<'br' | 'gzip' | 'identity', Buffer>>
  readonly etag: string
}

/**
 * Serves bytes that change only with a new version: with an ETag, and made and compressed once rather than for each
 * request.
 */
export function serveBytes(
  app: FastifyInstance,
  url: string,
  bytesOf: () => Buffer,
  headers: Readonly<Record<string, string>>,
): void {
  let making: Promise<Made> | undefined
  const made = () => {
    making ??= make(bytesOf())
    return making
  }
  app.addHook('onReady', async () => void (await made()))
  app.get(url, { schema: { hide: true } }, async (request, reply) => {
    const { forms, etag } = await made()
    const vary = [reply.getHeader('vary'), 'accept-encoding'].filter(Boolean).join(', ')
    reply.headers({ ...headers, vary })
    if (isNotModified(reply, etag)) return reply.send()
    const coding = negotiate(request.headers['accept-encoding'] ?? 'identity', ['br', 'gzip', 'identity']) ?? 'identity'
    if (coding !== 'identity') reply.header('content-encoding', coding)
    return reply.send(forms[coding])
  })
}

async function make(identity: Buffer): Promise<Made> {
  const [br, zipped] = await Promise.all([promisify(brotliCompress)(identity), promisify(gzip)(identity)])
  // The tag is weak because it names all forms.
  return { forms: { br, gzip: zipped, identity }, etag: weakEtag(identity) }
}
