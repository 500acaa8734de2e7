import { snapshotKinds, topics } from '@inkling/contracts'
import {
  createDatabase,
  currentHorizon,
  insertEvents,
  logStart,
  predictionLeague,
  putChallenger,
  putTrainedChallenger,
  readTenantLeagues,
  storeSnapshot,
} from '@inkling/database'
import type { ShadowLeagueState } from '@inkling/learning'
import { learnedFormat, NextItemModel } from '@inkling/predictors'
import { ResidentModels } from '@inkling/read-model'
import { FakeFeed } from '@inkling/read-model/fake-feed'
import { createLogger } from '@inkling/telemetry'
import { testDatabase } from '@inkling/testing'
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest'
import { acceptableEvent } from '../test/acceptable-event.ts'
import { nextItemSource } from './next-item-source.ts'

const { ownerUrl, roleUrl } = await testDatabase()
const database = createDatabase({ url: roleUrl('prediction'), applicationName: 'test', pool: 2 })
const owner = createDatabase({ url: ownerUrl, applicationName: 'test', pool: 1 })
afterEach(() => void warned.mockClear())
afterAll(() => Promise.all([database.close(), owner.close()]))

const scored: string[] = []
const logger = createLogger({ service: 'test', level: 'silent' })
const warned = vi.spyOn(logger, 'warn')
const startMs = Date.parse('2026-11-01T00:00:00Z')
/** The time of the clock; events that happened within the hour before it are learned from. */
let nowMs = startMs + 3_000_000
const clock = () => nowMs
afterEach(() => {
  nowMs = startMs + 3_000_000
})
const source = nextItemSource(database, logger, {
  clock,
  neighboursOf: () => [],
  onOutcomes: (tenantId) => scored.push(tenantId),
})

/** As the worker does. */
const store = (tenantId: string, snapshot: { horizon: bigint; body: Uint8Array }) =>
  storeSnapshot(owner.background(tenantId), { kind: snapshotKinds.nextItem, stats: {}, ...snapshot })

/** Sessions of three items each, ten seconds between events; the first is number `from`. */
const sessions = (from: number, count: number) =>
  Array.from({ length: count * 3 }, (_, n) => {
    const session = from + Math.floor(n / 3)
    return acceptableEvent(`${from}-${n}`, {
      sessionId: `s${session}`,
      userId: `u${session % 4}`,
      itemId: `i${(session * (1 + (n % 3))) % 7}`,
      occurredAt: new Date(startMs + (from * 3 + n) * 10_000).toISOString(),
    })
  })

const usages = (events: ReturnType<typeof sessions>) =>
  events.map(({ itemId, sessionId = '', userId = '', occurredAt }) => ({
    itemId,
    sessionId,
    userId,
    atMs: Date.parse(occurredAt),
    position: logStart,
  }))

/** The tenant's model as it serves: loaded, then caught up with the tail. */
async function served(tenantId: string) {
  const { model, position, version } = await source.load(tenantId)
  const { changes } = await source.readChanges(tenantId, position)
  source.apply(tenantId, model, changes, false)
  return { model, version }
}

const answersOf = (model: NextItemModel) => [
  model.predict({}),
  ...['i0', 'i1', 'i2', 'i6'].map((itemId) => model.predict({ recent: [itemId] })),
  ...['u0', 'u1', 'u3'].map((userId) => model.predict({ userId })),
  model.related(['i1', 'i2'], 5),
]

describe('nextItemSource', () => {
  it('builds an empty model for a tenant without events', async () => {
    const { model, version } = await served('empty')
    expect(model.counts.events).toBe(0)
    expect(version).toBe(0n)
  })

  it('learns the same from a batch whose events come newest first as from one in the order of time', async () => {
    const events = sessions(0, 20)
    const models = await Promise.all(
      [events, events.toReversed()].map(async (batch, order) => {
        const tenantId = `order-${order}`
        const { model, position } = await source.load(tenantId)
        await insertEvents(database.background(tenantId), batch)
        const { changes } = await source.readChanges(tenantId, position)
        source.apply(tenantId, model, changes, false)
        return model
      }),
    )
    const [inOrder, newestFirst] = models.map(answersOf)
    expect(newestFirst).toEqual(inOrder)
    expect(newestFirst?.flat().length).toBeGreaterThan(20)
  })

  it('builds the same model from a snapshot and its tail as from all events', async () => {
    await insertEvents(database.background('grown'), sessions(0, 20))
    const { model: early } = await served('grown')
    const horizon = await currentHorizon(database.background('grown'))
    await insertEvents(database.background('grown'), sessions(20, 20))
    const { model: fromEvents } = await served('grown')

    const version = await store('grown', { horizon, body: early.encode() })
    const loaded = await source.load('grown')
    expect(loaded.version).toBe(version)
    expect(loaded.model.counts.events).toBe(60)

    const { model: fromSnapshot } = await served('grown')
    expect(fromSnapshot.counts).toEqual({ events: 120, sessions: 40, users: 4, items: 7 })
    expect(answersOf(fromSnapshot)).toEqual(answersOf(fromEvents))
    expect(answersOf(early)).not.toEqual(answersOf(fromEvents))
  })

  it('falls back to the events when a snapshot cannot be read, and does not try that one again', async () => {
    await insertEvents(database.background('broken'), sessions(0, 5))
    const body = Buffer.from('of another version of the software')
    const version = await store('broken', { horizon: 1n, body })
    const { model, version: known } = await served('broken')
    expect(model.counts.events).toBe(15)
    expect(known).toBe(version)
    expect(await source.newestVersion('broken')).toBe(version)
  })

  it('scores predictions only against live events, not against those that it catches up with', async () => {
    await insertEvents(database.background('live'), sessions(0, 5))
    const { model } = await served('live')
    expect(scored).toEqual([])
    source.apply(
      'live',
      model,
      [{ itemId: 'i1', sessionId: 's4', atMs: startMs + 2_900_000, position: logStart }],
      true,
    )
    expect(scored).toEqual(['live'])
    expect(model.counts.events).toBe(16)
  })

  it('learns nothing from events that our answers caused, live and when the model is built again', async () => {
    const induced = sessions(0, 5).map((event) => ({ ...event, receiptId: 'rcp_1' }))
    await insertEvents(database.background('induced'), induced)
    const { model } = await served('induced')
    expect(model.log.isInduced(0)).toBe(true)
    const live = new NextItemModel()
    source.apply('induced', live, (await source.readChanges('induced', { xid: 0n, seq: -1n })).changes, true)
    expect(live.counts.events).toBe(15)
    expect(live.metrics.blend.cases).toBe(0)
    expect(live.learned).toEqual(new NextItemModel().learned)
  })

  it('learns the same from an import of old events in any order of its pages', () => {
    nowMs = startMs + 86_400_000
    const events = usages(sessions(0, 20))
    const pages = Array.from({ length: 6 }, (_, n) => events.slice(n * 10, n * 10 + 10))
    const learnedFrom = (all: readonly (typeof pages)[number][]) => {
      const model = new NextItemModel()
      for (const page of all) source.apply('import', model, page, true)
      return model
    }
    const inOrder = learnedFrom(pages)
    for (const order of [pages.toReversed(), [3, 0, 5, 1, 4, 2].map((n) => pages[n] ?? [])]) {
      const model = learnedFrom(order)
      expect(answersOf(model)).toEqual(answersOf(inOrder))
      expect(model.learned).toEqual(inOrder.learned)
    }
  })

  it('takes an event of a clock that is fast to have happened now, so that others are not late', () => {
    const model = new NextItemModel()
    source.apply('fast', model, [{ itemId: 'i1', sessionId: 's', atMs: nowMs + 240_000, position: logStart }], true)
    expect(model.log.newestMs).toBe(nowMs)
  })

  it('scores at most 64 events of a page and learns from all of it', () => {
    scored.length = 0
    const model = new NextItemModel()
    const events = Array.from({ length: 1_000 }, (_, n) => ({
      ...{ itemId: `i${n % 9}`, sessionId: 's', atMs: startMs + n },
      position: logStart,
    }))
    source.apply('bulk', model, events, true)
    expect(model.counts.events).toBe(1_000)
    expect(scored.length).toBeGreaterThan(32)
    expect(scored.length).toBeLessThanOrEqual(64)
  })
})

describe('the learned state', () => {
  /** As a process does: holds the tenant's model while these events happen, then stops. */
  async function live(tenantId: string, events: ReturnType<typeof sessions>, from = source): Promise<NextItemModel> {
    const models = new ResidentModels(from, {
      maxBytes: 1e9,
      feed: new FakeFeed(),
      follow: { changes: topics.events },
      logger,
    })
    const resident = await models.get(tenantId)
    await insertEvents(database.background(tenantId), events)
    await resident.catchUp()
    await models.close()
    return resident.model
  }
  const loaded = async (tenantId: string) => (await source.load(tenantId)).model

  it('the learned state is restored after a restart: weights, calibration and measured quality', async () => {
    const before = await live('restarted', sessions(0, 20))
    expect(before.metrics.blend.cases).toBeGreaterThan(10)
    const after = await loaded('restarted')
    expect(after.weights).toEqual(before.weights)
    expect(after.metrics).toEqual(before.metrics)
    expect(after.learned).toEqual(before.learned)
    expect(answersOf(after)).toEqual(answersOf(before))
    expect((await live('restarted', sessions(20, 20))).metrics.blend.cases).toBeGreaterThan(after.metrics.blend.cases)
  })

  it('the learned state replaces the state that an older snapshot holds', async () => {
    await insertEvents(database.background('topped'), sessions(0, 20))
    const { model } = await served('topped')
    const horizon = await currentHorizon(database.background('topped'))
    await store('topped', { horizon, body: model.encode() })
    const before = await live('topped', sessions(20, 20))
    expect((await loaded('topped')).learned).toEqual(before.learned)
  })

  it('the learned state gives way to a newer snapshot that was trained, except for the measured quality', async () => {
    const before = await live('trained', sessions(0, 20))
    const trained = new NextItemModel()
    for (const event of usages(sessions(0, 40))) trained.observe(event)
    const horizon = await currentHorizon(database.background('trained'))
    await store('trained', { horizon, body: trained.encode() })
    const { blend, prequential } = (await loaded('trained')).learned
    expect(blend).toEqual(trained.learned.blend)
    expect(prequential).toEqual(before.learned.prequential)
  })

  it('the learned state keeps the weight of content neighbours when a newer snapshot was trained without any', async () => {
    const withNeighbours = nextItemSource(database, logger, {
      clock,
      neighboursOf: () => ['i1', 'i2'],
      onOutcomes: () => {},
    })
    const before = await live('alike', sessions(0, 20), withNeighbours)
    const untaught = new NextItemModel().learned.content
    expect(before.learned.content).not.toEqual(untaught)
    const trained = new NextItemModel()
    for (const event of usages(sessions(0, 40))) trained.observe(event)
    expect(trained.learned.content).toEqual(untaught)
    const horizon = await currentHorizon(database.background('alike'))
    await store('alike', { horizon, body: trained.encode() })
    const { learned } = (await withNeighbours.load('alike')).model
    expect(learned.content).toEqual(before.learned.content)
    expect(learned.blend).toEqual(trained.learned.blend)
  })

  it('the learned state stays when a newer snapshot learned nothing', async () => {
    const before = await live('untrained', sessions(0, 20))
    const horizon = await currentHorizon(database.background('untrained'))
    await store('untrained', { horizon, body: new NextItemModel().encode() })
    expect((await loaded('untrained')).learned).toEqual(before.learned)
  })

  it.each([
    ['of another version of the software', 'update learning.states set format = format + 1 where tenant_id = $1'],
    ['that cannot be read', `update learning.states set state = state || '{"blend": {}}' where tenant_id = $1`],
  ])('state %s is ignored, and the log says so', async (name, spoil) => {
    await live(name, sessions(0, 20))
    await owner.platform({ name: 'spoil' }, (sql) => sql.unsafe(spoil, [name]))
    const { weights, metrics } = await loaded(name)
    expect(weights).toEqual(new NextItemModel().weights)
    expect(metrics.blend.cases).toBe(0)
    expect(warned).toHaveBeenCalledWith(expect.anything(), expect.stringContaining('it is ignored'))
  })
})

describe('the prior of all tenants', () => {
  const publish = (format: number) =>
    owner.platform(
      { name: 'publish' },
      (sql) => sql`
        insert into learning.priors (format, tenants, weights)
        values (${format}, 5, ${sql.json({ seen: { repeatConsumption: 1 }, fresh: { trend: 1 }, correction: {} })})`,
    )
  const trendOf = async (tenantId: string) => (await source.load(tenantId)).model.weights.trend ?? 0

  it('a new tenant starts from the prior, unless the prior is of another software version', async () => {
    const own = await trendOf('young')
    await publish(learnedFormat + 1)
    expect(await trendOf('young')).toBe(own)
    await publish(learnedFormat)
    expect(await trendOf('young')).toBeGreaterThan(own + 0.1)
  })
})

describe('the league of predictions', () => {
  const suggestion = createDatabase({ url: roleUrl('suggestion'), applicationName: 'test', pool: 1 })
  const worker = createDatabase({ url: roleUrl('worker'), applicationName: 'test', pool: 1 })
  afterAll(() => Promise.all([suggestion.close(), worker.close()]))
  const told: string[] = []
  const league = { time: { hasRoom: () => true, spend: () => {} }, onOutcome: (outcome: string) => told.push(outcome) }
  const withLeague = nextItemSource(database, logger, {
    ...{ clock, league, neighboursOf: () => [], onOutcomes: () => {} },
  })
  const mine = { scenario: predictionLeague, name: 'mine', rules: { components: { transitions: 1 } } }
  const enter = (tenantId: string) =>
    putChallenger<ShadowLeagueState>(suggestion.background(tenantId), mine, ({ state }, revision) =>
      state.models.some(({ name, phase }) => name === `mine#${revision}` && phase === 'serving'),
    )
  const table = async (tenantId: string) => {
    const { leagues, challengers } = await readTenantLeagues<ShadowLeagueState>(suggestion.background(tenantId), true)
    return { leagues, challengers: challengers.map(({ name, revision }) => `${name}#${revision}`) }
  }
  /** Walks round a ring of 40 items, live. */
  const walks = Array.from({ length: 60 }, (_, n) => n).flatMap((n) =>
    [0, 1, 2, 3, 4].map((step) => ({
      ...{ itemId: `i${(n * 7 + step) % 40}`, sessionId: `w${n}`, userId: '' },
      atMs: startMs + n * 6_000 + step,
    })),
  )

  it('serves the better challenger of a tenant, says so in the table, and serves it again after a restart', async () => {
    await enter('league')
    const { model, position, version } = await withLeague.load('league')
    model.blend.fixWeights({ trend: 1 })
    for (const event of walks) withLeague.apply('league', model, [event as never], true)
    expect(told).toContain('promoted')
    await withLeague.keep?.('league', model, { version, position })
    expect((await table('league')).leagues).toMatchObject([
      { serving: 'mine#1', rulings: [{ kind: 'promoted', name: 'mine#1' }], benched: {} },
    ])
    await expect(enter('league')).rejects.toMatchObject({ code: 'conflict' })
    const again = (await withLeague.load('league')).model
    for (const event of walks) again.apply(event)
    expect(again.weights.transitions).toBeGreaterThan(0.99)
    expect((await table('another')).leagues).toEqual([])
  })

  it('what a training run rejected challenges from the next time that the model is stored', async () => {
    const { model, position, version } = await withLeague.load('trained')
    for (const event of walks) withLeague.apply('trained', model, [event as never], true)
    const { tuning, blend } = model.learned
    for (let run = 0; run < 2; run++)
      await putTrainedChallenger(worker.background('trained'), {
        ...{ name: 'trained', learned: { format: learnedFormat, tuning, blend } },
      })
    await putTrainedChallenger(worker.background('trained'), {
      ...{ name: 'previous', learned: { format: learnedFormat - 1, tuning, blend } },
    })
    await withLeague.keep?.('trained', model, { version, position })
    expect((await table('trained')).challengers).toEqual(['previous#1', 'trained#2'])
    expect(Object.keys(model.learned.league?.models ?? {})).toEqual(['trained#2'])
  })
})
