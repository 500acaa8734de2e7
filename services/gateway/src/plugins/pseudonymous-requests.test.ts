import { basePath, type Call, calls } from '@inkling/contracts'
import fastify, { type FastifyRequest } from 'fastify'
import { expect, it } from 'vitest'
import { pseudonymiseBody, pseudonymiseUrl } from './pseudonymous-requests.ts'

const app = fastify()
app.addHook('onRequest', async (request) => pseudonymiseUrl(request, (userId) => `<${userId}>`))
for (const path of ['/users/:id', '/users/:id/exports/:exportId/parts/:part', '/items/:id', '/search'])
  app.get(basePath + path, async ({ url, query, params }) => ({ url, query, params }))

/** What a route, and the service behind it, see of a request. */
const seen = async (path: string) => (await app.inject(basePath + path)).json()

it('replaces the user in the path, and nothing else in it', async () => {
  expect(await seen('/users/a%2Fda%20b')).toEqual({
    url: `${basePath}/users/${encodeURIComponent('<a/da b>')}`,
    query: {},
    params: { id: '<a/da b>' },
  })
  const part = await seen('/users/ada/exports/e%2F1/parts/0?x=1')
  expect(part.url).toBe(`${basePath}/users/%3Cada%3E/exports/e%2F1/parts/0?x=1`)
  expect(part.params).toEqual({ id: '<ada>', exportId: 'e/1', part: '0' })
  expect((await seen('/items/ada')).url).toBe(`${basePath}/items/ada`)
})

it('replaces the user in the query, however it is written and how often, and no other parameter', async () => {
  const { url, query } = await seen('/search?q=a+b%26c&userId=ada%20b&limit=3&user%49d=bob&userIds=cid')
  expect(url).toBe(`${basePath}/search?q=a+b%26c&userId=%3Cada%20b%3E&limit=3&userId=%3Cbob%3E&userIds=cid`)
  expect(query).toEqual({ q: 'a b&c', userId: ['<ada b>', '<bob>'], limit: '3', userIds: 'cid' })
  expect((await seen('/search?q=a?b')).url).toBe(`${basePath}/search?q=a?b`)
})

it('replaces a user behind a #, after which the router looks for the query, too', () => {
  const request = { raw: { url: `${basePath}/search#userId=ada` }, routeOptions: { url: `${basePath}/search` } }
  pseudonymiseUrl({ ...request, params: {}, query: { userId: 'ada' } } as unknown as FastifyRequest, () => 'psn')
  expect(request.raw.url).toBe(`${basePath}/search?userId=psn`)
})

/** Every place of the contract that takes a user; a new one must be one that the gateway replaces. */
it('every field of a request that is called userId is at the top of a body or a query', () => {
  const properties = (schema: unknown) => (schema as { properties?: object } | undefined)?.properties ?? {}
  for (const call of Object.values<Call>(calls).filter(({ scope }) => scope)) {
    const text = JSON.stringify([call.body, call.query]) ?? ''
    const top = [call.body, call.query].filter((schema) => 'userId' in properties(schema)).length
    expect([call.id, text.split('"userId":').length - 1]).toEqual([call.id, top])
    expect([call.id, pseudonymiseBody(call) !== undefined]).toEqual([call.id, 'userId' in properties(call.body)])
  }
})
