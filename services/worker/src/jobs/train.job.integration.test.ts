import { clearRobot, createDatabase, listRobots, readPredictionChallengers } from '@inkling/database'
import { NextItemModel } from '@inkling/predictors'
import { failureOf } from '@inkling/queues'
import { createLogger, trainingMetrics } from '@inkling/telemetry'
import { ChaosProxy, testDatabase } from '@inkling/testing'
import { afterAll, describe, expect, it } from 'vitest'
import { trainJob } from './train.job.ts'

const { ownerUrl, roleUrl } = await testDatabase()
const database = createDatabase({ url: roleUrl('worker'), applicationName: 'test', pool: 2 })
const owner = createDatabase({ url: ownerUrl, applicationName: 'test', pool: 1 })
afterAll(() => Promise.all([database.close(), owner.close()]))

const announced: string[] = []
const logger = createLogger({ service: 'test', level: 'silent' })
const train = trainJob(database, roleUrl('worker'), logger, (tenantId) => announced.push(tenantId))
const payload = (tenantId: string) => ({ tenantId, runId: 'op_1', tuneSeconds: 5 })
const signal = new AbortController().signal
const context = { signal, isLast: () => true, onProgress: () => {} }

/** Sessions numbered `from` to `to`, each of which uses a, then b, then c. */
const live = (tenantId: string, from = 1, to = 100, items = ['a', 'b', 'c']) =>
  owner.platform(
    { name: 'live' },
    (sql) => sql`
      insert into behaviour.events (tenant_id, id, type, session_id, item_id, occurred_at)
      select ${tenantId}, gen_random_uuid(), 'view', 's' || n, item,
        timestamptz '2026-11-01T00:00:00Z' + make_interval(mins => n * 60 + place::int)
      from generate_series(${from}::int, ${to}::int) n, unnest(${items}::text[]) with ordinality as i (item, place)`,
  )

const snapshotOf = (tenantId: string) =>
  owner.platform({ name: 'look' }, async (sql) => {
    const parts = await sql<{ version: bigint; body: Buffer }[]>`
      select version, body from behaviour.snapshot_parts where tenant_id = ${tenantId}
        and version = (select max(version) from behaviour.snapshots where tenant_id = ${tenantId})
      order by part`
    return { version: parts[0]?.version, body: Uint8Array.from(Buffer.concat(parts.map(({ body }) => body))) }
  })

describe('trainJob', () => {
  it("stores a model of a tenant's events, announces it and returns its accuracy", async () => {
    await live('t')
    await live('other')
    const progress: number[] = []
    const result = await train(payload('t'), { signal, isLast: () => true, onProgress: (part) => progress.push(part) })

    const { version, body } = await snapshotOf('t')
    const model = NextItemModel.decode(body)
    expect(model.counts).toMatchObject({ events: 300, sessions: 100, items: 3 })
    expect(model.predict({ recent: ['a'] })[0]?.itemId).toBe('b')
    expect(result).toMatchObject({ snapshot: Number(version), sizeBytes: body.byteLength, events: 300, items: 3 })
    expect(result.cases).toBeGreaterThan(0)
    expect(result.hitRateAt20).toBeGreaterThan(0.9)
    expect(announced).toEqual(['t'])
    expect(progress.length).toBeGreaterThan(1)
    expect(progress).toEqual(progress.toSorted((a, b) => a - b))
    expect(progress.every((part) => part >= 0 && part <= 1)).toBe(true)
  })

  it('stores an empty model for a tenant without events', async () => {
    expect(await train(payload('empty'), context)).toMatchObject({ events: 0 })
    expect(NextItemModel.decode((await snapshotOf('empty')).body).counts.events).toBe(0)
  })

  it('stores and announces nothing when training is stopped', async () => {
    await live('stopped')
    const stopping = new AbortController()
    const onProgress = () => stopping.abort(new Error('the worker is stopping'))
    const work = train(payload('stopped'), { signal: stopping.signal, isLast: () => false, onProgress })
    await expect(work).rejects.toThrow('the worker is stopping')
    expect((await snapshotOf('stopped')).version).toBeUndefined()
    expect(announced).not.toContain('stopped')
  })
})

it('a training keeps a robot out and lists it; once it is cleared, the next one learns from it again', async () => {
  await live('robots')
  await owner.platform(
    { name: 'crawl' },
    (sql) => sql`
      insert into behaviour.events (tenant_id, id, type, session_id, item_id, occurred_at)
      select 'robots', gen_random_uuid(), 'view', 'crawler', 'page-' || n,
        timestamptz '2026-11-02T00:00:00Z' + make_interval(secs => n * n)
      from generate_series(1, 60) n`,
  )
  const tenant = owner.background('robots')
  expect(await train(payload('robots'), context)).toMatchObject({ events: 300, robots: 1 })
  const [robot, ...others] = await listRobots(tenant, undefined, 10)
  expect(others).toEqual([])
  expect(robot).toMatchObject({ sessionId: 'crawler', kind: 'breadth', events: 60, clearedAt: null })
  await clearRobot(tenant, robot?.id ?? '')
  expect(await train(payload('robots'), context)).toMatchObject({ events: 360, robots: 0 })
  expect(await listRobots(tenant, undefined, 10)).toMatchObject([{ id: robot?.id, clearedAt: expect.any(String) }])
})

it.each([
  ['before its thread reads the events', (proxy: ChaosProxy) => proxy.cut()],
  ['while its thread reads them', (proxy: ChaosProxy) => proxy.cutAnswerAfter(10_000)],
])('a training that loses Postgres %s fails by an outage', async (when, lose) => {
  const tenantId = when.replaceAll(' ', '-')
  await live(tenantId)
  const proxy = await ChaosProxy.start(roleUrl('worker'))
  await lose(proxy)
  const lost = trainJob(database, proxy.url, logger, () => {})(payload(tenantId), context)
  expect(failureOf(await lost.catch((error: unknown) => error))).toBe('outage')
  await proxy.stop()
})

describe('a new snapshot beside one in service', () => {
  const challengers = async (tenantId: string) =>
    (await readPredictionChallengers(owner.background(tenantId))).map(({ name, revision }) => `${name}#${revision}`)
  const predicted = async (tenantId: string) => NextItemModel.decode((await snapshotOf(tenantId)).body)
  const probability = (model: NextItemModel) => model.predict({ recent: ['a'] })[0]?.probability ?? 0
  /** Worse on purpose: nothing is learned in no time. */
  const untuned = (tenantId: string) => ({ ...payload(tenantId), tuneSeconds: 1e-9 })

  it('a new snapshot is rejected when it predicts worse: the tuning in service stays, and nothing is announced', async () => {
    await live('worse', 1, 200)
    await train(payload('worse'), context)
    const before = await predicted('worse')
    announced.length = 0
    trainingMetrics().snapshots.reset()
    await live('worse', 201, 400)

    const result = await train(untuned('worse'), context)
    expect(result).toMatchObject({
      refused: true,
      reason: expect.stringMatching(/^log-loss is [\d.]+ ± [\d.]+ nats higher over \d+ cases of \d+ sessions$/),
      candidate: { logLoss: expect.any(Number), mrrAt20: expect.any(Number) },
      inService: { logLoss: expect.any(Number), mrrAt20: expect.any(Number) },
      events: 1_200,
    })
    const after = await predicted('worse')
    expect(after.learned.tuning).toEqual(before.learned.tuning)
    expect(after.counts.events).toBe(1_200)
    expect(probability(after)).toBeGreaterThanOrEqual(probability(before))
    expect(announced).toEqual([])
    expect((await trainingMetrics().snapshots.get()).values).toMatchObject([
      { labels: { outcome: 'refused' }, value: 1 },
    ])
    expect(await challengers('worse')).toEqual(['trained#1'])
  })

  it('a new snapshot is stored although it predicts worse when it is forced, with the comparison', async () => {
    await live('forced', 1, 200)
    await train(payload('forced'), context)
    const before = await predicted('forced')
    const result = await train({ ...untuned('forced'), force: true }, context)
    expect(result).toMatchObject({ refused: false, candidate: { logLoss: expect.any(Number) } })
    expect(probability(await predicted('forced'))).toBeLessThan(probability(before))
    expect(announced.filter((tenantId) => tenantId === 'forced')).toHaveLength(2)
  })

  it('a new snapshot is stored when it predicts better', async () => {
    await live('better', 1, 200)
    await train(untuned('better'), context)
    const before = await predicted('better')
    expect(await train(payload('better'), context)).toMatchObject({ refused: false, testCases: expect.any(Number) })
    expect(probability(await predicted('better'))).toBeGreaterThan(probability(before))
  })

  it('a refit learns the weights again, stores a snapshot with the tuning in service and announces it', async () => {
    await live('refit', 1, 200)
    await train({ ...untuned('refit'), force: true }, context)
    const before = await predicted('refit')
    await live('refit', 201, 300)
    announced.length = 0
    const result = await train({ tenantId: 'refit', runId: 'op_2' }, context)
    expect(result).toMatchObject({ refused: false, events: 900, testCases: expect.any(Number) })
    const after = await predicted('refit')
    expect(after.learned.tuning).toEqual(before.learned.tuning)
    expect(after.learnedCases).toBeGreaterThan(before.learnedCases)
    expect(probability(after)).toBeGreaterThan(probability(before))
    expect(announced).toEqual(['refit'])
    expect(await challengers('refit')).toContain('previous#1')
  })

  it('a train run without time to tune keeps the tuning in service, and learns weights and calibration', async () => {
    await live('no time', 1, 200)
    await train({ ...untuned('no time'), force: true }, context)
    const before = await predicted('no time')
    const result = await train({ ...payload('no time'), tuneSeconds: 0 }, context)
    expect(result).toMatchObject({ refused: false, testCases: expect.any(Number) })
    const after = await predicted('no time')
    expect(after.learned.tuning).toEqual(before.learned.tuning)
    expect([before.learnedCases, after.learnedCases > 100]).toEqual([0, true])
    expect(after.learned.blend.calibration).not.toEqual(before.learned.blend.calibration)
    expect(probability(after)).toBeGreaterThan(probability(before))
  })

  it('the model in service stays when too few sessions tell which predicts better, unless it is forced', async () => {
    const longer = ['a', 'b', 'c', 'd', 'e']
    await live('few', 1, 60, longer)
    expect(await train(payload('few'), context)).toMatchObject({ refused: false })
    const before = await predicted('few')
    expect(before.learnedCases).toBeGreaterThan(0)
    announced.length = 0
    trainingMetrics().snapshots.reset()
    await live('few', 61, 70, longer)
    const kept = await train({ ...payload('few'), tuneSeconds: 0 }, context)
    expect(kept).toMatchObject({ refused: true, reason: '14 sessions are too few to compare on; 20 are needed' })
    expect(kept).not.toHaveProperty('candidate')
    const after = await predicted('few')
    expect([after.learned, after.counts.events]).toEqual([before.learned, 350])
    expect(announced).toEqual([])
    expect((await trainingMetrics().snapshots.get()).values).toMatchObject([{ labels: { outcome: 'kept' }, value: 1 }])

    expect(await train({ ...payload('few'), force: true }, context)).toMatchObject({ refused: false })
    expect(announced).toEqual(['few'])
  })

  it('a refit of a tenant without a model begins one', async () => {
    await live('first')
    expect(await train({ tenantId: 'first', runId: 'op_1' }, context)).toMatchObject({ refused: false, events: 300 })
    expect(probability(await predicted('first'))).toBeGreaterThan(0.5)
  })

  it('a new snapshot is stored without a comparison beside a snapshot of another software version', async () => {
    await live('other format', 1, 200)
    await train(payload('other format'), context)
    await owner.platform(
      { name: 'age' },
      (sql) =>
        sql`update behaviour.snapshot_parts set body = set_byte(body, 4, 99)
          where tenant_id = 'other format' and part = 0`,
    )
    const result = await train(untuned('other format'), context)
    expect(result).toMatchObject({ refused: false })
    expect(result).not.toHaveProperty('candidate')
  })
})
