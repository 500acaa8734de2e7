import { calls } from '@inkling/contracts'
import { describe, expect, it } from 'vitest'
import { newTenant, type TestTenant } from '../support/callers.ts'
import { eventually } from '../support/eventually.ts'
import { get } from '../support/get.ts'
import { sharedStack } from '../support/shared-stack.ts'

const { serviceUrls } = sharedStack()
const shop = await newTenant({ plan: 'scale' })
const give = (body: object | string, headers = {}) => shop.call(calls.postFeedback, { body, headers })

/**
 * Two sessions, a second after the other: the first makes the model resident, so that the second is scored as it
 * happens.
 */
async function visit(tenant: TestTenant, sessionId: string): Promise<void> {
  const body = ['a', 'b', 'c'].map((itemId) => ({ type: 'view', sessionId, itemId }))
  const { headers } = await tenant.call(calls.postEvents, { body })
  const token = { 'consistency-token': headers.get('consistency-token') ?? '' }
  await tenant.call(calls.predict, { body: { sessionId }, headers: token })
}
await visit(shop, 'first')
await visit(shop, 'second')

const receiptOf = async (tenant: TestTenant) =>
  (await tenant.call(calls.predict, { body: { recent: ['a'] } })).body.receiptId

describe('feedback', () => {
  it('accepts feedback at once, even before its receipt is stored', async () => {
    const line = { receiptId: await receiptOf(shop), itemId: 'b', signal: 'click' }
    expect((await give(line)).body).toEqual({ accepted: 1, duplicates: 0, rejected: [] })
  })

  it('accepts feedback for predictions, suggestions and searches as an array or NDJSON, and counts it once', async () => {
    await shop.call(calls.putItem, { params: { id: 'b' }, body: { title: 'Bergamot' } })
    const search = () => shop.call(calls.search, { body: { q: 'bergamot' } })
    await eventually(async () => expect((await search()).body.data).toHaveLength(1))
    const answers = await Promise.all([
      shop.call(calls.predict, { body: {} }),
      shop.call(calls.suggest, { body: { context: {} } }),
      search(),
    ])
    const lines = answers.map(({ body: { receiptId } }) => ({ receiptId, itemId: 'b', signal: 'impression' }))
    expect((await give(lines)).body).toEqual({ accepted: 3, duplicates: 0, rejected: [] })
    const ndjson = [...lines, ...lines].map((line) => JSON.stringify(line)).join('\n')
    const again = await give(ndjson, { 'content-type': 'application/x-ndjson' })
    expect(again.body).toEqual({ accepted: 0, duplicates: 6, rejected: [] })
  })

  it('counts identical clicks once, also when they are sent at the same moment', async () => {
    const click = { receiptId: await receiptOf(shop), itemId: 'c', signal: 'click' }
    const answers = await Promise.all(Array.from({ length: 10 }, () => give(Array(20).fill(click))))
    expect(answers.reduce((sum, { body }) => sum + body.accepted, 0)).toBe(1)
  })

  it('rejects feedback on an item that the answer did not have', async () => {
    const receiptId = await receiptOf(shop)
    const line = { receiptId, itemId: 'never shown', signal: 'click' }
    const { body } = await shop.refused(calls.postFeedback, { body: line })
    expect(body).toMatchObject({ status: 422, errors: [{ pointer: '/itemId', code: 'not_shown' }] })
    const list = await give([line, { ...line, itemId: 'b', signal: 'save' }])
    expect(list.body).toMatchObject({ accepted: 1, rejected: [{ index: 0, pointer: '/itemId' }] })
  })

  it('ignores feedback from a page that nobody has seen yet', async () => {
    const line = { receiptId: await receiptOf(shop), itemId: 'b', signal: 'impression' }
    const { body } = await give(line, { 'sec-purpose': 'prefetch;prerender' })
    expect(body).toEqual({ accepted: 0, duplicates: 0, rejected: [], ignored: 1 })
  })

  it('rejects feedback with a forged receipt', async () => {
    const genuine = await receiptOf(shop)
    const forged = `${genuine.slice(0, -1)}${genuine.endsWith('A') ? 'B' : 'A'}`
    for (const receiptId of [forged, 'rcp_AAAA', genuine.replace('rcp_', 'rcq_')]) {
      const { body } = await shop.refused(calls.postFeedback, { body: { receiptId, itemId: 'b', signal: 'click' } })
      expect(body).toMatchObject({ status: 422, code: 'validation_failed', errors: [{ pointer: '/receiptId' }] })
    }
  })

  it('rejects feedback with the receipt of another tenant like a forged one, and accepts other lines', async () => {
    const other = await newTenant()
    const body = [await receiptOf(other), await receiptOf(shop)].map((receiptId) => ({
      receiptId,
      itemId: 'b',
      signal: 'click',
    }))
    const answer = (await give(body)).body
    expect(answer).toMatchObject({ accepted: 1, rejected: [{ index: 0, pointer: '/receiptId', code: 'receipt' }] })
  })

  it('rejects feedback with an unknown signal and lists the known ones', async () => {
    const body = { receiptId: await receiptOf(shop), itemId: 'b', signal: 'cheer' }
    const { errors } = (await shop.refused(calls.postFeedback, { body })).body
    expect(errors).toMatchObject([
      { pointer: '/signal', code: 'enum', detail: expect.stringContaining('prefetchUsed') },
    ])
  })
})

describe('learning metrics', () => {
  it('reports the accuracy of the blend and of each component on real next events', async () => {
    await eventually(async () => {
      const { models, weights, window } = (await shop.call(calls.getLearningMetrics)).body
      expect(window).toBe('24h')
      expect(models.map(({ model }) => model)).toEqual(
        expect.arrayContaining(['blend', 'repeatConsumption', 'trend', 'vmisKnn']),
      )
      const blend = models.find(({ model }) => model === 'blend')
      expect(blend?.cases).toBeGreaterThan(0)
      expect(blend?.hitRateAt20).toBeGreaterThan(0)
      for (const measures of [blend, blend?.new]) {
        expect(measures?.answerRate).toBe(1)
        expect(measures?.coverage).toBeGreaterThan(0.5)
        expect(measures?.calibrationError).toBeGreaterThan(0)
        expect(measures?.calibrationError).toBeLessThan(1)
      }
      expect(blend).not.toHaveProperty('repeat')
      expect(blend?.calibration?.length).toBeGreaterThan(0)
      const [low, high] = blend?.hitRateAt20Interval ?? [Number.NaN, Number.NaN]
      expect(low).toBeLessThanOrEqual(blend?.hitRateAt20 ?? 0)
      expect(high).toBeGreaterThanOrEqual(blend?.hitRateAt20 ?? 1)
      expect(Object.keys(weights[0]?.weights ?? {})).toContain('vmisKnn')
    })
  })

  it('reports learning metrics per hour or day on request', async () => {
    const total = (models: readonly { model: string; cases: number }[] = []) =>
      models.filter(({ model }) => model === 'blend').reduce((sum, { cases }) => sum + cases, 0)
    const { hours = [], models } = (await shop.call(calls.getLearningMetrics, { query: { by: 'hour' } })).body
    expect(total(hours.flatMap((hour) => hour.models))).toBe(total(models))
    const byDay = (await shop.call(calls.getLearningMetrics, { query: { by: 'day' } })).body
    expect(total(byDay.days?.flatMap((day) => day.models))).toBe(total(byDay.models))
    expect(byDay.days?.at(-1)?.day).toMatch(/^\d{4}-\d{2}-\d{2}$/)
    const { errors } = (await shop.refused(calls.getLearningMetrics, { query: { by: 'minute' } })).body
    expect(errors).toMatchObject([{ pointer: '/by', code: 'enum' }])
  })

  it('exports gauges of recent accuracy by model and kind of item, without a tenant', async () => {
    await eventually(async () => {
      const { text } = await get('/metrics', {}, serviceUrls.prediction)
      const measures = ['hit_rate_at_1', 'hit_rate_at_5', 'hit_rate_at_20', 'mrr_at_20', 'ndcg_at_20', 'log_loss_nats']
      for (const measure of [...measures, 'coverage', 'answer_rate', 'calibration_error', 'recent_cases'])
        for (const model of ['blend', 'vmisKnn', 'trend'])
          for (const kind of ['all', 'new'])
            expect(text).toMatch(
              new RegExp(`^inkling_prequential_${measure}\\{model="${model}",kind="${kind}"\\} [\\d.e-]+$`, 'm'),
            )
      expect(text).toMatch(/^inkling_prequential_recent_cases\{model="blend",kind="all"\} [1-9]/m)
      expect(text).toMatch(/^inkling_prequential_hit_rate_at_20\{model="blend",kind="all"\} (0\.\d+|1)$/m)
      expect(text).toMatch(/^inkling_learned_states_total\{outcome="stored"\} [1-9]/m)
      expect(text).not.toContain(shop.id)
    })
  })

  it('counts the receipts of each kind and how many led to a click', async () => {
    await eventually(async () => {
      const { feedback } = (await shop.call(calls.getLearningMetrics, { query: { window: '7d' } })).body
      expect(feedback.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['prediction', 'suggestion', 'search']))
      const { receipts = 0, clicked = 0, clickThroughRate } = feedback.find(({ kind }) => kind === 'prediction') ?? {}
      expect(clicked).toBe(4)
      expect(clickThroughRate).toBeCloseTo(clicked / receipts)
    })
  })

  it('reports empty learning metrics for a tenant without events', async () => {
    const empty = await newTenant()
    expect((await empty.call(calls.getLearningMetrics)).body).toMatchObject({ models: [], weights: [], feedback: [] })
  })

  it('answers an invalid window of learning metrics with 422', async () => {
    const { body } = await shop.refused(calls.getLearningMetrics, { query: { window: 'yesterday' } })
    expect(body.errors).toMatchObject([{ pointer: '/window', code: 'pattern' }])
  })
})
