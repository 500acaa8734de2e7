import { createDatabase } from '@inkling/database'
import { NextItemModel, type Outcome } from '@inkling/predictors'
import { createLogger } from '@inkling/telemetry'
import { testDatabase } from '@inkling/testing'
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest'
import { LearningRecorder } from './learning-recorder.ts'

const { ownerUrl, roleUrl } = await testDatabase()
const database = createDatabase({ url: roleUrl('prediction'), applicationName: 'test', pool: 2 })
const owner = createDatabase({ url: ownerUrl, applicationName: 'test', pool: 2 })
afterEach(() => vi.useRealTimers())
afterAll(() => Promise.all([database.close(), owner.close()]))

const logger = createLogger({ service: 'test', level: 'silent' })
const model = new NextItemModel()
const outcome = (rank: number, probability = 0.5, own: Partial<Outcome> = {}): Outcome => ({
  model: 'blend',
  rank,
  probability,
  isRepeat: false,
  listed: [],
  ...own,
})
const listed = (fingerprint: number, probability: number, happened = false, isRepeat = false) => ({
  fingerprint,
  probability,
  happened,
  isRepeat,
})

async function record(tenantId: string, ...batches: Outcome[][]) {
  const recorder = new LearningRecorder(database, logger)
  for (const outcomes of batches) recorder.record(tenantId, outcomes, model)
  await recorder.close()
}

/** Sums per model, over all hours, as a run may straddle two. */
const sumsOf = (tenantId: string) =>
  owner.platform({ name: 'look' }, async (sql) => [
    ...(await sql`
      select model, sum(cases)::int as cases, sum(hits_at_1)::int as "hitsAt1", sum(hits_at_5)::int as "hitsAt5",
        sum(hits_at_20)::int as "hitsAt20", sum(reciprocal_rank) as "reciprocalRank", sum(ndcg) as ndcg,
        sum(log_loss) as "logLoss"
      from learning.metrics where tenant_id = ${tenantId} group by model order by model`),
  ])

describe('LearningRecorder', () => {
  it('sums up where the items stood that came next', async () => {
    await record('ranks', [outcome(1), outcome(5, 0.25), outcome(20, 0.1), outcome(0, 0.01)])
    expect(await sumsOf('ranks')).toEqual([
      {
        model: 'blend',
        cases: 4,
        hitsAt1: 1,
        hitsAt5: 2,
        hitsAt20: 3,
        reciprocalRank: expect.closeTo(1 + 1 / 5 + 1 / 20),
        ndcg: expect.closeTo(1 + 1 / Math.log2(6) + 1 / Math.log2(21)),
        logLoss: expect.closeTo(-Math.log(0.5 * 0.25 * 0.1 * 0.01)),
      },
    ])
  })

  it('counts each model for itself', async () => {
    await record('models', [outcome(1), outcome(0, 0.1, { model: 'trend' })], [outcome(2)])
    expect(await sumsOf('models')).toMatchObject([
      { model: 'blend', cases: 2, hitsAt20: 2 },
      { model: 'trend', cases: 1, hitsAt20: 0 },
    ])
  })

  it('adds to the sums that were stored before', async () => {
    await record('twice', [outcome(1)])
    await record('twice', [outcome(0)])
    expect(await sumsOf('twice')).toMatchObject([{ cases: 2, hitsAt1: 1 }])
  })

  it('an item of probability 0 costs as much log-loss as one of probability 1e-9', async () => {
    await record('surprise', [outcome(0, 0)])
    expect(await sumsOf('surprise')).toMatchObject([{ logLoss: expect.closeTo(-Math.log(1e-9)) }])
  })

  it('takes a component’s place below the twentieth for a miss, as the blend’s is', async () => {
    await record('deep', [outcome(21, 0.01, { model: 'trend' }), outcome(100, 0.01, { model: 'trend' })])
    expect(await sumsOf('deep')).toMatchObject([{ cases: 2, hitsAt20: 0, reciprocalRank: 0, ndcg: 0 }])
  })

  it('counts repeated and new items separately, both next items and listed items', async () => {
    const list = [listed(1, 0.5, true), listed(2, 0.2, false, true), listed(3, 0.2, false, true)]
    await record('kinds', [outcome(1, 0.5, { listed: list }), outcome(2, 0.3, { isRepeat: true })])
    const rows = await owner.platform({ name: 'look' }, async (sql) => [
      ...(await sql`
          select kind, sum(cases)::int as cases, sum(hits_at_1)::int as "hitsAt1", sum(answered)::int as answered,
            bit_count(bit_or(listed))::int as listed, learning.total(calibration) as calibration
          from learning.metrics where tenant_id = 'kinds' group by kind order by kind`),
    ])
    const bins = (...filled: [at: number, promises: number, promised: number, happened: number][]) => {
      const sums = new Array<number>(60).fill(0)
      for (const [at, ...columns] of filled) sums.splice(at * 3, 3, ...columns)
      return sums
    }
    expect(rows).toEqual([
      { kind: 'new', cases: 1, hitsAt1: 1, answered: 1, listed: 1, calibration: bins([10, 1, 0.5, 1]) },
      { kind: 'repeat', cases: 1, hitsAt1: 0, answered: 0, listed: 2, calibration: bins([4, 2, 0.4, 0]) },
    ])
  })

  it('adds probabilities bin by bin, and counts an item once however often it is listed', async () => {
    for (const fingerprints of [
      [1, 2],
      [2, 3],
      [1, 2],
    ])
      await record('again', [outcome(0, 0.1, { listed: fingerprints.map((print) => listed(print, 0.01)) })])
    const [row] = await owner.platform(
      { name: 'look' },
      (sql) => sql`
        select learning.total(calibration) as calibration, bit_count(bit_or(listed))::int as listed
        from learning.metrics where tenant_id = 'again'`,
    )
    expect(row?.listed).toBe(3)
    expect(row?.calibration.slice(0, 3)).toEqual([6, expect.closeTo(0.06), 0])
  })

  it('stores how many items are known, and nothing for a tenant without outcomes', async () => {
    const known = () =>
      owner.platform(
        { name: 'look' },
        (sql) => sql<{ known: number }[]>`
          select max(known_items)::int as known from learning.metrics where tenant_id = 'known' having count(*) > 0`,
      )
    await record('known', [])
    expect(await known()).toHaveLength(0)
    await record('known', [outcome(1)])
    expect(await known()).toEqual([{ known: 0 }])
    model.apply({ itemId: 'a', atMs: 0 })
    await record('known', [outcome(1)])
    expect(await known()).toEqual([{ known: 1 }])
  })

  it('stores within five seconds, and closing waits for the write under way', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const recorder = new LearningRecorder(database, logger)
    recorder.record('slow', [outcome(1)], model)
    let closing = Promise.resolve()
    await owner.platform({ name: 'lock' }, async (sql) => {
      await sql`lock table learning.metrics`
      vi.advanceTimersByTime(5_000)
      closing = recorder.close()
      expect(await Promise.race([closing.then(() => 'closed'), sql`select 1`.then(() => 'storing')])).toBe('storing')
    })
    await closing
    expect(await sumsOf('slow')).toMatchObject([{ cases: 1 }])
  })

  it('loses only the sums of the last seconds while Postgres is unavailable', async () => {
    const away = createDatabase({ url: 'postgres://127.0.0.1:1/none', applicationName: 'test', pool: 1 })
    const recorder = new LearningRecorder(away, logger)
    recorder.record('t', [outcome(1)], model)
    await expect(recorder.close()).resolves.toBeUndefined()
    await away.close()
  })
})
