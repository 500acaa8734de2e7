import { testDatabase } from '@inkling/testing'
import { afterAll, describe, expect, it } from 'vitest'
import { newEvent } from '../../test/new-event.ts'
import { createDatabase } from '../client/create-database.ts'
import { currentHorizon, logStart } from '../tail/log-position.ts'
import { insertEvents, type NewEvent, readEventsAfter } from './events.ts'
import { ensurePartitions, strandedEvents } from './partitions.ts'

const { ownerUrl, roleUrl } = await testDatabase()
const database = createDatabase({ url: roleUrl('prediction'), applicationName: 'test', pool: 4 })
const worker = createDatabase({ url: roleUrl('worker'), applicationName: 'test', pool: 1 })
const owner = createDatabase({ url: ownerUrl, applicationName: 'test', pool: 2 })
afterAll(() => Promise.all([database, worker, owner].map((each) => each.close())))

const insert = (tenantId: string, events: readonly NewEvent[]) => insertEvents(database.background(tenantId), events)
const read = (tenantId: string, position = logStart) => readEventsAfter(database.background(tenantId), position)
const itemsOf = ({ changes }: Awaited<ReturnType<typeof read>>) => changes.map(({ itemId }) => itemId)

describe('insertEvents', () => {
  it('stores an event as it was sent', async () => {
    const sent = { userId: 'u', value: 2.5, context: { page: 'home', depth: 3, signedIn: true }, receiptId: 'rcp_1' }
    await insert('whole', [newEvent('e', sent), newEvent('bare')])
    const rows = await owner.platform(
      { name: 'look' },
      (sql) => sql`
        select id, type, user_id, session_id, item_id, occurred_at, value, context, receipt_id
        from behaviour.events where tenant_id = 'whole' order by seq`,
    )
    const common = { type: 'view', session_id: 's', item_id: 'a', occurred_at: new Date('2026-11-21T12:00:00Z') }
    expect([...rows]).toEqual([
      { ...common, id: 'e', user_id: 'u', value: 2.5, context: sent.context, receipt_id: 'rcp_1' },
      { ...common, id: 'bare', user_id: null, value: null, context: null, receipt_id: null },
    ])
  })

  it('stores all events of a batch except those that Postgres refuses, and names their fields', async () => {
    const good = Array.from({ length: 30 }, (_, n) => newEvent(`good ${n}`))
    const late = newEvent('late', { occurredAt: '2026-06-30T23:59:61Z' })
    const nul = newEvent('nul', { context: { page: 'a\0b' } })
    const { refused, duplicates } = await insert('partly', [...good.slice(0, 11), late, ...good.slice(11), nul])
    expect([...refused]).toMatchObject([
      ['late', { pointer: '/occurredAt' }],
      ['nul', { pointer: '' }],
    ])
    expect(duplicates.size).toBe(0)
    expect((await read('partly')).changes).toHaveLength(30)
  })

  it('leaves out an event whose id is stored already, also if its fields differ, and names the id', async () => {
    expect((await insert('twice', [newEvent('e')])).duplicates).toEqual(new Set())
    const again = newEvent('e', { itemId: 'other', occurredAt: '2026-10-01T00:00:00Z' })
    const { duplicates } = await insert('twice', [again, newEvent('new')])
    expect(duplicates).toEqual(new Set(['e']))
    expect(itemsOf(await read('twice'))).toEqual(['a', 'a'])
  })

  it('stores an event once when two requests bring it at the same moment', async () => {
    const both = await Promise.all([1, 2].map(() => insert('race', [newEvent('e')])))
    expect(both.map(({ duplicates }) => duplicates.size).sort()).toEqual([0, 1])
    expect((await read('race')).changes).toHaveLength(1)
  })

  it('stores only ids that clients gave, and lets tenants use the same ids', async () => {
    const ours = newEvent('e', { hasOwnId: false })
    for (const tenantId of ['one', 'one', 'two']) expect((await insert(tenantId, [ours])).duplicates.size).toBe(0)
    expect((await read('one')).changes).toHaveLength(2)
    expect((await read('two')).changes).toHaveLength(1)
  })

  it.each(['0001-01-01T00:00:00Z', '1970-01-01T00:00:00Z', '2019-02-03T04:05:06Z', '2024-02-29T23:59:59-05:00'])(
    'creates the month of an event of %s first, so that the event is in its partition',
    async (occurredAt) => {
      await insert(occurredAt, [newEvent('e', { occurredAt })])
      const month = new Date(occurredAt).toISOString().slice(0, 7).replace('-', '_')
      expect(await partitionsOf(occurredAt)).toEqual([`behaviour.events_${month}`])
      expect(await strandedEvents(worker)).toBe(0)
    },
  )

  it('creates a month once for requests that come at the same moment', async () => {
    const insertOne = (n: number) => insert(`same ${n}`, [newEvent('e', { occurredAt: '2011-11-11T11:11:11Z' })])
    await Promise.all(Array.from({ length: 8 }, (_, n) => insertOne(n)))
    expect(await partitionsOf('same 0')).toEqual(['behaviour.events_2011_11'])
    expect(await partitionsOf('same 7')).toEqual(['behaviour.events_2011_11'])
  })

  it('stores an event of a month that is not to be created in the default partition, and counts it', async () => {
    await insert('far', [newEvent('e', { occurredAt: '9999-12-31T23:59:59Z' })])
    expect(await partitionsOf('far')).toEqual(['behaviour.events_default'])
    expect(await strandedEvents(worker)).toBe(1)
    expect(await ensurePartitions(worker, 0)).toBe(1)
    expect(await partitionsOf('far')).toEqual(['behaviour.events_9999_12'])
    expect(await strandedEvents(worker)).toBe(0)
  })

  it('stores an event of this month in the partition of this month', async () => {
    const now = new Date().toISOString()
    await insert('now', [newEvent('e', { occurredAt: now })])
    expect(await partitionsOf('now')).toEqual([`behaviour.events_${now.slice(0, 7).replace('-', '_')}`])
  })

  it('creates the months of ten years and those to come, however many older months tenants have', async () => {
    // As many as Postgres can lock in one transaction.
    for (let year = 1; year < 600; year += 50)
      await owner.platform(
        { name: 'fill' },
        (sql) => sql`select behaviour.ensure_month(make_date(${year} + n, 1, 1)) from generate_series(0, 49) n`,
      )
    await insert('ancient', [newEvent('e', { occurredAt: '0700-01-01T00:00:00Z' })])
    const nineYears = new Date(Date.now() - 9 * 365 * 86_400_000).toISOString()
    await insert('nine years', [newEvent('e', { occurredAt: nineYears })])
    expect(await partitionsOf('ancient')).toEqual(['behaviour.events_default'])
    expect(await partitionsOf('nine years')).toEqual([`behaviour.events_${nineYears.slice(0, 7).replace('-', '_')}`])
    expect(await ensurePartitions(worker, 24)).toBeGreaterThan(20)
  })

  function partitionsOf(tenantId: string) {
    return owner.platform({ name: 'look' }, async (sql) => {
      const rows = await sql<{ name: string }[]>`
        select tableoid::regclass::text as name from behaviour.events where tenant_id = ${tenantId}`
      return rows.map(({ name }) => name)
    })
  }
})

describe('readEventsAfter', () => {
  it('reads each event of the tenant once, in the order of commits', async () => {
    await insert('tail', [newEvent('1', { itemId: 'a' }), newEvent('2', { itemId: 'b' })])
    await insert('stranger', [newEvent('1', { itemId: 'x' })])
    const first = await read('tail')
    expect(first.drained).toBe(true)
    await insert('tail', [newEvent('3', { itemId: 'c', occurredAt: '2020-01-01T00:00:00Z' })])
    const second = await read('tail', first.next)
    expect([itemsOf(first), itemsOf(second)]).toEqual([['a', 'b'], ['c']])
    expect((await read('tail', second.next)).changes).toEqual([])
  })

  it('marks an event that carries a receipt as caused by an answer', async () => {
    await insert('induced', [newEvent('1', { receiptId: 'rcp_1' }), newEvent('2')])
    expect((await read('induced')).changes.map(({ isInduced = false }) => isInduced)).toEqual([true, false])
  })

  it('reads the user, session, item, time in milliseconds and place in the log', async () => {
    const occurredAt = '2026-11-21T12:00:00.125+01:00'
    await insert('usage', [newEvent('1', { userId: 'u', occurredAt })])
    const atMs = Date.parse(occurredAt)
    const position = { xid: expect.any(BigInt), seq: expect.any(BigInt) }
    expect((await read('usage')).changes).toEqual([{ itemId: 'a', userId: 'u', sessionId: 's', atMs, position }])
  })

  it('splits many events into pages that follow each other', async () => {
    const events = Array.from({ length: 5_001 }, (_, n) => newEvent(`${n}`, { itemId: `${n}` }))
    await insert('many', events)
    const page = await read('many')
    expect(page.drained).toBe(false)
    const rest = await read('many', page.next)
    expect(rest.drained).toBe(true)
    expect([...itemsOf(page), ...itemsOf(rest)]).toEqual(events.map(({ itemId }) => itemId))
  })

  it('skips no transaction that commits after a younger one', async () => {
    const { next } = await owner.background('late').transaction('slow writer', async (sql) => {
      await sql`
        insert into behaviour.events (tenant_id, id, type, session_id, item_id, occurred_at)
        values ('late', 'slow', 'view', 's', 'slow', now())`
      await insert('late', [newEvent('quick', { itemId: 'quick' })])
      const before = await read('late')
      expect(before.changes).toEqual([])
      return before
    })
    expect(itemsOf(await read('late', next))).toEqual(['slow', 'quick'])
  })
})

describe('currentHorizon', () => {
  it('lies above every transaction that has committed', async () => {
    const { transactionId } = await insert('horizon', [newEvent('e')])
    expect(await currentHorizon(database.background('horizon'))).toBeGreaterThan(transactionId)
  })
})
