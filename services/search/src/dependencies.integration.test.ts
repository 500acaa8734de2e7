import { InvalidationBus } from '@inkling/cache'
import { createDatabase } from '@inkling/database'
import { Deadline } from '@inkling/resilience'
import type { Caller } from '@inkling/service-kit'
import { createLogger } from '@inkling/telemetry'
import { testDatabase, testRedis } from '@inkling/testing'
import type { FastifyRequest } from 'fastify'
import { afterAll, expect, it, vi } from 'vitest'
import { readConfig } from './config.ts'
import { createDependencies, type Dependencies } from './dependencies.ts'

const { ownerUrl, roleUrl } = await testDatabase()
const redis = await testRedis()
const config = readConfig({
  LOG_LEVEL: 'silent',
  SIGNING_SECRET: 'a secret of at least 32 characters',
  DATABASE_URL: roleUrl('search'),
  DATABASE_POOL: '2',
  CACHE_REDIS_URL: redis.url,
  INDEX_BYTES: '1000000000',
  LOAD_WAIT_MS: '10000',
  AFFINITY_TIMEOUT_MS: '50',
  EMBEDDINGS_MODEL: 'none',
  EMBEDDINGS_TIMEOUT_MS: '150',
  EMBEDDINGS_BYTES: '1000000',
  // Longer than these tests take: whatever a process learns in them, it did not find by polling.
  POLL_MS: '3600000',
  MODEL_IDLE_MS: '600000',
})
const logger = createLogger({ service: 'test', level: 'silent' })
const owner = createDatabase({ url: ownerUrl, applicationName: 'test', pool: 1 })
const wakeUps = new InvalidationBus(redis.url, logger)
const opened: Dependencies[] = []
afterAll(async () => {
  await Promise.all(opened.map((process) => process.close()))
  wakeUps.close()
  await owner.close()
})

function openProcess(): Dependencies {
  const process = createDependencies(config, logger)
  opened.push(process)
  return process
}

const callerOf = (tenantId: string): Caller => ({
  principal: { tenantId, keyId: 'k', scopes: [] },
  deadline: new Deadline(60_000),
})
const eventually = (check: () => unknown) => vi.waitFor(check, { timeout: 20_000, interval: 50 })

/** The ids that a search for tea finds, best first. */
async function teas(process: Dependencies, tenantId: string): Promise<string[]> {
  const request = { headers: {} } as FastifyRequest
  const search = await process.prepareSearch({
    ask: { q: 'tea' },
    before: undefined,
    caller: callerOf(tenantId),
    request,
  })
  const { data, servedBy } = await search()
  expect(servedBy).toBe('index')
  return data.map(({ itemId }) => itemId)
}

it('a process finds an item at once that another process wrote', async () => {
  const [writer, reader] = [openProcess(), openProcess()]
  expect(await teas(reader, 'shared')).toEqual([])
  await eventually(async () => {
    await writer.items.save([{ id: 'sencha', title: 'Green tea' }], callerOf('shared'))
    expect(await teas(reader, 'shared')).toEqual(['sencha'])
  })
})

it('a process finds an item at once that it wrote itself, also while Redis is unavailable', async () => {
  const process = openProcess()
  expect(await teas(process, 'own')).toEqual([])
  await redis.stop()
  await process.items.save([{ id: 'sencha', title: 'Green tea' }], callerOf('own'))
  await eventually(async () => expect(await teas(process, 'own')).toEqual(['sencha']))
  await redis.start()
})

it('a process pins items at once as another process was told', async () => {
  const [writer, reader] = [openProcess(), openProcess()]
  await writer.items.save(
    [
      { id: 'sencha', title: 'Green tea' },
      { id: 'mug', title: 'A mug' },
    ],
    callerOf('pinned'),
  )
  expect(await teas(reader, 'pinned')).toEqual(['sencha'])
  await eventually(async () => {
    const settings = { rules: [{ query: 'tea', pins: ['mug'] }] }
    await writer.searchSettings.saveSettings(settings, () => {}, callerOf('pinned'))
    expect(await teas(reader, 'pinned')).toEqual(['mug', 'sencha'])
  })
})

it('a process forgets the index of a tenant as soon as its erasure is announced', async () => {
  const process = openProcess()
  const before = await process.residentWithin(callerOf('erased'), 10_000)
  expect(before).toBeDefined()
  await eventually(async () => {
    wakeUps.send('erasures', 'erased')
    expect(await process.residentWithin(callerOf('erased'), 10_000)).not.toBe(before)
  })
})

it('a process that closes stores its receipts and which queries were searched', async () => {
  const process = createDependencies(config, logger)
  await teas(process, 'closing')
  const of = { tenantId: 'closing', userId: undefined, sessionId: 's1' }
  process.receipts.add({ ...of, id: 'rcp_1', kind: 'search', itemIds: ['tea'], scores: [1], epoch: 1 })
  await process.close()
  const rows = await owner.platform(
    { name: 'look' },
    (sql) => sql`
      select query, searches::int, empty::int,
        (select count(*)::int from learning.receipts where tenant_id = 'closing') as receipts
      from catalog.search_queries where tenant_id = 'closing'`,
  )
  expect(rows).toEqual([{ query: 'tea', searches: 1, empty: 1, receipts: 1 }])
})
