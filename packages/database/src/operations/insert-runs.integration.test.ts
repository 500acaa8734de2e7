import { Deadline } from '@inkling/resilience'
import { testDatabase } from '@inkling/testing'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { createDatabase } from '../client/create-database.ts'
import { type NewRun, runLogOf } from './insert-runs.ts'
import { holdRuns } from './run-holds.ts'
import { cancelRun, listRuns } from './runs.ts'

const { ownerUrl, roleUrl } = await testDatabase()
const database = createDatabase({ url: roleUrl('maintenance'), applicationName: 'test', pool: 4 })
const owner = createDatabase({ url: ownerUrl, applicationName: 'test', pool: 1 })
beforeEach(() =>
  owner.platform({ name: 'empty' }, (sql) => sql`truncate operations.runs, operations.run_holds cascade`),
)
afterAll(() => Promise.all([database.close(), owner.close()]))

const acme = database.background('acme')
const insert = (runs: readonly NewRun[], mostOpen = 10_000) => runLogOf(acme).insertUnlessQueued(runs, () => mostOpen)
const train = (id: string, own: Partial<NewRun> = {}): NewRun => ({ id, kind: 'train', options: { id }, ...own })
/** By run: its id, or the code of the error that refuses it. */
const results = async (runs: readonly NewRun[], mostOpen?: number) =>
  (await insert(runs, mostOpen)).map((outcome) =>
    outcome.status === 'fulfilled' ? outcome.value.id : outcome.reason.code,
  )

describe('many runs at once', () => {
  it('are recorded as one by one, and returned in their order', async () => {
    const later = '2099-01-01T00:00:00.000Z'
    const asked = [
      train('a', { priority: 'high', dedupeKey: 'k' }),
      train('b', { runAt: later, traceContext: 'trace' }),
      train('c', { kind: 'reindex', options: {} }),
    ]
    expect(await insert(asked)).toMatchObject([
      { value: { id: 'a', kind: 'train', state: 'queued', priority: 'high', dedupeKey: 'k', options: { id: 'a' } } },
      { value: { id: 'b', priority: 'normal', runAt: later } },
      { value: { id: 'c', kind: 'reindex' } },
    ])
    const stored = await owner.platform(
      { name: 'look' },
      (sql) => sql`select id, ready_at is null as waits, trace_context from operations.runs order by id`,
    )
    expect(stored).toMatchObject([
      { id: 'a', waits: false, trace_context: null },
      { id: 'b', waits: true, trace_context: 'trace' },
      { id: 'c', waits: false },
    ])
  })

  it('that are equal to each other or to a queued one are recorded once', async () => {
    await insert([train('before', { options: { tuneSeconds: 1, force: true } })])
    const equal = { options: { force: true, tuneSeconds: 1 } }
    expect(await results([train('a', equal), train('b', { options: {} }), train('c', { options: {} })])).toEqual([
      ...['before', 'b', 'b'],
    ])
    expect(await results([train('d', { dedupeKey: 'k' }), train('e', { dedupeKey: 'k' })])).toEqual(['d', 'd'])
    expect(await results([train('f', { dedupeKey: 'k' })])).toEqual(['d'])
  })

  it('are recorded although others are refused, each for a reason of its own', async () => {
    await insert([train('gone')])
    await cancelRun(acme, 'gone')
    await holdRuns(database, { subject: 'queue', name: 'decay', state: 'draining' }, 'ink_1', new Deadline(5_000))
    const asked = [
      train('a', { after: ['gone'] }),
      train('b', { after: ['none'] }),
      train('c', { kind: 'decay' }),
      ...['d', 'e', 'f'].map((id) => train(id)),
      train('g', { kind: 'reindex' }),
    ]
    expect(await results(asked, 2)).toEqual([
      ...['validation_failed', 'validation_failed', 'overloaded', 'd', 'e', 'quota_exceeded', 'g'],
    ])
    expect((await listRuns(acme, undefined, 10)).map(({ id }) => id).toSorted()).toEqual(['d', 'e', 'g', 'gone'])
  })

  it('do not exceed the limit together with calls at the same moment', async () => {
    const batch = (n: number) =>
      results(
        Array.from({ length: 10 }, (_, m) => train(`op_${n}_${m}`)),
        25,
      )
    const all = (await Promise.all([1, 2, 3, 4].map(batch))).flat()
    expect(all.filter((result) => result !== 'quota_exceeded')).toHaveLength(25)
  })

  it('may be none', async () => {
    expect(await insert([])).toEqual([])
  })
})
