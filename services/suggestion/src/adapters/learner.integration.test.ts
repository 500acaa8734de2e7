import { createDatabase, insertFeedback, type Receipt, ReceiptWriter, readRankingBasis } from '@inkling/database'
import { suggestionLearningMetrics } from '@inkling/telemetry'
import { ChaosProxy, testDatabase } from '@inkling/testing'
import { afterAll, beforeEach, expect, it, vi } from 'vitest'
import { firstWeights, sourceNames } from '../domain/sources.ts'
import { Learner } from './learner.ts'

const { roleUrl } = await testDatabase()
const link = await ChaosProxy.start(roleUrl('suggestion'))
const direct = createDatabase({ url: roleUrl('suggestion'), applicationName: 'test', pool: 2 })
const database = createDatabase({ url: link.url, applicationName: 'test', pool: 2 })
const { visits } = suggestionLearningMetrics()
const learned: string[] = []
const warn = vi.fn()
const newLearner = () =>
  new Learner({ database, onLearned: async (tenantId) => learned.push(tenantId), logger: { warn } })
let learner = newLearner()
beforeEach(() => {
  learned.length = 0
  warn.mockClear()
})
afterAll(async () => {
  await learner.close()
  await Promise.all([database.close(), direct.close()])
  await link.stop()
})

const scores = [
  [1, 0, 0, 0, 0, 0],
  [0, 0, 1, 0, 0, 0],
]
const details = { version: 0, sources: sourceNames, weights: firstWeights, scores, factors: [{}, {}] }
async function clickOnWords(tenantId: string, person: string) {
  const writer = new ReceiptWriter(direct)
  const answer = { kind: 'suggestion', itemIds: ['a', 'b'], scores: [1, 1], epoch: 1, details } as const
  const receipt: Receipt = { tenantId, id: `rcp_${person}`, userId: person, sessionId: undefined, ...answer }
  writer.add(receipt)
  await writer.close()
  await insertFeedback(direct.background(tenantId), [{ receiptId: receipt.id, itemId: 'b', signal: 'click' }])
}
const casesOf = async (tenantId: string) => (await readRankingBasis(direct.background(tenantId))).rankers[0]?.cases ?? 0
const soon = { timeout: 15_000 }

it('learns from feedback soon after it was stored, and tells of it', async () => {
  await clickOnWords('soon', 'ann')
  learner.noteFeedback('soon')
  await vi.waitFor(async () => expect(await casesOf('soon')).toBe(1), soon)
  await vi.waitFor(() => expect(learned).toEqual(['soon']), soon)
  const weights = (await readRankingBasis(direct.background('soon'))).rankers[0]?.weights
  expect(weights?.textSimilarity).toBeGreaterThan(firstWeights[2] ?? 0)
})

it('many notes of a tenant lead to few visits', async () => {
  visits.reset()
  for (let n = 0; n < 100; n++) learner.noteFeedback('often')
  await clickOnWords('after', 'ann')
  learner.noteFeedback('after')
  await vi.waitFor(() => expect(learned).toEqual(['after']), soon)
  const { values } = await visits.get()
  expect(values.reduce((sum, { value }) => sum + value, 0)).toBe(2)
})

it('tries again after Postgres was unavailable, and loses no feedback', async () => {
  await clickOnWords('outage', 'ann')
  await link.cut()
  learner.noteFeedback('outage')
  await vi.waitFor(() => expect(warn).toHaveBeenCalled(), soon)
  await link.mend()
  await vi.waitFor(async () => expect(await casesOf('outage')).toBe(1), { timeout: 30_000 })
}, 60_000)

it('what a process did not learn before it ended is learned by the next one', async () => {
  await clickOnWords('handover', 'ann')
  learner.noteFeedback('handover')
  await learner.close()
  learner.noteFeedback('handover')
  expect(await casesOf('handover')).toBe(0)
  learner = newLearner()
  await clickOnWords('handover', 'bob')
  learner.noteFeedback('handover')
  await vi.waitFor(async () => expect(await casesOf('handover')).toBe(2), soon)
})
