import { createDatabase, storeSnapshot } from '@inkling/database'
import { NextItemModel } from '@inkling/predictors'
import { testDatabase } from '@inkling/testing'
import { afterAll, expect, it } from 'vitest'
import { readLearned } from '../adapters/read-learned.ts'
import { trainModel } from './train-model.ts'

const { ownerUrl, roleUrl } = await testDatabase()
const database = createDatabase({ url: roleUrl('worker'), applicationName: 'test', pool: 1 })
const owner = createDatabase({ url: ownerUrl, applicationName: 'test', pool: 1 })
afterAll(() => Promise.all([database.close(), owner.close()]))

it('trains on all events of a tenant, and tells how long reading and tuning took', async () => {
  await owner.platform(
    { name: 'fill' },
    (sql) => sql`
      insert into behaviour.events (tenant_id, id, type, session_id, item_id, occurred_at)
      select 't', gen_random_uuid(), 'view', 's' || n / 3, 'i' || n % 3, now() + make_interval(secs => n)
      from generate_series(0, 299) n`,
  )
  const progress: number[] = []
  let nowMs = 0
  const { stats, body, comparison } = await trainModel(
    { databaseUrl: '', tenantId: 't', tuneSeconds: 1, isForced: false },
    { tenant: database.background('t'), onProgress: (part) => progress.push(part), clock: () => nowMs++ },
  )
  expect(stats).toMatchObject({ events: 300, sessions: 100, items: 3 })
  expect(stats.hitRateAt20).toBeGreaterThan(0.9)
  expect(stats.readSeconds).toBe(0.001)
  expect(stats.tuneSeconds).toBeGreaterThan(0.001)
  expect(comparison).toBeUndefined()
  expect(NextItemModel.decode(body).predict({ recent: ['i0'] })[0]?.itemId).toBe('i1')
  expect(progress[0]).toBe(0.5)
  expect(progress).toEqual(progress.toSorted((a, b) => a - b))
})

it('reads the learned state of the newest snapshot, and nothing from a snapshot of another software version', async () => {
  const tenant = database.background('learned')
  const store = (body: Uint8Array) => storeSnapshot(tenant, { kind: 'next-item', horizon: 4n, body, stats: {} })
  expect(await readLearned(tenant)).toBeUndefined()
  const model = new NextItemModel()
  for (let n = 0; n < 50_000; n++) model.observe({ itemId: `item ${n % 5}`, sessionId: `session ${n}`, atMs: n })
  const body = model.encode()
  expect(body.byteLength).toBeGreaterThan(1024 * 1024)
  await store(body)
  expect(await readLearned(tenant)).toEqual(model.learned)
  await store(Uint8Array.from(body, (byte, place) => (place === 4 ? 99 : byte)))
  expect(await readLearned(tenant)).toBeUndefined()
})
