import Fastify from 'fastify'
import { expect, it } from 'vitest'
import { isNotModified, weakEtag } from './conditional.ts'

const etag = weakEtag('data')
const app = Fastify()
app.get('/', async (_request, reply) => (isNotModified(reply, etag) ? undefined : 'data'))
const ask = (ifNoneMatch?: string) =>
  app.inject({ url: '/', headers: { ...(ifNoneMatch !== undefined && { 'if-none-match': ifNoneMatch }) } })

it.each([etag, etag.replace('W/', ''), `"a, b", ${etag}`, '*'])('answers If-None-Match: %s with 304', async (given) => {
  const { statusCode, body, headers } = await ask(given)
  expect({ statusCode, body, etag: headers.etag }).toEqual({ statusCode: 304, body: '', etag })
})

it.each([undefined, '"other"', 'W/"other"', ''])('answers If-None-Match: %s in full, with the tag', async (given) => {
  const { statusCode, body, headers } = await ask(given)
  expect({ statusCode, body, etag: headers.etag }).toEqual({ statusCode: 200, body: 'data', etag })
})

it('gives other data another tag', () => expect(weakEtag('data!')).not.toBe(etag))
