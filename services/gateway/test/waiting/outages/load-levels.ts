import { calls } from '@inkling/contracts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newTenant, operator } from '../../support/callers.ts'
import { eventually } from '../../support/eventually.ts'
import { logLines } from '../../support/log-lines.ts'
import { stack } from './stack.ts'

const shop = await newTenant({}, stack)
const items = ['a', 'b', 'c'].map((id) => ({ id, title: `Otter ${id}`, url: `/${id}` }))
await shop.call(calls.putItems, { body: items })
const visits = ['u', 'v', 'w'].flatMap((userId) => ['a', 'b', 'c'].map((itemId) => ({ type: 'view', userId, itemId })))
await shop.call(calls.postEvents, { body: visits })
await eventually(async () => {
  const { body } = await shop.call(calls.suggest, { body: { context: { itemIds: ['a'] } } })
  expect(body.data.length).toBeGreaterThan(0)
  expect(body.meta.degraded).toBeNull()
})

const force = (level: string) => operator(stack).call(calls.putLoadLevel, { body: { level, seconds: 300 } })
const release = () => operator(stack).call(calls.deleteLoadLevel)

const event = { type: 'view', userId: 'u', itemId: 'a' }
const suggest = { body: { context: { itemIds: ['a'] } } }

describe('at the critical level', () => {
  beforeAll(() => force('critical'))
  afterAll(release)

  it('events and predictions are answered, and a prediction says what it lacks', async () => {
    expect((await shop.call(calls.postEvents, { body: event })).status).toBe(202)
    const { headers, body } = await shop.call(calls.predict, { body: { userId: 'u' } })
    expect(headers.get('degraded')).toBe('load')
    expect(body.meta.degraded).toEqual(['load'])
    expect(body.data.length).toBeGreaterThan(0)
  })

  it.each([
    ['search', calls.search, { body: { q: 'otter' } }],
    ['suggestions', calls.suggest, suggest],
    ['items', calls.listItems, {}],
    ['learning metrics', calls.getLearningMetrics, {}],
    ['runs', calls.listRuns, {}],
  ])('%s are refused as overloaded, with a time to come back', async (_name, call, input) => {
    const { status, body, headers } = await shop.refused(call, input)
    expect(status).toBe(503)
    expect(body).toMatchObject({ code: 'overloaded', retryable: true })
    expect(Number(headers.get('retry-after'))).toBeGreaterThanOrEqual(1)
  })

  it('operators can work', async () => {
    expect((await force('critical')).body.remainingSeconds).toBe(300)
  })
})

describe('at the essential level', () => {
  beforeAll(() => force('essential'))
  afterAll(release)

  it('suggestions do without items that read alike, and say so', async () => {
    const { headers, body } = await shop.call(calls.suggest, { body: { ...suggest.body, explain: true } })
    expect(headers.get('degraded')).toBe('load')
    const models = body.data.flatMap(({ reasons = [] }) => reasons.map(({ model }) => model))
    expect(models).toContain('coOccurrence')
    expect(models).not.toContain('textSimilarity')
  })

  it('browsers are told to load nothing on a guess', async () => {
    const query = { userId: 'u', minProbability: 0 }
    const { headers, body } = await shop.call(calls.getSpeculationRules, { query })
    expect(headers.get('degraded')).toBe('load')
    expect(JSON.stringify(body)).not.toContain('/b')
  })

  it('a prediction with a budget fetches nothing, and says why', async () => {
    const budget = { body: { userId: 'u', minProbability: 0, budget: { requests: 5 } } }
    const { body } = await shop.call(calls.predict, budget)
    expect([body.data, body.meta.degraded]).toEqual([[], ['load']])
    const { budget: _, ...without } = budget.body
    expect((await shop.call(calls.predict, { body: without })).body.data.length).toBeGreaterThan(0)
  })

  it('search is whole', async () => {
    const { body } = await shop.call(calls.search, { body: { q: 'otter' } })
    expect(body.meta.degraded).toBeNull()
    expect(body.data).toHaveLength(3)
  })
})

it('a released level follows the load again, and each change is on record with who made it', async () => {
  await force('critical')
  await release()
  expect((await shop.call(calls.search, { body: { q: 'otter' } })).status).toBe(200)
  const lines = logLines('gateway', stack)
  expect(lines).toContainEqual(
    expect.objectContaining({
      msg: 'load level forced',
      audit: true,
      loadLevel: 'critical',
      keyId: expect.any(String),
    }),
  )
  expect(lines).toContainEqual(expect.objectContaining({ msg: 'load level changed', loadLevel: 'critical' }))
})

it('only operators set the level', async () => {
  const { status } = await shop.refused(calls.putLoadLevel, { body: { level: 'critical' } })
  expect(status).toBe(403)
  const { body } = await operator(stack).refused(calls.putLoadLevel, { body: { level: 'calm' } })
  expect(body).toMatchObject({ code: 'validation_failed', errors: [{ pointer: '/level' }] })
})
