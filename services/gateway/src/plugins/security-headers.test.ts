import Fastify from 'fastify'
import { expect, it } from 'vitest'
import { securityHeaders } from './security-headers.ts'

const app = Fastify()
securityHeaders(app)
app.get('/docs', async (_request, reply) => reply.header('content-security-policy', "default-src 'self'").send('page'))
app.get('/api/v1/items', async () => ({ data: [] }))

const headersOf = async (url: string) => (await app.inject(url)).headers

it('an answer of the API says what a browser may do with data', async () => {
  expect(await headersOf('/api/v1/items')).toMatchObject({
    'content-security-policy': "default-src 'none';frame-ancestors 'none'",
    'cross-origin-resource-policy': 'same-origin',
    'strict-transport-security': expect.stringContaining('max-age='),
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'SAMEORIGIN',
  })
})

it('a page and an unknown path get the headers of helmet, and a page may set its own policy', async () => {
  const ofPages = { 'referrer-policy': 'no-referrer', 'cross-origin-opener-policy': 'same-origin' }
  expect(await headersOf('/nothing')).toMatchObject({ ...ofPages, 'x-content-type-options': 'nosniff' })
  expect(await headersOf('/docs')).toMatchObject({ ...ofPages, 'content-security-policy': "default-src 'self'" })
})
