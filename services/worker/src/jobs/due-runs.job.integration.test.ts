import { createDatabase, type Sql } from '@inkling/database'
import { createLogger } from '@inkling/telemetry'
import { testDatabase } from '@inkling/testing'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { dueRunsJob } from './due-runs.job.ts'

const { ownerUrl, roleUrl } = await testDatabase()
const database = createDatabase({ url: roleUrl('worker'), applicationName: 'test', pool: 2 })
const owner = createDatabase({ url: ownerUrl, applicationName: 'test', pool: 1 })
afterAll(() => Promise.all([database.close(), owner.close()]))

const logger = createLogger({ service: 'test', level: 'silent' })
const context = { signal: new AbortController().signal, isLast: () => true }
const hourMs = 3_600_000
beforeEach(() =>
  owner.platform(
    { name: 'empty' },
    (sql) =>
      sql`truncate control.tenants, catalog.items, behaviour.events, behaviour.snapshots,
        learning.feedback, operations.runs cascade`,
  ),
)

interface Past {
  status?: string
  createdHoursAgo?: number
  events?: number
  /** How many of the events came after the newest snapshot. */
  eventsSince?: number
  runHoursAgo?: number
  hasRunEnded?: boolean
}

/** A tenant with a past: by default created two days ago, with 200 events and nothing else. */
async function tenant(id: string, past: Past = {}) {
  const { status = 'active', createdHoursAgo = 48, events = 200, eventsSince, runHoursAgo, hasRunEnded = true } = past
  const insertEvents = (count: number) =>
    owner.platform(
      { name: 'live' },
      (sql) => sql`
        insert into behaviour.events (tenant_id, id, type, session_id, item_id, occurred_at)
        select ${id}, gen_random_uuid(), 'view', 's', 'a', now() from generate_series(1, ${count}::int)`,
    )
  await owner.platform(
    { name: 'create' },
    (sql) => sql`
      insert into control.tenants (id, name, plan, status, created_at)
      values (${id}, '', 'starter', ${status}, now() - make_interval(hours => ${createdHoursAgo}))`,
  )
  await insertEvents(events)
  if (eventsSince !== undefined) {
    await owner.platform(
      { name: 'snapshot' },
      (sql) => sql`
        insert into behaviour.snapshots (tenant_id, kind, horizon, format, size_bytes, stats)
        values (${id}, 'next-item', pg_current_xact_id(), 1, 0, '{}')`,
    )
    await insertEvents(eventsSince)
  }
  if (runHoursAgo !== undefined)
    await owner.platform(
      { name: 'run' },
      (sql) => sql`
        insert into operations.runs (tenant_id, id, kind, created_at, finished_at)
        values (${id}, ${`op_${id}`}, 'train', now() - make_interval(hours => ${runHoursAgo}),
          ${hasRunEnded ? new Date() : null})`,
    )
}

async function started(kind: 'train' | 'reindex', start: (tenantId: string) => Promise<void> = async () => {}) {
  const tenants: string[] = []
  const dueRuns = dueRunsJob(database, logger, kind, async (tenantId) => {
    tenants.push(tenantId)
    await start(tenantId)
  })
  await dueRuns({ afterMs: 24 * hourMs }, context)
  return tenants
}

/** A tenant without events whose search was built so long ago, and what came after it. */
async function searched(id: string, hoursAgo: number, news: readonly ('item' | 'event' | 'feedback')[]) {
  await tenant(id, { events: 0 })
  const insert = {
    item: (sql: Sql) => sql`insert into catalog.items (tenant_id, id, title) values (${id}, gen_random_uuid(), '')`,
    event: (sql: Sql) =>
      sql`insert into behaviour.events (tenant_id, id, type, user_id, item_id, occurred_at)
        values (${id}, 'e', 'view', 'u', 'a', now())`,
    feedback: (sql: Sql) =>
      sql`insert into learning.feedback (tenant_id, receipt_id, item_id, signal, occurred_at)
        values (${id}, 'r', 'a', 'click', now())`,
  }
  await owner.platform({ name: 'before' }, insert.item)
  await owner.platform({ name: 'reindex' }, async (sql) => {
    await sql`
      insert into operations.runs (tenant_id, id, kind, created_at, finished_at)
      values (${id}, ${`op_${id}`}, 'reindex', now() - make_interval(hours => ${hoursAgo}), now())`
    await sql`
      insert into behaviour.snapshots (tenant_id, kind, horizon, format, size_bytes, stats)
      values (${id}, 'search', pg_current_xact_id(), 1, 0, '{}')`
  })
  for (const each of news) await owner.platform({ name: 'after' }, insert[each])
}

describe('dueRunsJob', () => {
  it('starts training only for tenants with new events whose last run is long ago', async () => {
    await tenant('never-trained')
    await tenant('new-events', { runHoursAgo: 30, eventsSince: 100 })
    await tenant('no-new-events', { runHoursAgo: 30, eventsSince: 0 })
    await tenant('few-new-events', { runHoursAgo: 30, eventsSince: 99 })
    await tenant('few-events', { events: 99 })
    await tenant('trained-lately', { runHoursAgo: 2, eventsSince: 100 })
    await tenant('created-lately', { createdHoursAgo: 2 })
    await tenant('under-way', { runHoursAgo: 72, hasRunEnded: false })
    await tenant('suspended', { status: 'suspended' })
    expect(await started('train')).toEqual(['never-trained', 'new-events'])
  })

  it('starts a reindex only for tenants whose items or their use changed and whose last run is long ago', async () => {
    await searched('new-item', 33, ['item'])
    await searched('new-event', 32, ['event'])
    await searched('new-feedback', 31, ['feedback'])
    await searched('nothing-new', 30, [])
    await searched('reindexed-lately', 2, ['item', 'event', 'feedback'])
    expect(await started('reindex')).toEqual(['new-item', 'new-event', 'new-feedback'])
  })

  it('starts the first reindex of a tenant as soon as it has an item', async () => {
    await tenant('no-items', { createdHoursAgo: 0 })
    await tenant('new', { createdHoursAgo: 0 })
    await owner.platform(
      { name: 'fill' },
      (sql) => sql`insert into catalog.items (tenant_id, id, title) values ('new', 'a', '')`,
    )
    expect(await started('reindex')).toEqual(['new'])
  })

  it('stops at the first run that cannot be started, without failing', async () => {
    for (const [n, id] of ['a', 'b', 'c'].entries()) await tenant(id, { createdHoursAgo: 100 - n })
    const refuse = async (tenantId: string) => {
      if (tenantId === 'b') throw new Error('the queue is full')
    }
    expect(await started('train', refuse)).toEqual(['a', 'b'])
  })
})
