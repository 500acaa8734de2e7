import type { Feedback } from '@inkling/contracts'
import { testDatabase } from '@inkling/testing'
import { afterAll, describe, expect, it } from 'vitest'
import { createDatabase } from '../client/create-database.ts'
import { insertFeedback } from './feedback.ts'
import { learnFromFeedback } from './learn-from-feedback.ts'
import { type LearningReportOptions, readLearningReport } from './learning-report.ts'
import type { Receipt } from './receipt.ts'
import { ReceiptWriter } from './receipts.ts'

const { ownerUrl, roleUrl } = await testDatabase()
const database = createDatabase({ url: roleUrl('suggestion'), applicationName: 'test', pool: 2 })
const owner = createDatabase({ url: ownerUrl, applicationName: 'test', pool: 1 })
afterAll(() => Promise.all([database.close(), owner.close()]))

/** Ten cases with five hits, `hoursAgo`, in which one bit of the listed items was set. */
const record = (tenantId: string, model: string, hoursAgo: number, kind = 'new', bit = 0) =>
  owner.platform(
    { name: 'record' },
    (sql) => sql`
      insert into learning.metrics
        (tenant_id, model, hour, cases, hits_at_1, hits_at_5, hits_at_20, reciprocal_rank, ndcg, log_loss, kind,
        answered, calibration, listed, known_items)
      values (${tenantId}, ${model}, date_trunc('hour', now() - make_interval(hours => ${hoursAgo})),
        10, 1, 2, 5, 2, 3, 40,
        ${kind}, 8, '{10, 1, 0}', set_bit(repeat('0', 4096)::bit(4096), ${bit}, 1), 4)`,
  )

type Given = Partial<Receipt> & { readonly hoursAgo?: number }
async function give(tenantId: string, id: string, kind: Receipt['kind'], { hoursAgo = 0, ...own }: Given = {}) {
  const writer = new ReceiptWriter(database, { warn: () => {} })
  const atMs = Date.now() - hoursAgo * 3_600_000
  const [userId, sessionId] = [undefined, undefined]
  writer.add({ tenantId, id, kind, userId, sessionId, itemIds: ['a', 'b', 'c'], scores: [1], epoch: 1, atMs, ...own })
  await writer.close()
}

const tell = (tenantId: string, receiptId: string, signal: Feedback['signal'] = 'click', itemId = 'a') =>
  insertFeedback(database.background(tenantId), [{ receiptId, itemId, signal }])
const learn = (tenantId: string) =>
  learnFromFeedback(database.background(tenantId), () => ({ starts: [], rankers: [], outcomes: [] }))

const report = (tenantId: string, windowHours = 24, apart?: LearningReportOptions['apart']) =>
  readLearningReport(database.background(tenantId), { windowHours, apart })

describe('readLearningReport', () => {
  it('the learning report is empty for a tenant without stored data', async () => {
    expect(await report('new')).toEqual({
      ...{ sums: [], apart: undefined, weights: [], answers: [], signals: [] },
      waiting: { waiting: 0, unknown: 0 },
    })
  })

  it('adds up the hours of the window, each model apart', async () => {
    for (const hoursAgo of [0, 5, 30]) await record('window', 'blend', hoursAgo)
    await record('window', 'trend', 1)
    await record('stranger', 'blend', 0)
    const casesOf = async (hours: number) =>
      (await report('window', hours)).sums.flatMap(({ model, kind, cases }) => (kind === null ? [[model, cases]] : []))
    expect(await casesOf(24)).toEqual([
      ['blend', 20],
      ['trend', 10],
    ])
    expect(await casesOf(48)).toContainEqual(['blend', 30])
    expect((await report('window')).sums[0]).toMatchObject({ hitsAt20: 10, logLoss: 80 })
  })

  it('adds up listed items and calibration, over all items and for each kind of items', async () => {
    await record('parts', 'blend', 0, 'new', 1)
    await record('parts', 'blend', 1, 'new', 1)
    await record('parts', 'blend', 1, 'repeat', 2)
    const { sums } = await report('parts')
    const of = (kind: string | null) => sums.find((each) => each.kind === kind)
    expect(of(null)).toMatchObject({
      cases: 30,
      answered: 24,
      listedBits: 2,
      knownItems: 4,
      calibration: [30, 3, ...Array(58).fill(0)],
    })
    expect(of('new')).toMatchObject({ cases: 20, hitsAt20: 10, listedBits: 1 })
    expect(of('repeat')).toMatchObject({ cases: 10, listedBits: 1 })
  })

  it('shows the last hours apart if asked for, the oldest first', async () => {
    for (const hoursAgo of [2, 0, 167, 168, 300]) await record('hourly', 'blend', hoursAgo)
    await record('hourly', 'trend', 2)
    const { apart, sums } = await report('hourly', 1000, { by: 'hour', hours: 167 })
    const all = (apart?.models ?? []).filter(({ kind }) => kind === null)
    const hours = Map.groupBy(all, ({ at }) => at.getTime())
    expect([...hours.keys()]).toEqual([...hours.keys()].toSorted())
    expect([...hours.values()].map((of) => of.map(({ model, cases }) => `${model} ${cases}`))).toEqual([
      ['blend 10'],
      ['blend 10', 'trend 10'],
      ['blend 10'],
    ])
    expect(sums[0]?.cases).toBe(50)
  })

  it('shows the days of the last hours apart if asked for, whole and in UTC', async () => {
    for (const hoursAgo of [0, 24, 72]) await record('daily', 'blend', hoursAgo)
    await record('daily', 'blend', 0, 'repeat')
    await give('daily', 'p', 'prediction', { hoursAgo: 24 })
    const { apart } = await report('daily', 1000, { by: 'day', hours: 24 })
    const all = (apart?.models ?? []).filter(({ kind }) => kind === null)
    expect(all.map(({ cases }) => cases)).toEqual([10, 20])
    const [yesterday = Number.NaN, today = Number.NaN] = all.map(({ at }) => at.getTime() / 86_400_000)
    expect([today - yesterday, today % 1]).toEqual([1, 0])
    expect(apart?.answers.map(({ scenario, answers }) => [scenario, answers])).toEqual([
      [null, 1],
      ['', 1],
    ])
  })

  it('shows the newest fifty weights, newest first', async () => {
    await owner.platform(
      { name: 'record' },
      (sql) => sql`
        insert into learning.weights (tenant_id, recorded_at, weights)
        select 'weights', timestamptz '2026-11-21T00:00:00Z' + make_interval(mins => n),
          jsonb_build_object('repeatConsumption', n)
        from generate_series(1, 60) n`,
    )
    const { weights } = await report('weights')
    expect(weights).toHaveLength(50)
    expect(weights[0]).toEqual({ recordedAt: '2026-11-21T01:00:00.000Z', weights: { repeatConsumption: 60 } })
  })

  const answersOf = async (tenantId: string, windowHours = 24) =>
    (await report(tenantId, windowHours)).answers.filter(({ scenario }) => scenario === null)

  it('counts a clicked answer once, and only for signals that the item was wanted', async () => {
    for (const id of ['often', 'seen', 'rejected', 'silent']) await give('clicks', id, 'suggestion')
    await tell('clicks', 'often', 'use', 'b')
    await learn('clicks')
    for (const itemId of ['b', 'a']) await tell('clicks', 'often', 'click', itemId)
    await tell('clicks', 'seen', 'impression')
    await tell('clicks', 'rejected', 'dismiss')
    await give('stranger', 'silent', 'suggestion')
    await tell('stranger', 'silent')
    for (const tenantId of ['clicks', 'stranger', 'clicks']) await learn(tenantId)
    expect(await answersOf('clicks')).toMatchObject([
      { kind: 'suggestion', answers: 4, clicked: 1, reciprocalRank: 0.5, clicksAt1: 1, clicksAt5: 2, clicksAt10: 2 },
    ])
    expect((await report('clicks')).signals).toEqual(
      ['click', 'dismiss', 'impression', 'use'].map((signal) => ({
        ...{ kind: 'suggestion', scenario: '', signal, answers: 1 },
      })),
    )
  })

  it('counts each kind of answer and each placement apart, by the hour of the answer', async () => {
    await give('kinds', 'p', 'prediction')
    await give('kinds', 's1', 'suggestion', { scenario: 'home' })
    await give('kinds', 's2', 'suggestion', { itemIds: ['d'], hoursAgo: 23 })
    await give('kinds', 'old', 'search', { hoursAgo: 25 })
    await tell('kinds', 's1')
    await learn('kinds')
    expect((await report('kinds')).answers.map((row) => [row.kind, row.scenario, row.answers, row.clicked])).toEqual([
      ['prediction', null, 1, 0],
      ['prediction', '', 1, 0],
      ['suggestion', null, 2, 1],
      ['suggestion', '', 1, 0],
      ['suggestion', 'home', 1, 1],
    ])
    const [all, none, home] = (await report('kinds')).answers.filter(({ kind }) => kind === 'suggestion')
    expect([all?.shownBits, none?.shownBits, home?.shownBits]).toEqual([4, 1, 3])
    const { apart } = await report('kinds', 24, { by: 'hour', hours: 2 })
    expect(apart?.answers.filter(({ scenario }) => scenario === null).map(({ kind }) => kind)).toEqual([
      'prediction',
      'suggestion',
    ])
  })
})
