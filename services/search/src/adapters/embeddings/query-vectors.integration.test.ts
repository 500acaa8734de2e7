import { type Caches, createCache } from '@inkling/cache'
import { createDatabase } from '@inkling/database'
import { embeddingMetrics } from '@inkling/telemetry'
import { startEmbedder, testDatabase, testRedis } from '@inkling/testing'
import { Redis } from 'ioredis'
import { afterAll, afterEach, beforeEach, expect, it, vi } from 'vitest'
import { embeddingsClient } from './embeddings-client.ts'
import { queryVectors } from './query-vectors.ts'

const embedder = await startEmbedder()
const redis = await testRedis()
const { roleUrl } = await testDatabase()
const database = createDatabase({ url: roleUrl('search'), applicationName: 'test', pool: 2 })
beforeEach(() => {
  embedder.behave()
  embedder.asked.length = 0
})
afterAll(() => Promise.all([embedder.stop(), database.close()]))

const attemptTimeoutMs = 5_000
const patience = 5_000
const endpoint = { url: embedder.url, model: 'm' }
let aheadMs = 0
let round = 0
const opened: Caches[] = []
beforeEach(() => void round++)
afterEach(() => Promise.all(opened.splice(0).map((caches) => caches.close())))

/** A process of its own; each test has tenants of its own. */
async function open() {
  const caches = createCache({ redisUrl: redis.url, database, clock: () => performance.now() + aheadMs })
  opened.push(caches)
  await caches.ready
  const client = embeddingsClient({ endpoint, of: 'queries', policy: { attemptTimeoutMs } })
  const vectorOf = queryVectors({ caches, client, space: 'm', attemptTimeoutMs })
  return (text: string, waitMs: number, tenant = 'acme') => vectorOf(`${tenant}-${round}`, text, waitMs)
}
const outcomes = async () => {
  const { values } = await embeddingMetrics().queries.get()
  return new Map(values.map(({ labels, value }) => [labels.outcome, value]))
}

it('a query is asked for once, however many search for it at once or later', async () => {
  const before = await outcomes()
  const vectorOf = await open()
  const [first, second] = await Promise.all([vectorOf('car', patience), vectorOf('car', patience)])
  expect(first).toHaveLength(64)
  expect([second, await vectorOf('car', 0)]).toEqual([first, first])
  expect(embedder.asked).toHaveLength(1)
  const after = await outcomes()
  const counted = ['asked', 'hit', 'missing'].map((outcome) => (after.get(outcome) ?? 0) - (before.get(outcome) ?? 0))
  expect(counted).toEqual([2, 1, 0])
})

it('an embedding that comes too late for one search is there for the next', async () => {
  const { promise: mayAnswer, resolve: answer } = Promise.withResolvers<void>()
  const vectorOf = await open()
  embedder.hold(mayAnswer)
  expect(await vectorOf('car', 20)).toBeUndefined()
  answer()
  await vi.waitFor(async () => expect(await vectorOf('car', 0)).toBeDefined())
  expect(embedder.asked).toHaveLength(1)
})

it('a failure is nothing, and the endpoint is asked again after a second', async () => {
  const vectorOf = await open()
  embedder.behave(() => ({ status: 500, body: '' }))
  expect(await vectorOf('car', patience)).toBeUndefined()
  embedder.behave()
  expect(await vectorOf('car', patience)).toBeUndefined()
  expect(embedder.asked).toHaveLength(1)
  aheadMs += 1_000
  await vi.waitFor(async () => expect(await vectorOf('car', patience)).toBeDefined(), { timeout: 5_000, interval: 300 })
})

it('other processes find a vector in Redis, and in Postgres after Redis has dropped it', async () => {
  const first = await (await open())('car', patience)
  expect(await (await open())('car', patience)).toEqual(first)
  const admin = new Redis(redis.url)
  await vi.waitFor(async () => {
    const held = await admin.keys('{inkling:cache}:value:*')
    if (held.length > 0) await admin.del(held)
    expect(
      (await database.background(`acme-${round}`).transaction('look', (sql) => sql`select from operations.cache`))
        .length,
    ).toBe(1)
  })
  admin.disconnect()
  expect(await (await open())('car', patience)).toEqual(first)
  expect(embedder.asked).toHaveLength(1)
})

it('tenants do not share vectors', async () => {
  const vectorOf = await open()
  await vectorOf('car', patience, 'acme')
  await vectorOf('car', patience, 'globex')
  expect(embedder.asked).toHaveLength(2)
})
