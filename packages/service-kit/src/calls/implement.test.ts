import { calls } from '@inkling/contracts'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { buildSignedApp, event, principal, secret, signed, silentLogger } from '../../test/signed-app.ts'
import { createServer } from '../server/create-server.ts'
import { NdjsonBody } from './body-lines.ts'
import { type CallRequest, implement } from './implement.ts'
import { contextHeader, digest, signRequest } from './request-signature.ts'
import { signedRequests } from './signed-requests.ts'

const { app, handlers } = await buildSignedApp()
afterAll(() => app.close())

const events = '/api/v1/events'

it('a handler gets its path parameters decoded', async () => {
  await app.inject(signed('GET', '/api/v1/operations/run%201%2F2'))
  expect(handlers.operation.mock.lastCall?.[0].params).toEqual({ id: 'run 1/2' })
})

it('rejects a path parameter that cannot be stored', async () => {
  const answer = await app.inject(signed('GET', '/api/v1/operations/run%00'))
  expect(answer.json()).toMatchObject({ status: 422, errors: [{ pointer: '/id', code: 'format' }] })
})

it('rejects a body of the wrong shape with a pointer to each fault', async () => {
  const body = JSON.stringify({ itemIds: ['tea', ''], limit: '5' })
  const answer = await app.inject(signed('POST', '/api/v1/internal/related', body))
  expect(answer.statusCode).toBe(422)
  const pointers = answer.json().errors.map(({ pointer }: { pointer: string }) => pointer)
  expect(pointers).toEqual(expect.arrayContaining(['/itemIds/1', '/limit']))
})

it('rejects a request whose body is missing', async () => {
  const answer = await app.inject(signed('POST', '/api/v1/internal/related'))
  expect(answer.json()).toMatchObject({ status: 422, code: 'validation_failed' })
})

it('the handler of a bulk call gets the body as it was sent', async () => {
  await app.inject(signed('POST', events, JSON.stringify([event, 'not an event'])))
  expect(handlers.events.mock.lastCall?.[0].body).toEqual([event, 'not an event'])
})

it('the handler of a bulk call gets NDJSON as lines', async () => {
  const request = signed('POST', events, `${JSON.stringify(event)}\n`)
  await app.inject({ ...request, headers: { ...request.headers, 'content-type': 'application/x-ndjson' } })
  expect(handlers.events.mock.lastCall?.[0].body).toEqual(new NdjsonBody(JSON.stringify(event)))
})

it('each call accepts bodies up to its own limit', async () => {
  const padded = (bytes: number) => JSON.stringify(event).padEnd(bytes)
  const mega = 1024 * 1024
  expect((await app.inject(signed('POST', events, padded(4 * mega)))).statusCode).toBe(200)
  expect((await app.inject(signed('POST', events, padded(4 * mega + 1)))).statusCode).toBe(413)
  expect((await app.inject(signed('POST', '/api/v1/internal/related', padded(mega + 1)))).statusCode).toBe(413)
})

it('an answer has the media type of its call', async () => {
  const speculation = createServer({ logger: silentLogger })
  await speculation.register(signedRequests, { secret })
  implement(speculation, calls.getSpeculationRules, async () => ({ prefetch: [], prerender: [] }) as never)
  const answer = await speculation.inject(signed('GET', '/api/v1/predictions/speculation-rules'))
  expect(answer.headers['content-type']).toContain(calls.getSpeculationRules.mediaType)
})

it('a route that is not behind signedRequests fails with status 500 and never runs its handler', async () => {
  const unguarded = createServer({ logger: silentLogger })
  const handler = vi.fn()
  implement(unguarded, calls.getOperation, handler)
  const answer = await unguarded.inject(signed('GET', '/api/v1/operations/run_1'))
  expect(answer.json()).toMatchObject({ status: 500, code: 'internal' })
  expect(handler).not.toHaveBeenCalled()
})

describe('the query of a call', () => {
  const reader = { ...principal, scopes: ['items:read'] } as const

  async function listingItems() {
    const service = createServer({ logger: silentLogger })
    await service.register(signedRequests, { secret })
    const list = vi.fn(async (_call: CallRequest<typeof calls.listItems>) => ({
      data: [],
      page: { nextCursor: null, hasMore: false },
    }))
    implement(service, calls.listItems, list)
    return { service, list }
  }

  it('a handler gets its query with the types of the contract', async () => {
    const { service, list } = await listingItems()
    const answer = await service.inject(signed('GET', '/api/v1/items?limit=5&tag=7', '', Date.now(), reader))
    expect(answer.statusCode).toBe(200)
    expect(list.mock.lastCall?.[0].query).toEqual({ limit: 5, tag: '7' })
  })

  it('rejects a query that the contract does not allow, and never runs the handler', async () => {
    const { service, list } = await listingItems()
    const answer = await service.inject(signed('GET', '/api/v1/items?limit=few&colour=red', '', Date.now(), reader))
    expect(answer.statusCode).toBe(422)
    const pointers = answer.json().errors.map(({ pointer }: { pointer: string }) => pointer)
    expect(pointers.sort()).toEqual(['/colour', '/limit'])
    expect(list).not.toHaveBeenCalled()
  })
})

it('a handler gets a merge patch as the changes that it names', async () => {
  const service = createServer({ logger: silentLogger })
  await service.register(signedRequests, { secret })
  const patch = vi.fn(async (_call: CallRequest<typeof calls.patchItem>) => ({}) as never)
  implement(service, calls.patchItem, patch)
  // `signed` takes GET and POST only, and the signature covers the method.
  const payload = JSON.stringify({ text: null })
  const url = '/api/v1/items/tea'
  const writer = { ...principal, scopes: ['items:write'] } as const
  const facts = { principal: writer, timeoutMs: 1_000, bodyDigest: digest(payload), signedAtMs: Date.now() }
  const headers = {
    'content-type': 'application/merge-patch+json',
    [contextHeader]: signRequest(secret, 'PATCH', url, facts),
  }
  const answer = await service.inject({ method: 'PATCH', url, headers, payload })
  expect(answer.statusCode).toBe(200)
  expect(patch.mock.lastCall?.[0].body).toEqual({ text: null })
})
