import { InklingError } from '@inkling/errors'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { NdjsonBody } from './body-lines.ts'

/**
 * Makes routes of `app` take JSON, JSON merge patches and NDJSON. `check` sees the bytes before they are parsed, and
 * throws if the body must not be read.
 */
export function parseBodies(app: FastifyInstance, check: (request: FastifyRequest, body: Buffer) => void): void {
  const parse = (read: (text: string) => unknown) => async (request: FastifyRequest, body: Buffer) => {
    check(request, body)
    return read(body.toString())
  }
  const asBuffer = { parseAs: 'buffer' } as const
  app.addContentTypeParser(['application/json', 'application/merge-patch+json'], asBuffer, parse(parseJson))
  app.addContentTypeParser(
    'application/x-ndjson',
    asBuffer,
    parse((text) => new NdjsonBody(text)),
  )
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new InklingError('malformed_json', `The body is not valid JSON: ${(cause as Error).message}`, { cause })
  }
}
