import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { broken, json, problem, silence, startStubGateway } from '../test/stub-gateway.ts'
import { InklingClientError } from './client-error.ts'
import { createClient } from './create-client.ts'

vi.mock('node:timers/promises', () => ({ setTimeout: vi.fn(async () => {}) }))

const gateway = await startStubGateway()
beforeEach(() => void vi.mocked(delay).mockClear())
afterEach(() => void vi.restoreAllMocks())
afterAll(() => gateway.close())

const client = createClient({ url: gateway.url, apiKey: 'ink_key' })
const event = { type: 'view', userId: 'ann', itemId: 'tea' }
const operation = { params: { id: 'run_1' } }
const waits = () => vi.mocked(delay).mock.calls.map(([ms]) => ms)

describe('a call', () => {
  it('carries the key, the path with its parameters encoded, the query and the body', async () => {
    gateway.answer(json(200, { id: 'a/b c' }))
    expect(await client.putItem({ params: { id: 'a/b c' }, body: { title: 'Tea' } })).toEqual({ id: 'a/b c' })
    await client.listItems({ query: { limit: 2, cursor: 'x&y' } })
    expect(gateway.received).toMatchObject([
      { method: 'PUT', url: '/api/v1/items/a%2Fb%20c', body: '{"title":"Tea"}' },
      { method: 'GET', url: '/api/v1/items?limit=2&cursor=x%26y', body: '' },
    ])
    expect(gateway.received[0]?.headers).toMatchObject({
      authorization: 'Bearer ink_key',
      'content-type': 'application/json',
    })
    expect(gateway.received[1]?.headers).not.toHaveProperty('content-type')
  })

  it('that is bulk takes one or many', async () => {
    gateway.answer(json(202, { accepted: 1, duplicates: 0, rejected: [] }))
    await client.postEvents({ body: event })
    await client.postEvents({ body: [event, event] })
    expect(gateway.received.map(({ body }) => JSON.parse(body))).toEqual([event, [event, event]])
  })

  it('answered with nothing gives nothing', async () => {
    gateway.answer((response) => void response.writeHead(204).end())
    expect(await client.deleteItem({ params: { id: 'tea' } })).toBeUndefined()
  })

  it('hands on headers, and lets none stand in for the key', async () => {
    gateway.answer(json(200, { prefetch: [], prerender: [] }))
    const headers = { 'sec-purpose': 'prefetch', authorization: 'Bearer other' }
    expect(await client.getSpeculationRules({ query: { userId: 'ann' } }, { headers })).toEqual({
      prefetch: [],
      prerender: [],
    })
    expect(gateway.received[0]?.headers).toMatchObject({ 'sec-purpose': 'prefetch', authorization: 'Bearer ink_key' })
  })

  it('between services is no method of the client', () => {
    expect(client).not.toHaveProperty('relatedItems')
    expect(client).not.toHaveProperty('similarItems')
  })
})

describe('an answer of 400 or above', () => {
  it('is thrown with its problem and the fields at fault', async () => {
    const errors = [{ pointer: '/title', code: 'required', detail: 'This field is required' }]
    gateway.answer(json(422, { detail: 'Not valid', retryable: false, errors }))
    const error = await client.putItem({ params: { id: 'tea' }, body: { title: '' } }).catch((thrown) => thrown)
    expect(error).toBeInstanceOf(InklingClientError)
    expect(error.problem).toMatchObject({ errors })
    expect(error.message).toBe('Not valid\n  /title: This field is required')
    expect(gateway.received).toHaveLength(1)
  })

  it('that is not ours (a proxy in between) names the address and the status', async () => {
    gateway.answer((response) => void response.writeHead(502, { 'content-type': 'text/html' }).end('<h1>Bad</h1>'))
    await expect(client.getOperation(operation)).rejects.toThrow(/operations\/run_1 answered 502/)
  })
})

describe('a retry', () => {
  it('waits as long as the server asks for', async () => {
    gateway.answer(problem(503, true, { 'retry-after': '7' }), json(200, {}))
    await client.getOperation(operation)
    expect(waits()).toEqual([7_000])
  })

  it('backs off exponentially with full jitter where the server asks for nothing', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(1)
    gateway.answer(broken, problem(504, true), broken, json(200, {}))
    await client.getOperation(operation)
    expect(waits()).toEqual([250, 500, 1_000])
  })

  it('gives up after the third', async () => {
    gateway.answer(problem(503, true))
    await expect(client.getOperation(operation)).rejects.toThrow('What is wrong')
    expect(gateway.received).toHaveLength(4)
  })

  it('follows an attempt that took too long', async () => {
    gateway.answer(silence, json(200, {}))
    await createClient({ url: gateway.url, apiKey: 'ink_key', timeoutMs: 20 }).getOperation(operation)
    expect(gateway.received).toHaveLength(2)
  })

  it('is not made for a call that may have had its effect, unless the caller says that it is safe', async () => {
    gateway.answer(broken, json(202, {}))
    await expect(client.postEvents({ body: event })).rejects.toThrow('fetch failed')
    expect(gateway.received).toHaveLength(1)
    gateway.answer(broken, json(202, {}))
    await client.postEvents({ body: { ...event, id: 'e1' } }, { retry: true })
    expect(gateway.received).toHaveLength(2)
  })

  it('is not made for what would fail again', async () => {
    gateway.answer(problem(404, false))
    await expect(client.getOperation(operation)).rejects.toThrow('What is wrong')
    expect(gateway.received).toHaveLength(1)
  })

  it('is not made once the caller has given up', async () => {
    const caller = new AbortController()
    gateway.answer(() => caller.abort())
    await expect(client.getOperation(operation, { signal: caller.signal })).rejects.toThrow('aborted')
    expect(gateway.received).toHaveLength(1)
  })
})
