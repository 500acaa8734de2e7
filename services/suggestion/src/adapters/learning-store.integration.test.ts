import { createDatabase } from '@inkling/database'
import { testDatabase } from '@inkling/testing'
import { afterAll, describe, expect, it } from 'vitest'
import { insertFeedback } from './feedback-store.ts'
import { readLearning } from './learning-store.ts'

const { ownerUrl, roleUrl } = await testDatabase()
const database = createDatabase({ url: roleUrl('suggestion'), applicationName: 'test', pool: 2 })
const owner = createDatabase({ url: ownerUrl, applicationName: 'test', pool: 1 })
afterAll(() => Promise.all([database.close(), owner.close()]))

/** Ten cases with five hits, `hoursAgo`. */
const record = (tenantId: string, model: string, hoursAgo: number) =>
  owner.platform(
    { name: 'record' },
    (sql) => sql`
      insert into learning.metrics (tenant_id, model, hour, cases, hits_at_1, hits_at_5, hits_at_20, reciprocal_rank, ndcg, log_loss)
      values (${tenantId}, ${model}, date_trunc('hour', now() - make_interval(hours => ${hoursAgo})), 10, 1, 2, 5, 2, 3, 40)`,
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

  it('shows the weights, newest first, fifty at most', async () => {
    await owner.platform(
      { name: 'record' },
      (sql) => sql`
        insert into learning.weights (tenant_id, recorded_at, weights)
        select 'weights', timestamptz '2026-11-21T00:00:00Z' + make_interval(mins => n), jsonb_build_object('repeat', n)
        from generate_series(1, 60) n`,
    )
    const { weights } = await readLearning(database, 'weights', 24)
    expect(weights).toHaveLength(50)
    expect(weights[0]).toEqual({ recordedAt: '2026-11-21T01:00:00.000Z', weights: { repeat: 60 } })
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
