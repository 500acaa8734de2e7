import { promisify } from 'node:util'
import { brotliCompress, gzip } from 'node:zlib'
import { negotiate } from '@fastify/accept-negotiator'
import { isNotModified, weakEtag } from '@inkling/service-kit'
import type { FastifyInstance } from 'fastify'

/** The same bytes in each content coding. */
export type Forms = Readonly<Record<'br' | 'gzip' | 'identity', Buffer>>

interface Made {
  readonly forms: Forms
  readonly etag: string
}

/**
 * Serves bytes that change only with a new version: with an ETag, and made and compressed once rather than for each
 * request.
 */
export function serveBytes(
  app: FastifyInstance,
  url: string,
  bytesOf: () => Buffer | Forms,
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

async function make(bytes: Buffer | Forms): Promise<Made> {
  if (!Buffer.isBuffer(bytes)) return { forms: bytes, etag: weakEtag(bytes.identity) }
  const identity = bytes
  const [br, zipped] = await Promise.all([promisify(brotliCompress)(identity), promisify(gzip)(identity)])
  // The tag is weak because it names all forms.
  return { forms: { br, gzip: zipped, identity }, etag: weakEtag(identity) }
}
