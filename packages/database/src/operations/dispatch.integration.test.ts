import { testDatabase } from '@inkling/testing'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { insertRunUnlessQueued } from '../../test/insert-run-unless-queued.ts'
import { createDatabase } from '../client/create-database.ts'
import { firstWaitingRuns, markHanded, readBacklogs, releaseRuns, runsInFlight } from './dispatch.ts'
import { insertRun, insertRunUnlessActive, type NewRun } from './insert-runs.ts'
import { readRunHolds } from './run-holds.ts'
import { beginRun, cancelRun, failRun, readRun, readRunActivity, requeueRun, succeedRun } from './runs.ts'

const { ownerUrl, roleUrl } = await testDatabase()
const database = createDatabase({ url: roleUrl('maintenance'), applicationName: 'test', pool: 4 })
const owner = createDatabase({ url: ownerUrl, applicationName: 'test', pool: 1 })
beforeEach(() => owner.platform({ name: 'clear' }, (sql) => sql`truncate operations.runs, operations.run_holds`))
afterAll(() => Promise.all([database.close(), owner.close()]))

const acme = database.background('acme')
const insert = (id: string, facts: Partial<NewRun> = {}, tenantId = 'acme') =>
  insertRun(database.background(tenantId), { id, kind: 'train', options: {}, ...facts })
const firstIds = async () => (await firstWaitingRuns(database)).map(({ id }) => id)
const stateOf = async (id: string) => (await readRun(acme, id)).state
const hold = (subject: string, name: string, state: string) =>
  owner.platform(
    { name: 'hold' },
    (sql) => sql`
    insert into operations.run_holds (subject, name, state, held_by) values (${subject}, ${name}, ${state}, 'key')`,
  )

describe('the first waiting runs', () => {
  it('are the oldest of every kind, tenant and priority', async () => {
    await insert('a1')
    await insert('a2')
    await insert('high', { priority: 'high', options: { n: 1 }, traceContext: 'trace' })
    await insert('index', { kind: 'reindex' })
    await insert('b1', {}, 'globex')
    expect((await firstIds()).toSorted()).toEqual(['a1', 'b1', 'high', 'index'])
    expect((await firstWaitingRuns(database)).find(({ id }) => id === 'high')).toEqual({
      ...{ id: 'high', tenantId: 'acme', kind: 'train', state: 'queued', options: { n: 1 }, priority: 0 },
      ...{ readyMs: expect.any(Number), traceContext: 'trace', isBusy: false },
    })
  })

  it('are those that no queue has; the next one of a tenant whose run is in flight says so', async () => {
    await insert('a1')
    await insert('a2')
    await insert('b1', {}, 'globex')
    await markHanded(database, [{ tenantId: 'acme', id: 'a1' }])
    const busy = async () => (await firstWaitingRuns(database)).map(({ id, isBusy }) => `${id} ${isBusy}`).toSorted()
    expect(await busy()).toEqual(['a2 true', 'b1 false'])
    await beginRun(acme, 'a1')
    expect(await busy()).toEqual(['a2 true', 'b1 false'])
    await succeedRun(acme, 'a1', {})
    expect(await busy()).toEqual(['a2 false', 'b1 false'])
  })

  it('are found without reading the runs behind them', async () => {
    await owner.platform({ name: 'fill' }, async (sql) => {
      await sql`
        insert into operations.runs (tenant_id, id, kind)
        select 'tenant ' || n % 5, 'op_' || n, 'train' from generate_series(1, 5000) n`
      await sql`analyze operations.runs`
    })
    const read = () =>
      owner.platform({ name: 'look' }, async (sql) => {
        const [row] = await sql<[{ rows: number }]>`
          select coalesce(sum(idx_tup_read), 0)::int as rows from pg_stat_user_indexes
          where indexrelname = 'runs_waiting' and pg_stat_clear_snapshot() is not null`
        return row.rows
      })
    const before = await read()
    expect(await firstWaitingRuns(database)).toHaveLength(5)
    expect((await read()) - before).toBeLessThan(100)
  })
})

describe('runs in flight', () => {
  it('are those that a queue has, and those that an older version began', async () => {
    await insert('waits')
    await insert('handed')
    await insert('begun', { kind: 'reindex' })
    await markHanded(database, [{ tenantId: 'acme', id: 'handed' }])
    await owner.platform(
      { name: 'begin' },
      (sql) => sql`update operations.runs set state = 'running' where id = 'begun'`,
    )
    const found = async () => (await runsInFlight(database)).map(({ id, state }) => `${id} ${state}`).toSorted()
    expect(await found()).toEqual(['begun running', 'handed queued'])
    await requeueRun(acme, 'handed')
    await failRun(acme, 'begun', 'no')
    expect(await found()).toEqual([])
    expect(await firstIds()).toEqual(['waits'])
  })

  it('a run that ended before it was noted as handed stays as it ended', async () => {
    await insert('fast')
    await cancelRun(acme, 'fast')
    await markHanded(database, [{ tenantId: 'acme', id: 'fast' }])
    expect(await runsInFlight(database)).toEqual([])
  })
})

describe('a run that waits for its time', () => {
  it('is not handed before, and counts neither as active nor as backlog', async () => {
    const runAt = new Date(Date.now() + 3_600_000).toISOString()
    expect(await insert('later', { runAt })).toMatchObject({ state: 'queued', runAt })
    await releaseRuns(database)
    expect(await firstIds()).toEqual([])
    expect(await readBacklogs(database)).toEqual([])
    expect((await readRunActivity(acme, 'train')).isActive).toBe(false)
    expect((await insertRunUnlessActive(acme, { id: 'now', kind: 'train', options: {} })).id).toBe('now')
    await owner.platform({ name: 'pass' }, (sql) => sql`update operations.runs set run_at = now() where id = 'later'`)
    await releaseRuns(database)
    expect(await firstIds()).toEqual(['now'])
    expect(await readBacklogs(database)).toMatchObject([{ kind: 'train', waiting: 2 }])
  })

  it('begins at once if its time has passed', async () => {
    await insert('past', { runAt: '2020-01-01T00:00:00Z' })
    expect(await firstIds()).toEqual(['past'])
  })
})

describe('a run that waits for others', () => {
  it('waits for a worker when all of them have succeeded', async () => {
    for (const id of ['one', 'two']) await insert(id)
    await insert('after', { kind: 'reindex', after: ['one', 'two'] })
    await succeedRun(acme, 'one', {})
    await releaseRuns(database)
    expect(await firstIds()).toEqual(['two'])
    await succeedRun(acme, 'two', {})
    await releaseRuns(database)
    expect(await firstIds()).toEqual(['after'])
  })

  it('fails with one that fails, is cancelled with one that is cancelled, and names it', async () => {
    for (const id of ['bad', 'gone']) await insert(id)
    await insert('failed', { after: ['bad'] })
    await insert('cancelled', { after: ['gone'], runAt: '2099-01-01T00:00:00Z' })
    await insert('chained', { after: ['failed'] })
    await failRun(acme, 'bad', 'no')
    await cancelRun(acme, 'gone')
    for (let link = 0; link < 2; link++) await releaseRuns(database)
    expect(await readRun(acme, 'failed')).toMatchObject({
      state: 'failed',
      error: 'The run bad, which it waited for, failed',
    })
    expect(await readRun(acme, 'cancelled')).toMatchObject({
      state: 'cancelled',
      error: 'The run gone, which it waited for, was cancelled',
    })
    expect(await stateOf('chained')).toBe('failed')
  })

  it('is refused for runs that do not exist, are another tenant’s or have failed, by the place of each', async () => {
    await insert('theirs', {}, 'globex')
    await insert('bad')
    await failRun(acme, 'bad', 'no')
    await insert('good')
    await expect(insert('chained', { after: ['good', 'none', 'theirs', 'bad'] })).rejects.toMatchObject({
      code: 'validation_failed',
      errors: [
        { pointer: '/after/1', code: 'not_found' },
        { pointer: '/after/2', code: 'not_found' },
        { pointer: '/after/3', code: 'ended' },
      ],
    })
  })
})

describe('a run with a dedupe key', () => {
  const ask = (id: string, dedupeKey: string, options: object = { id }) =>
    insertRunUnlessQueued(acme, { id, kind: 'train', options, dedupeKey }, 100)

  it('stands for later ones with the key, whatever their options, until it has ended', async () => {
    const answers = await Promise.all(['a', 'b', 'c'].map((id) => ask(id, 'night')))
    expect(new Set(answers.map(({ id }) => id)).size).toBe(1)
    const first = answers[0]?.id ?? ''
    await beginRun(acme, first)
    expect((await ask('d', 'night')).id).toBe(first)
    expect((await ask('e', 'other')).id).toBe('e')
    await succeedRun(acme, first, {})
    expect((await ask('f', 'night')).id).toBe('f')
  })

  it('does not stand for a run without the key, nor for one of another time', async () => {
    await ask('keyed', 'night', {})
    const plain = { kind: 'train', options: {} }
    expect((await insertRunUnlessQueued(acme, { id: 'plain', ...plain }, 100)).id).toBe('plain')
    const runAt = '2099-01-01T00:00:00Z'
    expect((await insertRunUnlessQueued(acme, { id: 'later', runAt, ...plain }, 100)).id).toBe('later')
    expect((await insertRunUnlessQueued(acme, { id: 'again', runAt, ...plain }, 100)).id).toBe('later')
  })
})

describe('what operators hold back', () => {
  it('is no backlog while it is paused', async () => {
    await insert('a')
    await insert('b', { kind: 'reindex' })
    await insert('c', { kind: 'reindex' }, 'globex')
    await hold('queue', 'train', 'paused')
    await hold('tenant', 'globex', 'paused')
    expect(await readRunHolds(database)).toEqual([
      { subject: 'queue', name: 'train', state: 'paused' },
      { subject: 'tenant', name: 'globex', state: 'paused' },
    ])
    expect(await readBacklogs(database)).toMatchObject([{ kind: 'reindex', waiting: 1 }])
  })

  it('takes no further run while it is draining, and says what is drained', async () => {
    await hold('queue', 'train', 'draining')
    await hold('tenant', 'globex', 'draining')
    await expect(insert('a')).rejects.toMatchObject({
      code: 'overloaded',
      detail: expect.stringContaining('train runs'),
    })
    await expect(insert('b', { kind: 'reindex' }, 'globex')).rejects.toMatchObject({ code: 'overloaded' })
    expect((await insert('c', { kind: 'reindex' })).id).toBe('c')
  })
})
