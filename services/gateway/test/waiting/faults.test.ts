import { calls, runKinds } from '@inkling/contracts'
import { startTestStack } from '@inkling/testing'
import { Redis } from 'ioredis'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { askHealth } from '../support/ask-health.ts'
import { newTenant, operator } from '../support/callers.ts'
import { countLost, underLoad } from '../support/event-load.ts'
import { eventually } from '../support/eventually.ts'
import { stackEnvironment } from '../support/stack-environment.ts'

const stack = await startTestStack({
  ...stackEnvironment,
  LEG_TIMEOUT_MS: '300',
  LOAD_WAIT_MS: '0',
  JOB_TRAIN_WAITING_PER_TENANT: '3',
})
afterAll(() => stack.stop())
const { services, postgres, cacheRedis, queueRedis } = stack

const shop = await newTenant({ plan: 'scale' }, stack)
await shop.call(calls.putItems, { body: ['a', 'b', 'c'].map((id) => ({ id, title: `Lamp ${id}`, tags: ['light'] })) })
const visits = Array.from({ length: 10 }, (_, i) =>
  ['a', 'b'].map((itemId) => ({ type: 'view', sessionId: `s${i}`, itemId })),
)
await shop.call(calls.postEvents, { body: visits.flat() })

const predict = () => shop.call(calls.predict, { body: { recent: ['a'] } })
const search = () => shop.call(calls.search, { body: { q: 'lamp' } })
let asked = 0
/** No request is like another, so that none is answered by what is kept. */
const suggest = () => shop.call(calls.suggest, { body: { context: { itemIds: ['a'] }, exclude: [`x${asked++}`] } })
const view = (itemId = 'a') => ({ body: { type: 'view', sessionId: 'later', itemId } })
const health = () => askHealth(stack.url)

/**
 * All answer, and nothing is missing from any answer. The load teaches that people return, so that a itself may come
 * first.
 */
const allIsWell = () =>
  eventually(async () => {
    expect((await predict()).body.data.map(({ itemId }) => itemId)).toContain('b')
    expect((await search()).body.data).toHaveLength(3)
    expect((await suggest()).body.meta.degraded).toBeNull()
    expect((await shop.call(calls.postEvents, view())).body.accepted).toBe(1)
  })
await allIsWell()

/** Does `work` while these servers are stopped, and starts them again even if it fails. */
async function whileDown(
  servers: readonly { stop(): Promise<void>; start(): Promise<void> }[],
  work: () => Promise<void>,
) {
  await Promise.all(servers.map((server) => server.stop()))
  try {
    await work()
  } finally {
    await Promise.all(servers.map((server) => server.start()))
  }
}

/** Expects suggestions without one of their sources, which say so. */
async function expectDegraded(missing: string): Promise<void> {
  const { body, headers } = await suggest()
  expect(body.data.length).toBeGreaterThan(0)
  expect(body.meta.degraded).toEqual([missing])
  expect(headers.get('degraded')).toBe(missing)
}

describe('a service', () => {
  it('answers a single call of a service that hangs long before its deadline, and suggestions without it', async () => {
    services.prediction.kill('SIGSTOP')
    try {
      const patient = { body: {}, headers: { 'request-timeout-ms': '30000' } }
      expect((await shop.refused(calls.predict, patient)).body.code).toBe('dependency_unavailable')
      for (let i = 0; i < 6; i++) await expectDegraded('prediction')
      expect((await search()).body.data).toHaveLength(3)
      const impatient = { body: {}, headers: { 'request-timeout-ms': '200' } }
      expect([503, 504]).toContain((await shop.refused(calls.predict, impatient)).status)
    } finally {
      services.prediction.kill('SIGCONT')
    }
    await allIsWell()
  })

  it('answers calls of a stopped service with 503 and Retry-After, and suggestions without it', async () => {
    await whileDown([services.search], async () => {
      expect((await shop.refused(calls.search, { body: { q: 'lamp' } })).body.code).toBe('dependency_unavailable')
      await expectDegraded('search')
      const { body, headers } = await shop.call(calls.getSpeculationRules, { query: { minProbability: 0 } })
      expect(body).toEqual({ prefetch: [], prerender: [] })
      expect(headers.get('degraded')).toBe('search')
      expect((await predict()).body.data[0]?.itemId).toBe('b')
      await eventually(async () => expect((await health()).status).toBe('degraded'))
    })
    await allIsWell()
    await eventually(async () => expect((await health()).status).toBe('ok'))
  })

  it('loses no acknowledged event if a service is killed under load, and the others keep answering', async () => {
    const tenant = await newTenant({}, stack)
    const load = await underLoad(tenant, async ({ acknowledged, refusals }) => {
      const reaches = (count: number) =>
        eventually(async () => {
          expect((await search()).status).toBe(200)
          expect(acknowledged.length).toBeGreaterThan(count)
        })
      await reaches(200)
      const before = services.prediction.pid
      services.prediction.kill('SIGKILL')
      await eventually(() => expect(refusals.length).toBeGreaterThan(0))
      await services.prediction.ready()
      expect(services.prediction.pid).not.toBe(before)
      await reaches(acknowledged.length + 200)
    })
    expect(load.refusals.filter((status) => status !== 503)).toEqual([])
    expect(await countLost(tenant, load.acknowledged)).toBe(0)
  })
})

describe('an index', () => {
  it('searches in Postgres while an index is not in memory, sees every write and says so', async () => {
    const tenant = await newTenant({}, stack)
    const items = [
      { id: 'a', title: 'Otters', text: 'They swim in rivers.', kind: 'doc' },
      { id: 'b', title: 'Herons', text: 'They wade in rivers.', kind: 'page' },
      { id: 'c', title: 'Badgers' },
    ]
    const { headers } = await tenant.call(calls.putItems, { body: items })
    const token = { 'consistency-token': headers.get('consistency-token') ?? '' }
    const asked = { q: 'swimming rivers', facets: ['kind'] }
    const first = await tenant.call(calls.search, { body: asked, headers: token })
    expect(first.body.meta).toMatchObject({ servedBy: 'postgres', degraded: ['index', 'facets'] })
    expect(first.headers.get('degraded')).toBe('index, facets')
    expect(first.body.data.map(({ itemId }) => itemId)).toEqual(['a', 'b'])
    expect(first.body.data[0]?.highlight?.text).toBe('They <mark>swim</mark> in <mark>rivers</mark>.')
    await eventually(async () => {
      const { body } = await tenant.call(calls.search, { body: { q: 'river', filter: 'kind = "page"' } })
      expect(body.meta).toMatchObject({ servedBy: 'index', degraded: null })
      expect(body.data.map(({ itemId }) => itemId)).toEqual(['b'])
    })
  })

  it('switches to an index that is loaded between two pages without repeating or missing a hit', async () => {
    const tenant = await newTenant({}, stack)
    const ids = Array.from({ length: 9 }, (_, n) => `leaf-${n}`)
    await tenant.call(calls.putItems, { body: ids.map((id) => ({ id, title: 'Leaf' })) })
    const seen: string[] = []
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const { body } = await tenant.call(calls.search, { body: { q: 'leaf', limit: 4, ...(cursor && { cursor }) } })
      expect(body.meta.servedBy).toBe(cursor ? 'index' : 'postgres')
      seen.push(...body.data.map(({ itemId }) => itemId))
      cursor = body.page?.nextCursor ?? null
      await eventually(async () =>
        expect((await tenant.call(calls.search, { body: { q: 'leaf' } })).body.meta.servedBy).toBe('index'),
      )
    }
    expect(seen.toSorted()).toEqual(ids)
  })
})

describe('Redis', () => {
  const train = { body: { kind: 'train', options: { tuneSeconds: 0 } } }
  let accepted = ''

  it('loses no event, rejects no read and takes runs while Redis is stopped and started', async () => {
    const load = await underLoad(shop, ({ acknowledged }) =>
      whileDown([cacheRedis, queueRedis], async () => {
        const before = acknowledged.length
        await shop.call(calls.postEvents, view('never-before'))
        await eventually(async () => {
          for (const ask of [predict, search, suggest]) expect((await ask()).status).toBe(200)
          const { data } = (await shop.call(calls.predict, { body: { sessionId: 'later', limit: 100 } })).body
          expect(data.map(({ itemId }) => itemId)).toContain('never-before')
          expect(acknowledged.length).toBeGreaterThan(before + 100)
        })
        const { status, body } = await shop.call(calls.createRun, train)
        expect(status).toBe(202)
        accepted = body.id
      }),
    )
    expect(load.refusals).toEqual([])
    expect(await countLost(shop, load.acknowledged)).toBe(0)
  })

  it('counts limits, and does the runs that were accepted, once Redis is back', async () => {
    await eventually(async () => expect((await search()).headers.get('ratelimit')).toMatch(/^"tenant"/))
    await eventually(async () => {
      const operation = await shop.call(calls.getOperation, { params: { id: accepted } })
      expect(operation.body.state).toBe('succeeded')
    }, 20_000)
  })
})

describe('Postgres', () => {
  const pids = () => Object.values(services).map(({ pid }) => pid)

  it('while Postgres is stopped predicts for loaded tenants and answers events with 503, and recovers', async () => {
    const before = pids()
    const load = await underLoad(shop, async ({ acknowledged, refusals }) => {
      await eventually(() => expect(acknowledged.length).toBeGreaterThan(100))
      await whileDown([postgres], async () => {
        await eventually(() => expect(refusals.length).toBeGreaterThan(20))
        const { body, headers } = await shop.refused(calls.postEvents, view())
        expect(body).toMatchObject({ status: 503, code: 'dependency_unavailable', retryable: true })
        expect(Number(headers.get('retry-after'))).toBeGreaterThan(0)
        for (const ask of [predict, search, suggest]) expect((await ask()).body.data.length).toBeGreaterThan(0)
        expect((await shop.refused(calls.getItem, { params: { id: 'a' } })).body.code).toBe('dependency_unavailable')
      })
      await allIsWell()
    })
    expect(pids(), 'no service ended').toEqual(before)
    expect(load.refusals.filter((status) => status !== 503)).toEqual([])
    expect(await countLost(shop, load.acknowledged)).toBe(0)
  })
})

describe('a queue', () => {
  const train = (of: typeof shop, run: number) =>
    of.attempt(calls.createRun, { body: { kind: 'train', options: { tuneSeconds: run / 1_000 } } })
  /** The circuits to Postgres close with the first call that succeeds. */
  beforeAll(async () => void (await eventually(() => shop.call(calls.listRuns))))

  const states = async (of: typeof shop) => (await of.call(calls.listRuns)).body.data.map(({ state }) => state)

  it('refuses a tenant a fifth run by 429 that names the limit, and does the runs of all other tenants', async () => {
    const [greedy, modest] = [await newTenant({}, stack), await newTenant({}, stack)]
    services.worker.kill('SIGSTOP')
    for (const run of [1, 2, 3, 4]) expect((await train(greedy, run)).status).toBe(202)
    const refused = await train(greedy, 5)
    const detail = expect.stringContaining('1 that runs and 3 that wait')
    expect(refused.body).toMatchObject({ status: 429, code: 'quota_exceeded', retryable: true, detail })
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0)
    expect((await train(modest, 1)).status).toBe(202)
    services.worker.kill('SIGCONT')
    await eventually(async () => expect(await states(modest)).toEqual(['succeeded']), 30_000)
    await eventually(async () => expect(await states(greedy)).toEqual(Array(4).fill('succeeded')), 30_000)
  })

  it('cancels a run that waits, and does the next one of the tenant', async () => {
    const tenant = await newTenant({}, stack)
    services.worker.kill('SIGSTOP')
    const answer = await train(tenant, 1)
    const { id } = answer.body as { id: string }
    await train(tenant, 2)
    expect((await tenant.call(calls.cancelOperation, { params: { id } })).body.state).toBe('cancelled')
    services.worker.kill('SIGCONT')
    await eventually(async () => expect(await states(tenant)).toEqual(['succeeded', 'cancelled']), 20_000)
    const unknown = await tenant.refused(calls.cancelOperation, { params: { id: 'op_none' } })
    expect(unknown.body.code).toBe('not_found')
  })

  it('does a run of each kind although Postgres is restarted again and again while they work', async () => {
    const tenant = await newTenant({ plan: 'scale' }, stack)
    await tenant.call(calls.putItems, { body: ['a', 'b'].map((id) => ({ id, title: `Lamp ${id}` })) })
    await tenant.call(calls.postEvents, { body: visits.flat() })
    for (const kind of runKinds)
      await tenant.call(calls.createRun, { body: { kind, ...(kind === 'train' && { options: { tuneSeconds: 3 } }) } })
    await eventually(async () => expect(await states(tenant)).toContain('running'), 20_000)
    // A run is attempted three times.
    for (const _ of [1, 2]) {
      await whileDown([postgres], async () => {})
      await eventually(() => states(tenant), 20_000)
    }
    await eventually(async () => expect(await states(tenant)).toEqual(runKinds.map(() => 'succeeded')), 60_000)
  }, 120_000)

  it('does all runs although the worker and queue Redis are killed together while they work', async () => {
    const tenant = await newTenant({ plan: 'scale' }, stack)
    await tenant.call(calls.postEvents, { body: visits.flat() })
    for (const run of [1_000, 2, 3]) await train(tenant, run)
    await eventually(async () => expect(await states(tenant)).toContain('running'), 20_000)
    services.worker.kill('SIGKILL')
    queueRedis.kill('SIGKILL')
    await Promise.all([services.worker.ready(), queueRedis.ready()])
    await eventually(async () => expect(await states(tenant)).toEqual(Array(3).fill('succeeded')), 60_000)
  }, 120_000)

  it('does all runs and the erasure of a tenant although queue Redis lost all its data', async () => {
    const [tenant, gone] = [await newTenant({}, stack), await newTenant({}, stack)]
    services.worker.kill('SIGSTOP')
    for (const run of [1, 2]) await train(tenant, run)
    const admin = operator(stack)
    const { headers } = await admin.call(calls.deleteTenant, { params: { id: gone.id } })
    const id = headers.get('location')?.split('/').at(-1) ?? ''
    const redis = new Redis(queueRedis.url)
    await redis.flushall()
    redis.disconnect()
    services.worker.kill('SIGCONT')
    await eventually(async () => expect(await states(tenant)).toEqual(['succeeded', 'succeeded']), 40_000)
    await eventually(async () => {
      expect((await admin.call(calls.getOperation, { params: { id } })).body.state).toBe('succeeded')
    }, 40_000)
  })
})
