import { embeddingMetrics } from '@inkling/telemetry'
import { startEmbedder } from '@inkling/testing'
import { afterAll, beforeEach, expect, it, vi } from 'vitest'
import { embeddingsClient } from './embeddings-client.ts'
import { queryVectors } from './query-vectors.ts'

const embedder = await startEmbedder()
beforeEach(() => {
  embedder.behave()
  embedder.asked.length = 0
})
afterAll(() => embedder.stop())

const attemptTimeoutMs = 5_000
const patience = 5_000
const endpoint = { url: embedder.url, model: 'm' }
const open = () =>
  queryVectors(embeddingsClient({ endpoint, of: 'queries', policy: { attemptTimeoutMs } }), attemptTimeoutMs)
const outcomes = async () => {
  const { values } = await embeddingMetrics().queries.get()
  return new Map(values.map(({ labels, value }) => [labels.outcome, value]))
}

it('a query is asked for once, however many search for it at once or later', async () => {
  const before = await outcomes()
  const vectorOf = open()
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
  const vectorOf = open()
  embedder.hold(mayAnswer)
  expect(await vectorOf('car', 20)).toBeUndefined()
  answer()
  await vi.waitFor(async () => expect(await vectorOf('car', 0)).toBeDefined())
  expect(embedder.asked).toHaveLength(1)
})

it('a failure is nothing, and is not remembered', async () => {
  const vectorOf = open()
  embedder.behave(() => ({ status: 500, body: '' }))
  expect(await vectorOf('car', patience)).toBeUndefined()
  embedder.behave()
  expect(await vectorOf('car', patience)).toBeDefined()
})
