import { basePath } from '@inkling/contracts'
import type { FastifyInstance } from 'fastify'
import helmet from 'helmet'

/** These concern data; the other headers of helmet are for pages (OWASP REST Security Cheat Sheet). */
const ofData = [
  'content-security-policy',
  'cross-origin-resource-policy',
  'strict-transport-security',
  'x-content-type-options',
  'x-frame-options',
]

/**
 * Sets the headers of helmet on every answer, and those that concern data on answers of the API. helmet runs once: its
 * headers depend on no request.
 */
export function securityHeaders(app: FastifyInstance): void {
  const ofPages = headersOfHelmet()
  const ofAnswers = Object.fromEntries(Object.entries(ofPages).filter(([name]) => ofData.includes(name)))
  app.addHook('onRequest', ({ routeOptions: { url } }, reply, done) => {
    reply.headers(url?.startsWith(`${basePath}/`) ? ofAnswers : ofPages)
    done()
  })
}

function headersOfHelmet(): Record<string, string> {
  const headers: Record<string, string> = {}
  const response = {
    setHeader(name: string, value: string) {
      headers[name.toLowerCase()] = value
    },
    removeHeader: () => {},
  }
  const apply = helmet({
    contentSecurityPolicy: { useDefaults: false, directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } },
  })
  apply({} as never, response as never, (error) => {
    if (error) throw error
  })
  return headers
}
