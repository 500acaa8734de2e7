import cors from '@fastify/cors'
import { consistencyHeader } from '@inkling/service-kit'
import type { FastifyInstance } from 'fastify'

const preflightSeconds = 7_200
/** What a page asks and tells; all else is for servers. */
const methods = ['GET', 'POST']
const requestHeaders = ['authorization', 'x-api-key', 'content-type', consistencyHeader, 'request-timeout-ms']
const answerHeaders = [consistencyHeader, 'degraded', 'retry-after', 'ratelimit', 'ratelimit-policy', 'x-request-id']

/**
 * Lets pages of these origins call the routes registered beside it (`*`: of any), as their keys allow; no origin, no page.
 * A key is the only credential and no browser sends one by itself, so an origin on the list gains nothing but what its page holds a key to.
 *
 * @param origins Comma-separated, such as `https://shop.example,https://www.shop.example`.
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
