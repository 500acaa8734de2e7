import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Answer, broken, json, problem, silence, startStubGateway } from '../test/stub-gateway.ts'
import { InklingClientError, UnexpectedAnswerError } from './client-error.ts'
import { createClient } from './create-client.ts'
import { delay } from './delay.ts'

vi.mock('./delay.ts', () => ({ delay: vi.fn(async () => {}) }))

const gateway = await startStubGateway()
beforeEach(() => void vi.mocked(delay).mockClear())
afterEach(() => void vi.restoreAllMocks())
afterAll(() => gateway.close())

const client = createClient({ url: gateway.url, apiKey: 'ink_key' })
const event = { type: 'view', userId: 'ann', itemId: 'tea' }
const operation = { params: { id: 'run_1' } }
/** An answer of a proxy. */
const page =
  (status: number, headers: Record<string, string> = {}): Answer =>
  (response) =>
    void response.writeHead(status, { 'content-type': 'text/html', ...headers }).end('<h1>No</h1>')
const waits = () => vi.mocked(delay).mock.calls.map(([ms]) => ms)

describe('a call', () => {
  it('sends the key, the encoded path, the query and the body', async () => {
    gateway.answer(json(200, { id: 'a/b c' }))
    expect(await client.putItem({ params: { id: 'a/b c' }, body: { title: 'Tea' } })).toEqual({ id: 'a/b c' })
    await client.listItems({ query: { limit: 2, cursor: 'x&y' } })
    expect(gateway.received).toMatchObject([
      { method: 'PUT', url: '/api/v1/items/a%2Fb%20c', body: '{"title":"Tea"}' },
      { method: 'GET', url: '/api/v1/items?limit=2&cursor=x%26y', body: '' },
    ])
    expect(gateway.received[0]?.headers).toMatchObject({
      authorization: 'Bearer ink_key',
      accept: 'application/json',
      'content-type': 'application/json',
    })
    expect(gateway.received[1]?.headers).not.toHaveProperty('content-type')
  })

  it('accepts one object or many in a bulk call', async () => {
    gateway.answer(json(202, { accepted: 1, duplicates: 0, rejected: [] }))
    await client.postEvents({ body: event })
    await client.postEvents({ body: [event, event] })
    expect(gateway.received.map(({ body }) => JSON.parse(body))).toEqual([event, [event, event]])
  })

  it('resolves to undefined for an answer without a body', async () => {
    gateway.answer((response) => void response.writeHead(204).end())
    expect(await client.deleteItem({ params: { id: 'tea' } })).toBeUndefined()
  })

  it('sends further headers, none of which replaces the key', async () => {
    gateway.answer(json(200, { prefetch: [], prerender: [] }))
    const headers = { 'sec-purpose': 'prefetch', authorization: 'Bearer other' }
    expect(await client.getSpeculationRules({ query: { userId: 'ann' } }, { headers })).toEqual({
      prefetch: [],
      prerender: [],
    })
    expect(gateway.received[0]?.headers).toMatchObject({ 'sec-purpose': 'prefetch', authorization: 'Bearer ink_key' })
  })

  it('needs no input if nothing of it is required', async () => {
    gateway.answer(json(200, { language: 'en' }))
    expect(await client.getSearchSettings()).toEqual({ language: 'en' })
    await client.listItems()
    await client.listItems({ query: { kind: undefined as unknown as string, limit: 3 } })
    expect(gateway.received.map(({ url }) => url)).toEqual([
      '/api/v1/search/settings',
      '/api/v1/items',
      '/api/v1/items?limit=3',
    ])
  })

  it('has no methods for calls between services', () => {
    expect(client).not.toHaveProperty('relatedItems')
    expect(client).not.toHaveProperty('similarItems')
  })
})

describe('an answer of 400 or above', () => {
  it('rejects with the problem document and names the fields that are not valid', async () => {
    const errors = [
      { pointer: '/title', code: 'required', detail: 'This field is required' },
      { pointer: '', code: 'type', detail: 'It must be an object' },
    ]
    gateway.answer(json(422, { detail: 'Not valid', retryable: false, errors }))
    const error = await client.putItem({ params: { id: 'tea' }, body: { title: '' } }).catch((thrown) => thrown)
    expect(error).toBeInstanceOf(InklingClientError)
    expect(error.problem).toMatchObject({ errors })
    expect(error.message).toBe('Not valid\n  /title: This field is required\n  body: It must be an object')
    expect(error.name).toBe('InklingClientError')
    expect(gateway.received).toHaveLength(1)
  })

  it('has the detail of the problem as its message if no field is at fault', async () => {
    gateway.answer(problem(404, false))
    const error = await client.getOperation(operation).catch((thrown) => thrown)
    expect(error.message).toBe('What is wrong')
  })

  it('may have no content type', async () => {
    gateway.answer((response) => void response.writeHead(500).end())
    await expect(client.getOperation(operation)).rejects.toThrow('answered 500')
  })

  it('names the address and the status of an answer that is not of Inkling', async () => {
    gateway.answer(page(404))
    const error = await client.getOperation(operation).catch((thrown) => thrown)
    expect(error).toBeInstanceOf(UnexpectedAnswerError)
    expect(error).toMatchObject({ name: 'UnexpectedAnswerError', status: 404 })
    expect(error.message).toMatch(/operations\/run_1 answered 404/)
    expect(gateway.received).toHaveLength(1)
  })
})

describe('a retry', () => {
  it.each([429, 502, 503, 504])('follows an answer of %d from a proxy', async (status) => {
    gateway.answer(page(status, { 'retry-after': '2' }), json(200, { id: 'run_1' }))
    expect(await client.getOperation(operation)).toEqual({ id: 'run_1' })
    expect(waits()).toEqual([2_000])
  })

  it('waits at most 8 seconds without being asked', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(1)
    gateway.answer(broken)
    const patient = createClient({ url: gateway.url, apiKey: 'ink_key', retries: 8 })
    await expect(patient.getOperation(operation)).rejects.toThrow('fetch failed')
    expect(waits()).toEqual([250, 500, 1_000, 2_000, 4_000, 8_000, 8_000, 8_000])
  })

  it('waits exactly as long as it is allowed to', async () => {
    gateway.answer(problem(429, true, { 'retry-after': '120' }), json(200, {}))
    await client.getOperation(operation)
    expect(waits()).toEqual([120_000])
  })

  it('does not follow if the server asks for a longer wait than is allowed', async () => {
    gateway.answer(problem(429, true, { 'retry-after': '121' }))
    await expect(client.getOperation(operation)).rejects.toMatchObject({ retryAfterSeconds: 121 })
    expect(waits()).toEqual([])
  })

  it('ignores a Retry-After that is a date', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(1)
    gateway.answer(problem(503, true, { 'retry-after': 'Wed, 21 Oct 2026 07:28:00 GMT' }), json(200, {}))
    await client.getOperation(operation)
    expect(waits()).toEqual([250])
  })

  it('retries after the time that the server asks for', async () => {
    gateway.answer(problem(503, true, { 'retry-after': '7' }), json(200, {}))
    await client.getOperation(operation)
    expect(waits()).toEqual([7_000])
  })

  it('retries with exponential backoff and full jitter if the server asks for no time', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(1)
    gateway.answer(broken, problem(504, true), broken, json(200, {}))
    await client.getOperation(operation)
    expect(waits()).toEqual([250, 500, 1_000])
  })

  it('gives up after the third retry', async () => {
    gateway.answer(problem(503, true))
    await expect(client.getOperation(operation)).rejects.toThrow('What is wrong')
    expect(gateway.received).toHaveLength(4)
  })

  it('retries an attempt that takes too long', async () => {
    gateway.answer(silence, json(200, {}))
    await createClient({ url: gateway.url, apiKey: 'ink_key', timeoutMs: 500 }).getOperation(operation)
    expect(gateway.received).toHaveLength(2)
  })

  it('does not retry a call that may have had its effect, unless the caller says that it is safe', async () => {
    gateway.answer(broken, json(202, {}))
    await expect(client.postEvents({ body: event })).rejects.toThrow('fetch failed')
    expect(gateway.received).toHaveLength(1)
    gateway.answer(broken, json(202, {}))
    await client.postEvents({ body: { ...event, id: 'e1' } }, { retry: true })
    expect(gateway.received).toHaveLength(2)
  })

  it('sends one Idempotency-Key in all attempts of a POST that changes something, and another in the next call', async () => {
    const keys: unknown[] = []
    for (const call of [1, 2]) {
      gateway.answer(broken, problem(503, true), json(202, { call }))
      await client.postEvents({ body: event }, { retry: true })
      keys.push(...gateway.received.map(({ headers }) => headers['idempotency-key']))
    }
    expect(keys).toHaveLength(6)
    expect(keys[0]).toMatch(/^[0-9a-f]{32}$/)
    expect(new Set(keys.slice(0, 3))).toEqual(new Set([keys[0]]))
    expect(new Set(keys)).toHaveProperty('size', 2)
  })

  it('sends the Idempotency-Key that the caller chooses, and none where nothing is retried or changed', async () => {
    gateway.answer(json(202, {}))
    const headers = { 'idempotency-key': 'order-7' }
    await client.postEvents({ body: event }, { retry: true, headers })
    await client.postEvents({ body: event })
    await client.predict({ body: {} })
    await client.putItem({ params: { id: 'tea' }, body: { title: 'Tea' } })
    const keys = gateway.received.map((request) => request.headers['idempotency-key'])
    expect(keys).toEqual(['order-7', undefined, undefined, undefined])
  })

  it('waits for an attempt of its own that the gateway still answers', async () => {
    gateway.answer(problem(409, true, { 'retry-after': '1' }), json(202, { accepted: 1 }))
    expect(await client.postEvents({ body: event }, { retry: true })).toEqual({ accepted: 1 })
    expect(waits()).toEqual([1_000])
  })

  it('does not retry a call that would fail again', async () => {
    gateway.answer(problem(404, false))
    await expect(client.getOperation(operation)).rejects.toThrow('What is wrong')
    expect(gateway.received).toHaveLength(1)
  })

  it('does not follow an answer that cannot be read', async () => {
    gateway.answer((response) => void response.writeHead(200, { 'content-type': 'application/json' }).end('{'))
    await expect(client.getOperation(operation)).rejects.toThrow(SyntaxError)
    expect(gateway.received).toHaveLength(1)
  })

  it('ends its wait when the caller aborts', async () => {
    const { signal } = new AbortController()
    gateway.answer(broken, json(200, {}))
    await client.getOperation(operation, { signal })
    expect(vi.mocked(delay).mock.calls.map(([, given]) => given)).toEqual([signal])
  })

  it('does not retry after the caller has aborted', async () => {
    const caller = new AbortController()
    gateway.answer(() => caller.abort())
    await expect(client.getOperation(operation, { signal: caller.signal })).rejects.toThrow('aborted')
    expect(gateway.received).toHaveLength(1)
  })
})
