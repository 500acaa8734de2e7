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
const outcome = (rank: number, probability = 0.5, name = 'blend'): Outcome => ({ model: name, rank, probability })

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
        sum(hits_at_20)::int as "hitsAt20", sum(reciprocal_rank) as "reciprocalRank", sum(ndcg) as ndcg, sum(log_loss) as "logLoss"
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
    await record('models', [outcome(1, 0.5, 'blend'), outcome(0, 0.1, 'trend')], [outcome(2, 0.5, 'blend')])
    expect(await sumsOf('models')).toMatchObject([
      { model: 'blend', cases: 2, hitsAt20: 2 },
      { model: 'trend', cases: 1, hitsAt20: 0 },
    ])
  })

  it('adds to what was recorded before', async () => {
    await record('twice', [outcome(1)])
    await record('twice', [outcome(0)])
    expect(await sumsOf('twice')).toMatchObject([{ cases: 2, hitsAt1: 1 }])
  })

  it('lets one item that was given no chance cost what one in a billion costs', async () => {
    await record('surprise', [outcome(0, 0)])
    expect(await sumsOf('surprise')).toMatchObject([{ logLoss: expect.closeTo(-Math.log(1e-9)) }])
  })

  it('stores the weights beside the sums, and nothing for a tenant of whom there is nothing new', async () => {
    const weights = () =>
      owner.platform(
        { name: 'look' },
        (sql) => sql<{ weights: object }[]>`select weights from learning.weights where tenant_id = 'weights'`,
      )
    await record('weights')
    expect(await weights()).toHaveLength(0)
    await record('weights', [outcome(1)], [outcome(2)])
    expect((await weights()).map((row) => row.weights)).toEqual([model.weights])
  })

  it('stores every five seconds, and closing waits for what is being stored', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
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

  it('loses the numbers, and nothing else, when Postgres is away', async () => {
    const away = createDatabase({ url: 'postgres://127.0.0.1:1/none', applicationName: 'test', pool: 1 })
    const recorder = new LearningRecorder(away, logger)
    recorder.record('t', [outcome(1)], model)
    await expect(recorder.close()).resolves.toBeUndefined()
    await away.close()
  })
})
