import { readFile } from 'node:fs/promises'
import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import { isNotModified, weakEtag } from '@inkling/service-kit'
import type { FastifyInstance } from 'fastify'
import { asyncDocument } from '../domain/async-document.ts'
import { about, finishDocument } from '../domain/document.ts'
import { serveBytes } from './serve-bytes.ts'

/**
 * All from this server, also over plain HTTP: a browser that upgraded the requests to HTTPS could load nothing. Swagger
 * UI sets styles and shows images that are part of the page.
 */
const contentSecurityPolicy = [
  "default-src 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "img-src 'self' data:",
  "object-src 'none'",
  "style-src 'self' 'unsafe-inline'",
].join('; ')

/**
 * Documents the routes that are registered after it: `/openapi.json`, and a reference at `/docs`. `/asyncapi.json`
 * describes the streams.
 */
export async function docs(app: FastifyInstance): Promise<void> {
  await app.register(swagger, {
    openapi: about,
    transformObject: (document) =>
      finishDocument('openapiObject' in document ? document.openapiObject : document.swaggerObject),
  })
  const logo = await readFile(new URL('../../assets/logo.svg', import.meta.url))
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    staticCSP: contentSecurityPolicy,
    transformSpecificationClone: false,
    uiConfig: { deepLinking: true, displayRequestDuration: true, defaultModelsExpandDepth: -1, tryItOutEnabled: true },
    logo: { type: 'image/svg+xml', content: logo, href: '/docs', target: '_self' },
    theme: {
      title: 'Inkling API',
      favicon: [{ filename: 'logo.svg', rel: 'icon', sizes: 'any', type: 'image/svg+xml', content: logo }],
      // The page shows one document, so it needs no field for another.
      css: [{ filename: 'inkling.css', content: '.swagger-ui .topbar .download-url-wrapper { display: none }' }],
    },
  })
  const headers = { 'cache-control': 'public, max-age=300', 'content-type': 'application/json; charset=utf-8' }
  serveBytes(app, '/openapi.json', () => Buffer.from(JSON.stringify(app.swagger())), headers)
  // The host is part of the address that a cache keeps an answer under, so the answers of two hosts stay apart. What a
  // proxy says of the host is no part of it, so only `Host` counts.
  app.get('/asyncapi.json', { schema: { hide: true } }, async (request, reply) => {
    const protocol = request.protocol === 'https' ? 'wss' : 'ws'
    const text = JSON.stringify(asyncDocument({ protocol, host: request.headers.host }))
    reply.headers(headers)
    return isNotModified(reply, weakEtag(text)) ? reply.send() : reply.send(text)
  })
}
