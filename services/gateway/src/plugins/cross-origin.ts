import cors from '@fastify/cors'
import type { FastifyInstance } from 'fastify'

const preflightSeconds = 7_200
/** A page records events and asks for answers; the other methods are for servers. */
const methods = ['GET', 'POST']
const requestHeaders = [
  'authorization',
  'consent',
  'consistency-token',
  'content-type',
  'request-timeout-ms',
  'x-api-key',
]
const answerHeaders = ['consistency-token', 'degraded', 'retry-after', 'ratelimit', 'ratelimit-policy', 'x-request-id']

/**
 * Lets pages of these origins call the routes of `app`. A page still needs a key: it is the only credential, and no
 * browser sends one by itself. Without an origin, no page may call.
 *
 * @param origins Comma-separated, such as `https://shop.example,https://www.shop.example`; `*` allows every origin.
 */
export async function allowOrigins(app: FastifyInstance, origins: string): Promise<void> {
  const listed = origins.split(',').map((origin) => origin.trim())
  const allowed = listed.filter((origin) => origin !== '')
  if (allowed.length === 0) return
  await app.register(cors, {
    origin: allowed.includes('*') ? '*' : allowed,
    methods,
    allowedHeaders: requestHeaders,
    exposedHeaders: answerHeaders,
    maxAge: preflightSeconds,
  })
}
