import {
  createDatabase,
  createExperiment,
  insertEvents,
  insertFeedback,
  putChallenger,
  type Receipt,
  ReceiptWriter,
  readExperiment,
  readRankingBasis,
  readTenantLeagues,
} from '@inkling/database'
import { InklingError } from '@inkling/errors'
import { experimentMetrics, leagueMetrics, suggestionLearningMetrics } from '@inkling/telemetry'
import { ChaosProxy, testDatabase } from '@inkling/testing'
import { afterAll, beforeEach, expect, it, vi } from 'vitest'
import { firstWeights, sourceNames } from '../domain/sources.ts'
import { experimentLog } from './experiment-log.ts'
import { Learner } from './learner.ts'

const { roleUrl } = await testDatabase()
const link = await ChaosProxy.start(roleUrl('suggestion'))
const direct = createDatabase({ url: roleUrl('suggestion'), applicationName: 'test', pool: 2 })
const collector = createDatabase({ url: roleUrl('prediction'), applicationName: 'test', pool: 1 })
const database = createDatabase({ url: link.url, applicationName: 'test', pool: 2 })
const { visits } = suggestionLearningMetrics()
const learned: string[] = []
const warn = vi.fn()
const newLearner = (restMs?: number) =>
  new Learner({
    ...{ database, logger: { info: vi.fn(), warn } },
    onLearned: async (tenantId) => learned.push(tenantId),
    ...(restMs !== undefined && { restMs }),
  })
let learner = newLearner()
beforeEach(() => {
  learned.length = 0
  warn.mockClear()
})
afterAll(async () => {
  await learner.close()
  await Promise.all([database.close(), direct.close(), collector.close()])
  await link.stop()
})

const scores = [
  [1, 0, 0, 0, 0, 0],
  [0, 0, 1, 0, 0, 0],
]
const details = { version: 0, sources: sourceNames, weights: firstWeights, scores, factors: [{}, {}] }
async function suggestTo(tenantId: string, person: string) {
  const writer = new ReceiptWriter(direct, { warn: () => {} })
  const answer = { kind: 'suggestion', itemIds: ['a', 'b'], scores: [1, 1], epoch: 1, details } as const
  const receipt: Receipt = { tenantId, id: `rcp_${person}`, userId: person, sessionId: undefined, ...answer }
  writer.add(receipt)
  await writer.close()
  return receipt.id
}
async function clickOnWords(tenantId: string, person: string) {
  const receiptId = await suggestTo(tenantId, person)
  await insertFeedback(direct.background(tenantId), [{ receiptId, itemId: 'b', signal: 'click' }])
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

it('a tenant rests after a visit: its next feedback waits, and that of others does not', async () => {
  const slow = newLearner(3_600_000)
  await clickOnWords('rests', 'ann')
  slow.noteFeedback('rests')
  await vi.waitFor(() => expect(learned).toEqual(['rests']), soon)
  await clickOnWords('rests', 'bob')
  slow.noteFeedback('rests')
  await clickOnWords('begins', 'ann')
  slow.noteFeedback('begins')
  await vi.waitFor(() => expect(learned).toEqual(['rests', 'begins']), soon)
  expect(await casesOf('rests')).toBe(1)
  await slow.close()
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

it('learns from an event that comes after a visit which found none', async () => {
  visits.reset()
  await suggestTo('later', 'ann')
  learner.noteAnswer('later')
  learner.noteFeedback('later')
  await vi.waitFor(async () => expect((await visits.get()).values).toHaveLength(1), soon)
  expect(await casesOf('later')).toBe(0)
  const event = {
    id: 'e',
    hasOwnId: true,
    type: 'view',
    userId: 'ann',
    itemId: 'b',
    occurredAt: new Date().toISOString(),
  }
  await insertEvents(collector.background('later'), [event])
  learner.noteEvents('later')
  await vi.waitFor(async () => expect(await casesOf('later')).toBe(1), { timeout: 90_000 })
}, 120_000)

/** As the first person of each half of the answers sees them: a coin decided, and a challenger would swap them. */
async function preferTheSecond(tenantId: string, people: number) {
  const league = { serving: '', ranks: { '': [0, 1], 'words#1': [1, 0] } }
  const writer = new ReceiptWriter(direct, { warn: () => {} })
  const ids = Array.from({ length: people }, (_, n) => `rcp_${n}`)
  for (const id of ids) {
    const answer = { kind: 'suggestion', itemIds: ['a', 'b'], scores: [1, 1], epoch: 1 } as const
    writer.add({
      ...{ tenantId, id, userId: id, sessionId: undefined },
      ...answer,
      details: { ...details, pairs: [0], league },
    })
  }
  await writer.close()
  await insertFeedback(
    direct.background(tenantId),
    ids.map((receiptId) => ({ receiptId, itemId: 'b', signal: 'click' })),
  )
}

it('promotes the challenger that feedback proves, once, and counts it', async () => {
  const { rulings } = leagueMetrics()
  rulings.reset()
  const words = { scenario: '', name: 'words', rules: { weights: { textSimilarity: 9 } } }
  await putChallenger(direct.background('league'), words, () => false)
  await preferTheSecond('league', 30)
  learner.noteFeedback('league')
  await vi.waitFor(async () => {
    const { leagues } = await readTenantLeagues(direct.background('league'))
    expect(leagues).toMatchObject([
      { scenario: '', serving: 'words#1', rulings: [{ kind: 'promoted', name: 'words' }] },
    ])
  }, soon)
  expect((await rulings.get()).values).toMatchObject([{ labels: { ruling: 'promoted' }, value: 1 }])
})

it('stops an experiment by its guardrail when answers of the treatment fail, as the log noted them', async () => {
  const tenant = direct.background('guarded')
  const settings = { name: 'Fails', design: 'ab', treatment: {}, outcomeSeconds: 1 } as const
  await createExperiment(tenant, 'e', settings)
  const log = experimentLog(direct, { warn: () => {} })
  for (let n = 0; n < 80; n++) {
    const isTreated = n % 2 === 1
    const role = { id: 'e', unit: `user ${n}`, variant: isTreated ? 'treatment' : 'control', rules: {} } as const
    const answered = log.observe(
      'guarded',
      () => role,
      async () => ({ experiment: role, degraded: isTreated ? ['search'] : [] }),
    )
    await answered
  }
  const wrong = new InklingError('validation_failed', 'Not valid')
  const right = { id: 'e', unit: 'user wrong', variant: 'control', rules: {} } as const
  await expect(
    log.observe(
      'guarded',
      () => right,
      () => Promise.reject(wrong),
    ),
  ).rejects.toBe(wrong)
  await log.close()
  learner.noteFeedback('guarded')
  await vi.waitFor(async () => {
    expect(await readExperiment(tenant, 'e')).toMatchObject({ state: 'stopped', reason: 'failures', winner: null })
  }, soon)
  const { value } = (await experimentMetrics().stopped.get()).values[0] ?? { value: 0 }
  expect(value).toBe(1)
}, 30_000)
