import { mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  countMonth,
  createDatabase,
  type Database,
  detachMonth,
  insertEvents,
  listArchivedMonths,
  listEventMonths,
  type Sql,
} from '@inkling/database'
import { testDatabase } from '@inkling/testing'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import type { ArchiveStore } from '../adapters/archive/archive-store.ts'
import { eraseArchive } from '../adapters/archive/erase-archive.ts'
import { folderStore } from '../adapters/archive/folder-store.ts'
import { archiveJob } from './archive.job.ts'
import { restoreArchiveJob } from './restore-archive.job.ts'

const { ownerUrl, roleUrl } = await testDatabase()
const database = createDatabase({ url: roleUrl('worker'), applicationName: 'test', pool: 3 })
const prediction = createDatabase({ url: roleUrl('prediction'), applicationName: 'test', pool: 1 })
const owner = createDatabase({ url: ownerUrl, applicationName: 'test', pool: 1 })
const folder = await mkdtemp(join(tmpdir(), 'inkling-archive-test-'))
afterAll(async () => {
  await Promise.all([database, prediction, owner].map((each) => each.close()))
  await rm(folder, { recursive: true })
})

const look = <T>(work: (sql: Sql) => Promise<T>) => owner.platform({ name: 'look' }, work)
/** Every event with every column, as Postgres writes them, and the ids that are remembered. */
const rows = () =>
  look(async (sql) => {
    const events = await sql<{ row: string }[]>`select e::text as row from behaviour.events e order by seq`
    const ids = await sql<{ row: string }[]>`select i::text as row from behaviour.event_ids i order by tenant_id, id`
    return { events: events.map(({ row }) => row), ids: ids.map(({ row }) => row) }
  })
const countsOf = async () => {
  const found = await look(
    (sql) => sql<{ month: string; events: number }[]>`
      select to_char(occurred_at at time zone 'utc', 'YYYY-MM') as month, count(*)::int as events
      from behaviour.events group by 1 order by 1`,
  )
  return Object.fromEntries(found.map(({ month, events }) => [month, events]))
}

const event = (id: string, occurredAt: string, own: object = {}) => ({
  ...{ id, hasOwnId: true, type: 'view', userId: 'u', itemId: 'a', occurredAt },
  ...own,
})
const month = '2024-01'
const tenants = ['globex', 'acme', 'paused']
async function fill() {
  await look(async (sql) => {
    await sql`delete from control.tenants`
    for (const id of [...tenants, 'empty'])
      await sql`insert into control.tenants (id, name, plan, status)
        values (${id}, 'T', 'starter', ${id === 'paused' ? 'suspended' : 'active'})`
    await sql`delete from behaviour.events`
    await sql`delete from behaviour.event_ids`
    await sql`delete from behaviour.archives`
  })
  for (const tenantId of tenants)
    await insertEvents(prediction.background(tenantId), [
      event('e1', '2024-01-01T00:00:00.000001Z', { value: 0.1, context: { page: 'a\u2028b', n: 1e21, deep: 'ü"\\' } }),
      event('e2', '2024-01-31T23:59:59.999999Z', { userId: undefined, sessionId: 's', receiptId: 'rcp_1' }),
      event('no-own', '2024-01-15T12:00:00Z', { hasOwnId: false }),
      event('other', '2024-02-01T00:00:00Z'),
      event('now', new Date().toISOString()),
    ])
}

const fillAgain = async (at: string) => {
  for (const tenantId of tenants) await insertEvents(prediction.background(tenantId), [event('again', at)])
}

let store: ArchiveStore
let tests = 0
beforeEach(async () => {
  await fill()
  store = folderStore(join(folder, String(++tests)))
})
const files = async () =>
  (await readdir(join(folder, String(tests)), { recursive: true })).filter((f) => f.includes('.'))

const context = { signal: new AbortController().signal, onProgress: () => {} }
const settings = (own: object = {}) => ({ store, afterDays: undefined, ...own })
const restarted: string[] = []
const archive = (own: object = {}, using: Database = database, on = settings()) =>
  archiveJob(using, on)({ months: [month], dryRun: false, ...own }, context)
const restore = (using: Database = database, on = settings()) =>
  restoreArchiveJob(using, on, async (tenantId) => restarted.push(tenantId))({ month }, context)
const tables = async () => (await listEventMonths(database)).map(({ month: each, state }) => `${each} ${state}`)

describe('archiving a month', () => {
  it('counts what would be archived in a dry run, and changes nothing', async () => {
    const before = await rows()
    expect(await archive({ dryRun: true })).toEqual({
      months: [{ month, tenants: 3, events: 9 }],
      events: 9,
      dryRun: true,
    })
    expect(await rows()).toEqual(before)
    expect(await tables()).toContain('2024-01 attached')
  })

  it('moves its events into a file for each tenant, with a manifest, and leaves all other months', async () => {
    const { months } = await archive()
    expect(months).toMatchObject([{ month, tenants: 3, events: 9, sizeBytes: expect.any(Number) }])
    expect(Object.values(await countsOf())).toEqual([3, 3])
    expect(await tables()).not.toContain('2024-01 attached')
    expect((await rows()).ids.filter((id) => id.includes('e1') || id.includes('e2'))).toEqual([])
    for (const tenantId of tenants)
      expect((await files()).filter((file) => file.startsWith(`events/${tenantId}/2024-01/`))).toHaveLength(2)
    expect(await listArchivedMonths(database)).toMatchObject([
      { month, tenants: 3, events: 9, firstAt: '2024-01-01T00:00:00.000Z', restoredAt: null },
    ])
  })

  it('is refused for a month that has not ended, or of which there are no events', async () => {
    const now = new Date().toISOString().slice(0, 7)
    await expect(archive({ months: [now] })).rejects.toThrow(`There are no events of ${now} to archive`)
    await expect(archive({ months: ['1999-01'] })).rejects.toThrow('There are no events of 1999-01')
  })

  it('says that no archive is set up', async () => {
    await expect(archive({}, database, settings({ store: undefined }))).rejects.toThrow('ARCHIVE_URL of the worker')
  })

  it('takes the months that are old enough if none is named', async () => {
    const { months } = await archive({ months: undefined }, database, settings({ afterDays: 31 }))
    expect(months.map((each) => each.month)).toEqual(['2024-01', '2024-02'])
  })

  it('writes again what changed between the file and the end of the month', async () => {
    const late = event('late', '2024-01-20T00:00:00Z')
    let isDone = false
    const changing: ArchiveStore = {
      ...store,
      async put(name, file) {
        await store.put(name, file)
        // By now the file of the first tenant is written.
        if (isDone || !name.includes('globex')) return
        isDone = true
        await insertEvents(prediction.background('acme'), [late])
      },
    }
    expect(await archive({}, database, settings({ store: changing }))).toMatchObject({ events: 10 })
    expect((await rows()).events.filter((row) => row.includes('late'))).toEqual([])
    expect(await restore()).toMatchObject({ events: 10, skipped: 0 })
    expect((await rows()).events.filter((row) => row.includes('late'))).toHaveLength(1)
  })

  it('does not touch the month if a file is half written, and finishes once it is not', async () => {
    const before = await rows()
    const halving: ArchiveStore = {
      ...store,
      async put(name, file) {
        if (name.endsWith('.zst')) await truncate(file, Math.floor((await stat(file)).size / 2))
        await store.put(name, file)
      },
    }
    await expect(archive({}, database, settings({ store: halving }))).rejects.toThrow(/\.ndjson\.zst is damaged/)
    expect(await rows()).toEqual(before)
    expect(await tables()).toContain('2024-01 attached')
    expect(await archive()).toMatchObject({ events: 9 })
  })

  it('does not touch the month if the store is full', async () => {
    const before = await rows()
    const full: ArchiveStore = { ...store, put: async (_, file) => writeFile('/dev/full', await readFile(file)) }
    await expect(archive({}, database, settings({ store: full }))).rejects.toThrow('ENOSPC')
    expect(await rows()).toEqual(before)
  })
})

describe('restoring a month', () => {
  it('brings every row back, equal in every column, and its ids; its models are built again', async () => {
    const before = await rows()
    await archive()
    restarted.length = 0
    expect(await restore()).toEqual({ month, tenants: 3, events: 9, skipped: 0 })
    const after = await rows()
    expect(after.events).toEqual(before.events)
    expect(after.ids.filter((id) => !id.includes('no-own'))).toEqual(before.ids)
    expect(restarted.toSorted()).toEqual(tenants.toSorted())
    expect((await listArchivedMonths(database))[0]?.restoredAt).not.toBeNull()
  })

  it('attaches it as a partition like all others, with indexes and row-level security', async () => {
    await archive()
    await restore()
    const shapes = await look(
      (sql) => sql<{ name: string; bound: string; indexes: string[]; secured: boolean; granted: string | null }[]>`
        select c.relname as name, pg_get_expr(c.relpartbound, c.oid) as bound, relrowsecurity as secured,
          relacl::text as granted,
          (select array_agg(regexp_replace(pg_get_indexdef(indexrelid), '^.* USING', '') order by 1)
            from pg_index where indrelid = c.oid) as indexes
        from pg_inherits join pg_class c on c.oid = inhrelid where inhparent = 'behaviour.events'::regclass`,
    )
    const [restored, other] = ['events_2024_01', 'events_2024_02'].map((n) => shapes.find(({ name }) => name === n))
    expect(restored?.bound).toBe("FOR VALUES FROM ('2024-01-01 00:00:00+00') TO ('2024-02-01 00:00:00+00')")
    expect(restored?.indexes).toEqual(other?.indexes)
    expect(restored?.secured).toBe(other?.secured)
    expect(restored?.granted ?? '').not.toContain('inkling_worker')
    const seen = await prediction
      .background('acme')
      .transaction(
        'look',
        (sql) => sql<{ tenant: string }[]>`select distinct tenant_id as tenant from behaviour.events`,
      )
    expect(seen.map(({ tenant }) => tenant)).toEqual(['acme'])
    await expect(
      prediction.background('acme').transaction('peek', (sql) => sql`select from behaviour.events_2024_01`),
    ).rejects.toThrow('permission denied')
  })

  it('keeps events that came meanwhile, and leaves out those that were sent again', async () => {
    await archive()
    const again = [event('e1', '2024-01-02T00:00:00Z', { itemId: 'again' }), event('new', '2024-01-03T00:00:00Z')]
    await insertEvents(prediction.background('acme'), again)
    expect(await restore()).toEqual({ month, tenants: 3, events: 8, skipped: 1 })
    expect(await countsOf()).toMatchObject({ '2024-01': 10 })
    const { events } = await rows()
    expect(events.filter((row) => row.includes('acme,e1,'))).toEqual([expect.stringContaining('again')])
  })

  it('brings all parts of a month back that was archived twice', async () => {
    await archive()
    await insertEvents(prediction.background('acme'), [event('new', '2024-01-03T00:00:00Z')])
    expect(await archive()).toMatchObject({ events: 1 })
    expect(await restore()).toMatchObject({ events: 10, skipped: 0 })
    expect(await archive()).toMatchObject({ events: 10 })
    expect((await files()).filter((file) => file.includes('acme'))).toHaveLength(2)
    expect(await listArchivedMonths(database)).toMatchObject([{ events: 10, restoredAt: null }])
  })

  it('changes nothing if a file is damaged, and says which', async () => {
    await archive()
    const before = await rows()
    const name = (await files()).find((file) => file.endsWith('.zst') && file.includes('paused')) ?? ''
    const path = join(folder, String(tests), name)
    await truncate(path, (await stat(path)).size - 1)
    await expect(restore()).rejects.toThrow(/paused.*is damaged/)
    expect(await rows()).toEqual(before)
    expect((await tables()).filter((table) => table.startsWith('2024-01'))).toEqual([])
  })

  it('says that nothing of the month is in the archive, and changes nothing the second time', async () => {
    await expect(restore()).rejects.toMatchObject({
      ...{ code: 'not_found', detail: 'No events of 2024-01 are in the archive' },
    })
    await archive()
    expect(await archive()).toMatchObject({ months: [] })
    await restore()
    const before = await rows()
    expect(await restore()).toEqual({ month, tenants: 0, events: 0, skipped: 0 })
    expect(await rows()).toEqual(before)
  })

  it('brings nothing back of tenants that are erased or about to be', async () => {
    await archive()
    await look(async (sql) => {
      await sql`update control.tenants set status = 'deleting' where id = 'acme'`
      await sql`update control.tenants set status = 'erased' where id = 'globex'`
    })
    expect(await restore()).toMatchObject({ tenants: 1, events: 3 })
    expect((await rows()).events.filter((row) => row.includes('2024-01')).every((row) => row.includes('paused'))).toBe(
      true,
    )
  })
})

it('erases what the archive holds of a tenant, and what is on its way there, and nothing of others', async () => {
  await archive()
  await fillAgain('2024-01-05T00:00:00Z')
  await detachMonth(database, month)
  await eraseArchive(database, store, 'acme')
  expect((await files()).filter((file) => file.includes('acme'))).toEqual([])
  expect((await files()).filter((file) => file.includes('globex'))).toHaveLength(2)
  const counts = tenants.map((id) => countMonth(database.background(id), { month, state: 'leaving' }))
  expect(await Promise.all(counts)).toEqual([1, 0, 1])
  await archive({ months: undefined })
})

/** A database that fails once, before or after its n-th transaction. Counts down in `left`. */
function failing(left: number, isAfter: boolean) {
  const state = { left }
  const guard = async <T>(work: () => Promise<T>): Promise<T> => {
    const isNow = --state.left === 0
    if (isNow && !isAfter) throw new Error('killed')
    const result = await work()
    if (isNow) throw new Error('killed')
    return result
  }
  const killed: Database = {
    ...database,
    platform: (work, run) => guard(() => database.platform(work, run)),
    background: (tenantId, signal) => {
      const tenant = database.background(tenantId, signal)
      return { ...tenant, transaction: (name, work) => guard(() => tenant.transaction(name, work)) }
    },
  }
  return { killed, state }
}

describe.each([
  ['before', false],
  ['after', true],
])('a job that is killed %s any of its transactions', (_, isAfter) => {
  it('loses and doubles nothing, and is finished by the next one', async () => {
    const before = await rows()
    for (let step = 1; ; step++) {
      const first = failing(step, isAfter)
      const wasKilled = await archive({}, first.killed).then(
        () => false,
        () => true,
      )
      if (wasKilled) await archive({ months: undefined }, database).catch(() => {})
      if ((await tables()).includes('2024-01 attached')) await archive()
      expect(Object.keys(await countsOf()), `archive killed at step ${step}`).not.toContain('2024-01')
      const second = failing(step, isAfter)
      await restore(second.killed).catch(() => {})
      await restore().catch(() => {})
      expect((await rows()).events, `killed at step ${step}`).toEqual(before.events)
      if (first.state.left > 0 && second.state.left > 0) break
      expect(step).toBeLessThan(200)
    }
  }, 120_000)
})
