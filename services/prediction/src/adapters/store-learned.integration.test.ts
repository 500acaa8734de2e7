import { atHorizon, createDatabase, readLearningStart } from '@inkling/database'
import { type LearnedState, learnedFormat, NextItemModel, type Prior } from '@inkling/predictors'
import { learningMetrics } from '@inkling/telemetry'
import { testDatabase } from '@inkling/testing'
import { afterAll, describe, expect, it } from 'vitest'
import { storeLearned } from './store-learned.ts'

const { ownerUrl, roleUrl } = await testDatabase()
const database = createDatabase({ url: roleUrl('prediction'), applicationName: 'test', pool: 2 })
const owner = createDatabase({ url: ownerUrl, applicationName: 'test', pool: 1 })
afterAll(() => Promise.all([database.close(), owner.close()]))

/** A model that observed so many sessions of the same two items. */
function taught(sessions: number): NextItemModel {
  const model = new NextItemModel()
  for (let session = 0; session < sessions; session++)
    for (const itemId of ['a', 'b']) model.observe({ itemId, sessionId: `s${session}`, atMs: session })
  return model
}

const origin = (version: bigint, xid: bigint, seq = 0n) => ({ version, position: { xid, seq } })
const readLearned = (tenantId: string) =>
  readLearningStart<LearnedState, Prior>(database.background(tenantId), learnedFormat)
const store = (tenantId: string, sessions: number, from: ReturnType<typeof origin>) =>
  storeLearned(database.background(tenantId), taught(sessions), from)
const casesOf = async (tenantId: string) => (await readLearned(tenantId)).learned?.state.blend.fresh.updates
const asOwner = <T>(work: Parameters<typeof owner.platform<T>>[1]) => owner.platform({ name: 'test' }, work)

describe('the learned state', () => {
  it('the learned state is missing for a new tenant', async () => {
    expect(await readLearned('new')).toEqual({ learned: undefined, prior: undefined })
  })

  it('the learned state is read as it was stored, with its snapshot and position', async () => {
    const model = taught(300)
    await storeLearned(database.background('exact'), model, { version: 3n, position: atHorizon(77n) })
    const { learned } = await readLearned('exact')
    expect(learned).toMatchObject({ snapshot: 3n, position: atHorizon(77n) })
    expect(learned?.state).toEqual(model.learned)
  })

  const afterBoth = async (tenantId: string, second: ReturnType<typeof origin>) => {
    await store(tenantId, 5, origin(1n, 10n))
    await store(tenantId, 8, second)
    return casesOf(tenantId)
  }

  it.each([
    ['knows of more transactions', origin(1n, 11n)],
    ['knows of more of the same transaction', origin(1n, 10n, 1n)],
    ['knows as much', origin(1n, 10n)],
    ['rests on a newer snapshot', origin(2n, 5n)],
  ])('the learned state is replaced by a state that %s', async (name, second) => {
    expect(await afterBoth(name, second)).toBe(taught(8).learnedCases)
  })

  it.each([
    ['knows of fewer transactions', origin(1n, 9n, 9n)],
    ['rests on an older snapshot', origin(0n, 99n)],
  ])('the learned state is never replaced by a state that %s', async (name, second) => {
    expect(await afterBoth(name, second)).toBe(taught(5).learnedCases)
  })

  it('the learned state is counted as stored, outdated or failed', async () => {
    learningMetrics().states.reset()
    await store('counted', 3, origin(1n, 10n))
    await store('counted', 3, origin(0n, 10n))
    const away = createDatabase({ url: 'postgres://127.0.0.1:1/none', applicationName: 'test', pool: 1 })
    await expect(storeLearned(away.background('counted'), taught(1), origin(1n, 10n))).rejects.toThrow()
    await away.close()
    const { values } = await learningMetrics().states.get()
    expect(values.map(({ labels, value }) => [labels.outcome, value])).toEqual([
      ['stored', 1],
      ['outdated', 1],
      ['failed', 1],
    ])
  })

  it.each(['deleting', 'erased'])(
    'the learned state is not stored for a tenant that is %s, nor are its weights',
    async (status) => {
      await asOwner(
        (sql) =>
          sql`insert into control.tenants (id, name, plan, status) values (${status}, 'T', 'starter', ${status})`,
      )
      await store(status, 5, origin(1n, 10n))
      const [rows] = await asOwner(
        (sql) => sql`
        select (select count(*)::int from learning.states where tenant_id = ${status}) as states,
          (select count(*)::int from learning.weights where tenant_id = ${status}) as weights`,
      )
      expect(rows).toEqual({ states: 0, weights: 0 })
    },
  )

  it('the learned state has a size limit, which Postgres enforces', async () => {
    const model = taught(1)
    const huge = {
      ...model.learned,
      tuning: { trend: Object.fromEntries(Array.from({ length: 60_000 }, (_, n) => [`${Math.sin(n)}`, n])) },
    }
    Object.defineProperty(model, 'learned', { value: huge })
    await expect(storeLearned(database.background('huge'), model, origin(1n, 1n))).rejects.toThrow(/check constraint/)
  })
})

describe('the history of weights', () => {
  const weightChanges = async () => (await learningMetrics().weightChanges.get()).values[0]?.value ?? 0
  const history = (tenantId: string) =>
    asOwner(
      (sql) => sql<{ minutes: number }[]>`
        select round(extract(epoch from now() - recorded_at) / 60)::int as minutes from learning.weights
        where tenant_id = ${tenantId} order by recorded_at desc`,
    ).then((rows) => rows.map(({ minutes }) => minutes))
  const ago = (tenantId: string, interval: string, weights = taught(5).weights) =>
    asOwner(
      (sql) => sql`
        insert into learning.weights (tenant_id, recorded_at, weights)
        values (${tenantId}, now() - ${interval}::text::interval, ${sql.json(weights)})`,
    )

  it('the history of weights starts with the first weights and has one row an hour', async () => {
    for (const xid of [1n, 2n, 3n]) await store('quiet', 5, origin(0n, xid))
    expect(await history('quiet')).toEqual([0])
  })

  it('the history of weights gets another row after an hour', async () => {
    await ago('hourly', '59 minutes')
    await store('hourly', 5, origin(0n, 1n))
    expect(await history('hourly')).toEqual([59])
    await ago('later', '61 minutes')
    await store('later', 5, origin(0n, 1n))
    expect(await history('later')).toEqual([0, 61])
  })

  it('the history of weights gets a row at once when the weights change notably', async () => {
    await ago('moved', '5 minutes', { trend: 1 })
    const changesBefore = await weightChanges()
    await store('moved', 5, origin(0n, 1n))
    expect(await history('moved')).toEqual([0, 5])
    expect(await weightChanges()).toBe(changesBefore + 1)
    await store('moved', 5, origin(0n, 2n))
    expect(await weightChanges()).toBe(changesBefore + 1)
  })

  it('the history of weights keeps its rows for ninety days', async () => {
    await ago('old', '89 days')
    await ago('old', '91 days')
    await store('old', 5, origin(0n, 1n))
    expect(await history('old')).toEqual([0, 89 * 24 * 60])
  })
})
