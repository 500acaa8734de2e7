import { createDatabase } from '@inkling/database'
import { testDatabase } from '@inkling/testing'
import { afterAll, describe, expect, it } from 'vitest'
import { insertFeedback } from './feedback-store.ts'
import { readLearning } from './learning-store.ts'

const { ownerUrl, roleUrl } = await testDatabase()
const database = createDatabase({ url: roleUrl('suggestion'), applicationName: 'test', pool: 2 })
const owner = createDatabase({ url: ownerUrl, applicationName: 'test', pool: 1 })
afterAll(() => Promise.all([database.close(), owner.close()]))

/** Ten cases with five hits, `hoursAgo`, in which a bit of what was listed was set. */
const record = (tenantId: string, model: string, hoursAgo: number, kind = 'new', bit = 0) =>
  owner.platform(
    { name: 'record' },
    (sql) => sql`
      insert into learning.metrics (tenant_id, model, hour, cases, hits_at_1, hits_at_5, hits_at_20, reciprocal_rank, ndcg, log_loss,
        kind, answered, calibration, listed, known_items)
      values (${tenantId}, ${model}, date_trunc('hour', now() - make_interval(hours => ${hoursAgo})), 10, 1, 2, 5, 2, 3, 40,
        ${kind}, 8, '{10, 1, 0}', set_bit(repeat('0', 4096)::bit(4096), ${bit}, 1), 4)`,
  )

const give = (tenantId: string, id: string, kind: string, hoursAgo = 0) =>
  owner.platform(
    { name: 'give' },
    (sql) => sql`
      insert into learning.receipts (tenant_id, id, kind, item_ids, scores, epoch, created_at)
      values (${tenantId}, ${id}, ${kind}, '{a}', '{1}', 1, now() - make_interval(hours => ${hoursAgo}))`,
  )

const click = (tenantId: string, receiptId: string, signal: 'click' | 'impression' | 'dismiss' = 'click') =>
  insertFeedback(database, tenantId, [{ receiptId, itemId: 'a', signal }])

describe('readLearning', () => {
  it('says nothing of a tenant of whom nothing is known', async () => {
    expect(await readLearning(database, 'new', 24)).toEqual({ models: [], weights: [], feedback: [] })
  })

  it('adds up the hours of the window, each model for itself', async () => {
    for (const hoursAgo of [0, 5, 30]) await record('window', 'blend', hoursAgo)
    await record('window', 'trend', 1)
    await record('stranger', 'blend', 0)
    const casesOf = async (hours: number) =>
      (await readLearning(database, 'window', hours)).models.map(({ model, cases }) => [model, cases])
    expect(await casesOf(24)).toEqual([
      ['blend', 20],
      ['trend', 10],
    ])
    expect(await casesOf(48)).toContainEqual(['blend', 30])
    expect((await readLearning(database, 'window', 24)).models[0]).toMatchObject({ hitRateAt20: 0.5, logLoss: 4 })
  })

  it('adds up what was listed and promised, over all items and for repeated and new ones apart', async () => {
    await record('parts', 'blend', 0, 'new', 1)
    await record('parts', 'blend', 1, 'new', 1)
    await record('parts', 'blend', 1, 'repeat', 2)
    const [blend] = (await readLearning(database, 'parts', 24)).models
    expect(blend).toMatchObject({ cases: 30, answerRate: 0.8, coverage: expect.closeTo(0.5, 2) })
    expect(blend?.calibrationError).toBeCloseTo(0.1, 12)
    expect(blend?.new).toMatchObject({ cases: 20, hitRateAt20: 0.5, coverage: expect.closeTo(0.25, 2) })
    expect(blend?.repeat).toMatchObject({ cases: 10, coverage: expect.closeTo(0.25, 2) })
  })

  it('if asked for tells each hour for itself, oldest first, a week at most', async () => {
    for (const hoursAgo of [2, 0, 167, 168, 300]) await record('hourly', 'blend', hoursAgo)
    await record('hourly', 'trend', 2)
    const { hours = [], models } = await readLearning(database, 'hourly', 1000, 'hour')
    expect(hours.map((hour) => hour.models.map(({ model, cases }) => `${model} ${cases}`))).toEqual([
      ['blend 10'],
      ['blend 10', 'trend 10'],
      ['blend 10'],
    ])
    expect(hours.map(({ hour }) => Date.parse(hour) % 3_600_000)).toEqual([0, 0, 0])
    expect(models[0]?.cases).toBe(50)
    expect(await readLearning(database, 'hourly', 24)).not.toHaveProperty('hours')
  })

  it('shows the weights, newest first, fifty at most', async () => {
    await owner.platform(
      { name: 'record' },
      (sql) => sql`
        insert into learning.weights (tenant_id, recorded_at, weights)
        select 'weights', timestamptz '2026-11-21T00:00:00Z' + make_interval(mins => n), jsonb_build_object('repeatConsumption', n)
        from generate_series(1, 60) n`,
    )
    const { weights } = await readLearning(database, 'weights', 24)
    expect(weights).toHaveLength(50)
    expect(weights[0]).toEqual({ recordedAt: '2026-11-21T01:00:00.000Z', weights: { repeatConsumption: 60 } })
  })

  it('counts an answer as clicked once, however often, and only by a signal that the item was wanted', async () => {
    for (const id of ['often', 'seen', 'refused', 'silent']) await give('clicks', id, 'suggestion')
    for (const id of ['often', 'often']) await click('clicks', id)
    await click('clicks', 'seen', 'impression')
    await click('clicks', 'refused', 'dismiss')
    await click('stranger', 'silent')
    const { feedback } = await readLearning(database, 'clicks', 24)
    expect(feedback).toEqual([{ kind: 'suggestion', receipts: 4, clicked: 1, clickThroughRate: 0.25 }])
  })

  it('tells kinds of answers apart and leaves out those before the window', async () => {
    await give('kinds', 'p', 'prediction')
    await give('kinds', 's', 'search')
    await give('kinds', 'old', 'search', 25)
    const { feedback } = await readLearning(database, 'kinds', 24)
    expect(feedback.map(({ kind, receipts }) => [kind, receipts])).toEqual([
      ['prediction', 1],
      ['search', 1],
    ])
  })
})
