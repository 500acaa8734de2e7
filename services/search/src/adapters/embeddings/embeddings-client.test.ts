import { inspect } from 'node:util'
import { Deadline } from '@inkling/resilience'
import { embeddingMetrics } from '@inkling/telemetry'
import { startEmbedder } from '@inkling/testing'
import { afterAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { embeddingsClient } from './embeddings-client.ts'

const embedder = await startEmbedder({ automobile: 'car' })
beforeEach(() => {
  embedder.behave()
  embedder.asked.length = 0
})
afterAll(() => embedder.stop())

const key = 'sk-very-secret'
const endpoint = { url: embedder.url, model: 'm', apiKey: key }
const clientOf = (own = {}, times = {}) =>
  embeddingsClient({ endpoint: { ...endpoint, ...own }, of: 'queries', policy: { attemptTimeoutMs: 10_000, ...times } })
const soon = () => new Deadline(5_000)
const embed = (...texts: string[]) => clientOf().embed(texts, soon())
const product = (a: Int8Array = new Int8Array(), b: Int8Array = new Int8Array()) =>
  a.reduce((sum, value, n) => sum + value * (b[n] ?? 0), 0)

/** All that a log or a caller can read of an error. */
const told = async (work: Promise<unknown>) => inspect(await work.catch((error: unknown) => error), { depth: 10 })

describe('embed', () => {
  it('gives directions in the order of the texts, in one request with model and key', async () => {
    embedder.behave((data) => ({ body: JSON.stringify({ data: data.toReversed() }) }))
    const [car, river, automobile] = await embed('car', 'river', 'automobile')
    expect(automobile).toEqual(car)
    expect(product(car, river)).toBeLessThan(product(car, automobile))
    expect(embedder.asked).toEqual([
      {
        model: 'm',
        input: ['car', 'river', 'automobile'],
        encoding_format: 'base64',
        authorization: `Bearer ${key}`,
      },
    ])
  })

  it('asks for dimensions where they are set, and without a key where there is none', async () => {
    const client = clientOf({ dimensions: 8, apiKey: undefined, url: `${embedder.url}/` })
    expect((await client.embed(['car'], soon()))[0]).toHaveLength(8)
    expect(embedder.asked[0]).toMatchObject({ dimensions: 8, authorization: undefined })
  })

  it('reads embeddings that come as JSON numbers', async () => {
    embedder.behave((_data, { input }) => ({
      body: JSON.stringify({ data: input.map((_, index) => ({ index, embedding: [3, -4] })) }),
    }))
    expect(await embed('car')).toEqual([Int8Array.of(95, -127)])
  })
})

describe('embeddingsClient and a broken endpoint', () => {
  it.each([
    ['is limited', { status: 429, body: '{}' }],
    ['fails', { status: 500, body: 'oops' }],
    ['does not know the key', { status: 401, body: `{"error":{"message":"Incorrect API key provided: ${key}"}}` }],
    ['answers no JSON', { body: `<html>${key}</html>` }],
    ['answers something else', { body: '[]' }],
    ['answers too few', { body: '{"data":[{"index":0,"embedding":[1,2]}]}' }],
  ])('reports an endpoint that %s as unavailable, without the key', async (_what, answer) => {
    embedder.behave(() => answer)
    await expect(embed('car', 'river')).rejects.toMatchObject({ code: 'dependency_unavailable' })
    expect(await told(embed('car', 'river'))).not.toContain(key)
  })

  it('reports an endpoint with other dimensions as unavailable', async () => {
    embedder.behave(() => ({ body: '{"data":[{"index":0,"embedding":[1,2]}]}' }))
    const client = clientOf({ dimensions: 3 })
    await expect(client.embed(['car'], soon())).rejects.toMatchObject({ code: 'dependency_unavailable' })
  })

  it('reports an endpoint that refuses connections as unavailable, without the key', async () => {
    await embedder.stop()
    try {
      await expect(embed('car')).rejects.toMatchObject({ code: 'dependency_unavailable' })
      expect(await told(embed('car'))).not.toContain(key)
    } finally {
      await embedder.start()
    }
  })

  it('a hanging endpoint is awaited until the deadline at most, or until the client closes', async () => {
    embedder.behave(() => undefined)
    await expect(clientOf().embed(['car'], new Deadline(50))).rejects.toMatchObject({ code: 'deadline_exceeded' })
    const client = clientOf()
    const asking = expect(client.embed(['river'], soon())).rejects.toMatchObject({ code: 'dependency_unavailable' })
    await vi.waitFor(() => expect(embedder.asked.at(-1)?.input).toEqual(['river']))
    client.close()
    await asking
  })

  it('refuses the texts is well: that opens no circuit', async () => {
    const client = clientOf()
    embedder.behave(() => ({ status: 400, body: '{}' }))
    for (let n = 0; n < 6; n++) await expect(client.embed(['car'], soon())).rejects.toThrow('answered 400')
    embedder.behave()
    expect(await client.embed(['car'], soon())).toHaveLength(1)
  })
})

it('the circuit opens after five faults, asks nobody, and closes once the endpoint is well again', async () => {
  const client = clientOf({}, { halfOpenAfterMs: 50 })
  const car = () => client.embed(['car'], soon())
  embedder.behave(() => ({ status: 500, body: '' }))
  for (let n = 0; n < 5; n++) await expect(car()).rejects.toMatchObject({ code: 'dependency_unavailable' })
  await expect(car()).rejects.toMatchObject({ message: 'embeddings of queries unavailable: circuit open' })
  expect(embedder.asked).toHaveLength(5)
  embedder.behave()
  await vi.waitFor(async () => expect(await car()).toHaveLength(1))
})

it('requests are counted by outcome and timed', async () => {
  const counted = async () => {
    const { values } = await embeddingMetrics().requests.get()
    return Object.fromEntries(values.map(({ labels, value }) => ['outcome' in labels ? labels.outcome : '', value]))
  }
  const before = await counted()
  await embed('car')
  embedder.behave(() => ({ status: 422, body: '' }))
  await embed('car').catch(() => {})
  const after = await counted()
  expect((after.answered ?? 0) - (before.answered ?? 0)).toBe(1)
  expect((after.refused ?? 0) - (before.refused ?? 0)).toBe(1)
  expect(JSON.stringify(await embeddingMetrics().requestSeconds.get())).toContain('"of":"queries"')
})
