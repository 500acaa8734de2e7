import { InvalidationBus } from '@inkling/cache'
import { snapshotKinds } from '@inkling/contracts'
import { createDatabase, storeSnapshot } from '@inkling/database'
import { NextItemModel } from '@inkling/predictors'
import { Deadline } from '@inkling/resilience'
import type { Caller } from '@inkling/service-kit'
import { createLogger, readModelMetrics } from '@inkling/telemetry'
import { testDatabase, testRedis } from '@inkling/testing'
import { afterAll, expect, it, vi } from 'vitest'
import { readConfig } from './config.ts'
import { createDependencies, type Dependencies } from './dependencies.ts'
import { acceptableEvent } from './test/acceptable-event.ts'

const { ownerUrl, roleUrl } = await testDatabase()
const redis = await testRedis()
const config = readConfig({
  LOG_LEVEL: 'silent',
  SIGNING_SECRET: 'a secret of at least 32 characters',
  DATABASE_URL: roleUrl('prediction'),
  DATABASE_POOL: '2',
  CACHE_REDIS_URL: redis.url,
  SEARCH_URL: 'http://127.0.0.1:1',
  MAINTENANCE_URL: 'http://127.0.0.1:1',
  MODEL_BYTES: '1000000000',
  DRIFT_COOL_DOWN_MS: '3600000',
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

const callerOf = (tenantId: string, timeoutMs = 60_000): Caller => ({
  principal: { tenantId, keyId: 'k', scopes: [] },
  deadline: new Deadline(timeoutMs),
})
const eventually = (check: () => unknown) => vi.waitFor(check, { timeout: 20_000, interval: 50 })

it('a process that closes stores its receipts, what its model learned and how good its predictions were', async () => {
  const process = createDependencies(config, logger)
  const resident = await process.residentOf(callerOf('closing'))
  const events = Array.from({ length: 30 }, (_, n) =>
    acceptableEvent(`e${n}`, {
      sessionId: `s${n >> 1}`,
      itemId: n % 2 === 0 ? 'tea' : 'cup',
      occurredAt: new Date(Date.now() - 60_000 + n).toISOString(),
    }),
  )
  const { transactionId } = await process.writeEvents(events, callerOf('closing'))
  expect(await resident.waitFor(transactionId, 20_000)).toBe(true)
  const of = { tenantId: 'closing', userId: undefined, sessionId: 's1' }
  process.receipts.add({ ...of, id: 'rcp_1', kind: 'prediction', itemIds: ['tea'], scores: [1], epoch: 1 })
  await process.close()
  const [stored] = await owner.platform(
    { name: 'look' },
    (sql) => sql`
      select (select count(*)::int from learning.states where tenant_id = 'closing') as states,
        (select count(*)::int from learning.receipts where tenant_id = 'closing') as receipts,
        (select sum(cases)::int from learning.metrics where tenant_id = 'closing' and model = 'blend') as cases`,
  )
  expect(stored).toMatchObject({ states: 1, receipts: 1 })
  expect(stored?.cases).toBeGreaterThan(0)
})

it('a process learns at once from events that another process wrote', async () => {
  const [writer, reader] = [openProcess(), openProcess()]
  const { model } = await reader.residentOf(callerOf('shared'))
  let written = 0
  await eventually(async () => {
    await writer.writeEvents([acceptableEvent(`e${written++}`)], callerOf('shared'))
    await vi.waitFor(() => expect(model.counts.events).toBeGreaterThan(0), { timeout: 1_000 })
  })
})

it('a process loads the model of a tenant that sends events before anyone asks for a prediction', async () => {
  const process = openProcess()
  const loads = async () =>
    (await readModelMetrics().loads.get()).values.find(({ labels }) => labels.outcome === 'loaded')
  const before = (await loads())?.value ?? 0
  await process.writeEvents([acceptableEvent('e1')], callerOf('early'))
  await eventually(async () => expect(await loads()).toMatchObject({ value: before + 1 }))
  const { model } = await process.residentOf(callerOf('early'))
  expect(model.counts.events).toBe(1)
})

it('a process goes on with a newer snapshot as soon as that is announced', async () => {
  const process = openProcess()
  const resident = await process.residentOf(callerOf('trained'))
  const trained = new NextItemModel()
  for (const itemId of ['tea', 'cup']) trained.apply({ itemId, sessionId: 's', atMs: 0 })
  await storeSnapshot(owner.background('trained'), {
    kind: snapshotKinds.nextItem,
    horizon: 1n,
    body: trained.encode(),
    stats: {},
  })
  await eventually(() => {
    wakeUps.send('snapshots', 'trained')
    expect(resident.model.counts.items).toBe(2)
  })
})

it('a process forgets the model of a tenant as soon as its erasure is announced', async () => {
  const process = openProcess()
  const before = await process.residentOf(callerOf('erased'))
  await eventually(async () => {
    wakeUps.send('erasures', 'erased')
    expect(await process.residentOf(callerOf('erased'))).not.toBe(before)
  })
})

it('a request whose time is over while its model is loaded is told to try again in a second', async () => {
  const process = openProcess()
  await owner.platform({ name: 'lock' }, async (sql) => {
    await sql`lock table behaviour.snapshots`
    await expect(process.residentOf(callerOf('slow', 50))).rejects.toMatchObject({
      code: 'dependency_unavailable',
      retryAfterSeconds: 1,
    })
  })
})
