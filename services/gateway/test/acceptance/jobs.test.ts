import { calls, type Operation } from '@inkling/contracts'
import { describe, expect, it } from 'vitest'
import { newTenant } from '../support/callers.ts'
import { eventually } from '../support/eventually.ts'
import { logLines } from '../support/log-lines.ts'

const shop = await newTenant()
const sessions = Array.from({ length: 100 }, (_, i) =>
  ['a', 'b', `c${i % 5}`].map((itemId) => ({ type: 'view', sessionId: `s${i}`, userId: `u${i % 20}`, itemId })),
)
await shop.call(calls.postEvents, { body: sessions.flat() })

const predict = async () => (await shop.call(calls.predict, { body: { recent: ['a'] } })).body
await eventually(async () => expect((await predict()).data[0]?.itemId).toBe('b'))

const read = async (id: string, tenant = shop) => (await tenant.call(calls.getOperation, { params: { id } })).body
const ended = (id: string, tenant = shop): Promise<Operation> =>
  eventually(async () => {
    const operation = await read(id, tenant)
    expect(operation.finishedAt).not.toBeNull()
    return operation
  }, 20_000)
// In so little time tuning may find a worse model, which would be rejected unless the run is forced.
const train = () => shop.call(calls.createRun, { body: { kind: 'train', options: { tuneSeconds: 0.5, force: true } } })

describe('a train run', () => {
  it('answers a train run with 202 and the Location of its operation, which succeeds with a result', async () => {
    const { status, headers, body } = await train()
    expect(status).toBe(202)
    expect(headers.get('location')).toBe(`/api/v1/operations/${body.id}`)
    expect(body).toMatchObject({ kind: 'train', state: 'queued', progress: 0, result: null, error: null })
    const operation = await ended(body.id)
    expect(operation).toMatchObject({ state: 'succeeded', progress: 1, error: null })
    expect(operation.result).toMatchObject({ events: 300, sessions: 100, items: 7 })
    expect(operation.result?.hitRateAt20).toBeGreaterThan(0)
    const times = [operation.createdAt, operation.startedAt, operation.finishedAt]
    expect(times).toEqual(times.toSorted())
  })

  it('answers predictions without a pause while a new model is loaded', async () => {
    const { id } = (await train()).body
    const loaded = () =>
      logLines('prediction').filter(({ msg, tenantId }) => msg === 'new model in service' && tenantId === shop.id)
        .length
    const before = loaded()
    for (let state = 'queued'; state === 'queued' || state === 'running'; { state } = await read(id))
      expect((await predict()).data[0]?.itemId).toBe('b')
    await eventually(async () => {
      expect((await predict()).data[0]?.itemId).toBe('b')
      expect(loaded()).toBeGreaterThan(before)
    })
  })

  it('events that arrive during a train run still change predictions', async () => {
    const { id } = (await train()).body
    const events = ['x', 'y', 'x', 'y', 'x'].map((itemId) => ({ type: 'view', sessionId: 'meanwhile', itemId }))
    await shop.call(calls.postEvents, { body: events })
    await ended(id)
    const next = { body: { sessionId: 'meanwhile', limit: 100 } }
    await eventually(async () =>
      expect((await shop.call(calls.predict, next)).body.data.map(({ itemId }) => itemId)).toContain('y'),
    )
  })
})

describe('a train run whose snapshot predicts worse than the one in service', async () => {
  const store = await newTenant()
  const visits = Array.from({ length: 250 }, (_, i) =>
    ['a', 'b', 'c'].map((itemId) => ({ type: 'view', sessionId: `s${i}`, itemId })),
  )
  await store.call(calls.postEvents, { body: visits.flat() })
  const run = async (options: object) =>
    ended((await store.call(calls.createRun, { body: { kind: 'train', options } })).body.id, store)
  const probability = async () =>
    (await store.call(calls.predict, { body: { recent: ['a'] } })).body.data[0]?.probability ?? 0
  const untaught = await probability()
  await run({ tuneSeconds: 10 })
  await eventually(async () => expect(await probability()).toBeGreaterThan(untaught))
  const taught = await probability()

  /** Worse on purpose: nothing is learned in so short a time. */
  const untuned = { tuneSeconds: 1e-9 }

  it('a train run whose model predicts worse succeeds with the rejection, and predictions stay', async () => {
    const { state, error, result } = await run(untuned)
    expect([state, error]).toEqual(['succeeded', null])
    expect(result).toMatchObject({
      refused: true,
      reason: expect.stringContaining('nats higher'),
      candidate: { logLoss: expect.any(Number), mrrAt20: expect.any(Number) },
      inService: { logLoss: expect.any(Number), mrrAt20: expect.any(Number) },
    })
    expect(await probability()).toBe(taught)
  })

  it('a forced train run puts a worse model into service', async () => {
    const { options, result } = await run({ ...untuned, force: true })
    expect(options).toEqual({ ...untuned, reason: 'request', force: true })
    expect(result).toMatchObject({ refused: false, candidate: { logLoss: expect.any(Number) } })
    await eventually(async () => expect(await probability()).toBeLessThan(taught))
  })

  it.each(['train', 'reindex'])(
    'a %s run because of drift or schedule joins the run that has not ended',
    async (kind) => {
      const ask = async (reason: string) =>
        (await store.call(calls.createRun, { body: { kind, options: { reason } } })).body
      const runs = await Promise.all(['drift', 'schedule', 'drift', 'drift'].map(ask))
      expect(new Set(runs.map(({ id }) => id)).size).toBe(1)
      await ended(runs[0]?.id ?? '', store)
      expect((await ask('drift')).id).not.toBe(runs[0]?.id)
    },
  )
})

describe('runs', () => {
  it('lists runs newest first, page by page', async () => {
    const seen: Operation[] = []
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const { data, page } = (await shop.call(calls.listRuns, { query: { limit: 1, ...(cursor && { cursor }) } })).body
      seen.push(...data)
      cursor = page.nextCursor
    }
    expect(seen).toHaveLength(3)
    const times = seen.map(({ createdAt }) => createdAt)
    expect(times).toEqual(times.toSorted().toReversed())
  })

  it('answers a run of an unknown kind with 422', async () => {
    const { body } = await shop.refused(calls.createRun, { body: { kind: 'tidy' } })
    expect(body.errors).toMatchObject([{ pointer: '/kind', code: 'enum' }])
  })

  it('answers an unknown run with 404', async () => {
    expect((await shop.refused(calls.getOperation, { params: { id: 'op_none' } })).body.code).toBe('not_found')
  })
})

it('two equal train requests at the same moment start one run', async () => {
  const twice = await newTenant()
  const body = { kind: 'train', options: { tuneSeconds: 0 } }
  const answers = await Promise.all([1, 2].map(() => twice.call(calls.createRun, { body })))
  expect(new Set(answers.map((answer) => answer.body.id)).size).toBe(1)
  expect((await twice.call(calls.listRuns)).body.data).toHaveLength(1)
})
