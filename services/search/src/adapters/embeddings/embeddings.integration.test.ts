import { type Caches, createCache } from '@inkling/cache'
import { type ItemLine, type SearchRequest, topics } from '@inkling/contracts'
import { createDatabase, deleteItem, saveItems } from '@inkling/database'
import { ChangeFeed, ResidentModels } from '@inkling/read-model'
import { Deadline } from '@inkling/resilience'
import { createLogger } from '@inkling/telemetry'
import { startEmbedder, testDatabase, testRedis } from '@inkling/testing'
import type { FastifyRequest } from 'fastify'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { findItems } from '../../domain/find-items.ts'
import { catalogueSource } from '../catalogue-source.ts'
import { residentCatalogues } from '../resident-catalogues.ts'
import { servedCatalogues } from '../served-catalogues.ts'
import { embeddings } from './embeddings.ts'

const redis = await testRedis()
const cachesOpened: Caches[] = []
const { roleUrl } = await testDatabase()
const database = createDatabase({ url: roleUrl('search'), applicationName: 'test', pool: 3 })
const logger = createLogger({ service: 'test', level: 'silent' })
const embedder = await startEmbedder({ automobile: 'car' })
const feed = new ChangeFeed({ database, pollMs: 20, logger })
const opened: ReturnType<typeof embeddings>[] = []
beforeEach(() => {
  embedder.behave()
  embedder.asked.length = 0
})
afterAll(async () => {
  await feed.close()
  await Promise.all(opened.map((each) => each.close()))
  await Promise.all(cachesOpened.map((caches) => caches.close()))
  await Promise.all([database.close(), embedder.stop()])
})

function open(own: Partial<Parameters<typeof embeddings>[0]> = {}) {
  const endpoint = { url: embedder.url, model: 'm' }
  const caches = createCache({ redisUrl: redis.url, database })
  cachesOpened.push(caches)
  const limits = { waitMs: 5_000, maxBytes: 1e9, idleMs: 600_000 }
  const each = embeddings({ caches, endpoint, database, ...limits, feed, logger, ...own })
  opened.push(each)
  return each
}
const callerOf = (tenantId: string, timeoutMs = 10_000) => ({
  principal: { tenantId, keyId: 'k', scopes: [] },
  deadline: new Deadline(timeoutMs),
})
const save = (tenantId: string, ...items: ItemLine[]) => saveItems(database.background(tenantId), items)

const patiently = { timeout: 10_000 }

/** The nearest items, best first; what is missing, in brackets. */
async function nearest(
  each: ReturnType<typeof embeddings>,
  tenantId: string,
  ask: SearchRequest = { q: 'automobile' },
) {
  const { near, degraded } = await each.near(ask, callerOf(tenantId))
  return near ? [...near(2, () => true).cosines.keys()] : degraded
}

const car = { id: 'car', title: 'A car' }
const otter = { id: 'otter', title: 'An otter in a river' }

describe('near', () => {
  it('finds items written before and later, never ones that changed or were deleted', async () => {
    const each = open()
    await save('tail', otter, car)
    await expect.poll(() => nearest(each, 'tail'), patiently).toEqual(['car'])
    await save('tail', { id: 'van', title: 'Car' }, { ...car, title: 'Badgers' })
    each.follow('tail')
    await expect.poll(() => nearest(each, 'tail'), patiently).toEqual(['van'])
    await deleteItem(database.background('tail'), 'van')
    each.follow('tail')
    await expect.poll(() => nearest(each, 'tail'), patiently).toEqual([])
  })

  it('uses stored embeddings and the vector of the query after a restart, without asking for them again', async () => {
    await save('again', car)
    await expect.poll(() => nearest(open(), 'again'), patiently).toEqual(['car'])
    embedder.asked.length = 0
    expect(await nearest(open(), 'again')).toEqual(['car'])
    expect(embedder.asked.map(({ input }) => input)).toEqual([])
  })

  it('answers without the leg, within the deadline, while the endpoint hangs, fails or answers other dimensions', async () => {
    await save('faults', car)
    const each = open()
    await expect.poll(() => nearest(each, 'faults'), patiently).toEqual(['car'])
    embedder.behave(() => ({ status: 500, body: '' }))
    expect(await nearest(each, 'faults', { q: 'fails' })).toEqual(['embeddings'])
    embedder.behave(() => ({ body: '{"data":[{"index":0,"embedding":[1,2]}]}' }))
    expect(await nearest(each, 'faults', { q: 'otherwise' })).toEqual(['embeddings'])
    embedder.behave(() => undefined)
    expect(await each.near({ q: 'hangs' }, callerOf('faults', 100))).toEqual({ degraded: ['embeddings'] })
    expect(await nearest(each, 'faults')).toEqual(['car'])
  })

  it('answers without the leg while the embeddings of the items do not fit into memory', async () => {
    await save('big', car)
    await expect.poll(() => nearest(open(), 'big'), patiently).toEqual(['car'])
    expect(await nearest(open({ maxBytes: 10 }), 'big')).toEqual(['embeddings'])
  })

  it('asks nobody for a query that it would not count for, nor where nothing is embedded', async () => {
    await save('codes', car)
    const each = open()
    await expect.poll(() => nearest(each, 'codes'), patiently).toEqual(['car'])
    embedder.asked.length = 0
    const asks = [{ q: 'il6' }, { q: 'quiet', prefix: true }, { q: 'quiet', mode: 'lexical' as const }, { q: '' }]
    for (const ask of asks) expect(await each.near(ask, callerOf('codes'))).toEqual({ degraded: [] })
    expect(await each.near({ q: 'quiet' }, callerOf('empty'))).toEqual({ degraded: [] })
    expect(embedder.asked).toEqual([])
  })
})

it('without an index in memory, Postgres also answers with the items that embeddings find', async () => {
  const [tenantId, ask] = ['fallback', { q: 'automobile' }]
  await save(tenantId, ...Array.from({ length: 20 }, (_, n) => ({ id: `${n}`, title: `Otter ${n}` })), car)
  const each = open()
  await expect.poll(() => nearest(each, tenantId), patiently).toEqual(['car'])
  const settings = { get: async () => ({}), refresh: async () => ({}) }
  const source = catalogueSource({ database, settings, maxBytes: 10, logger })
  const models = new ResidentModels(source, { maxBytes: 10, feed, follow: { changes: topics.items }, logger })
  const residentOf = residentCatalogues(models, { peek: () => undefined })
  const serve = servedCatalogues({ database, residentOf, settings, followWords: () => {}, loadWaitMs: 0 })
  const caller = callerOf(tenantId)
  const near = each.near(ask, caller)
  const { catalogue, servedBy } = await serve(ask.q, near, {} as FastifyRequest, caller)
  expect(servedBy).toBe('postgres')
  const options = { isWhole: false, settings: {}, before: undefined, nowMs: 0, affinity: new Map(), ...(await near) }
  expect(findItems(catalogue, ask, options).data.map(({ itemId }) => itemId)).toEqual(['car'])
  await models.close()
})

it('closing aborts the requests under way', async () => {
  await save('closing', car)
  embedder.behave(() => undefined)
  const each = open()
  each.follow('closing')
  await expect.poll(() => embedder.asked.length, patiently).toBe(1)
  await each.close()
})
