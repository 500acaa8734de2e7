import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import { apiDescription } from '@inkling/contracts'
import type { FastifyInstance } from 'fastify'
import { standardSchemas } from '../domain/standard-schemas.ts'
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

/** Documents the routes that are registered after it: `/openapi.json`, and a reference at `/docs`. */
export async function docs(app: FastifyInstance): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Inkling',
        description: apiDescription,
        version: '1.0.0',
      },
      components: { securitySchemes: { apiKey: { type: 'http', scheme: 'bearer', description: 'A key, ink_…' } } },
    },
    transformObject: (document) =>
      standardSchemas('openapiObject' in document ? document.openapiObject : document.swaggerObject) as object,
  })
  await app.register(swaggerUi, {
    routePrefix: '/docs',
    staticCSP: contentSecurityPolicy,
    transformSpecificationClone: false,
  })
  serveBytes(app, '/openapi.json', () => Buffer.from(JSON.stringify(app.swagger())), {
    'cache-control': 'public, max-age=300',
    'content-type': 'application/json; charset=utf-8',
  })
}
