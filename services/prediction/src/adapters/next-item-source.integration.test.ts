import { createDatabase, currentHorizon } from '@inkling/database'
import { NextItemModel } from '@inkling/predictors'
import { createLogger } from '@inkling/telemetry'
import { testDatabase } from '@inkling/testing'
import { afterAll, describe, expect, it } from 'vitest'
import { acceptableEvent } from '../test/acceptable-event.ts'
import { putSnapshot } from '../test/put-snapshot.ts'
import { insertEvents } from './event-store.ts'
import { nextItemSource } from './next-item-source.ts'

const { ownerUrl, roleUrl } = await testDatabase()
const database = createDatabase({ url: roleUrl('prediction'), applicationName: 'test', pool: 2 })
const owner = createDatabase({ url: ownerUrl, applicationName: 'test', pool: 1 })
afterAll(() => Promise.all([database.close(), owner.close()]))

const scored: string[] = []
const logger = createLogger({ service: 'test', level: 'silent' })
const source = nextItemSource(database, logger, {
  neighboursOf: () => [],
  onOutcomes: (tenantId) => scored.push(tenantId),
})

const startMs = Date.parse('2026-11-01T00:00:00Z')

/** Sessions of three items each, a minute between events; the first is number `from`. */
const sessions = (from: number, count: number) =>
  Array.from({ length: count * 3 }, (_, n) => {
    const session = from + Math.floor(n / 3)
    return acceptableEvent(`${from}-${n}`, {
      sessionId: `s${session}`,
      userId: `u${session % 4}`,
      itemId: `i${(session * (1 + (n % 3))) % 7}`,
      occurredAt: new Date(startMs + (from * 3 + n) * 60_000).toISOString(),
    })
  })

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
  it('makes an empty model of a tenant without events', async () => {
    const { model, version } = await served('empty')
    expect(model.counts.events).toBe(0)
    expect(version).toBe(0n)
  })

  it('makes the same model of a snapshot and the tail after it as of all events', async () => {
    await insertEvents(database, 'grown', sessions(0, 20))
    const { model: early } = await served('grown')
    const horizon = await currentHorizon(database, 'grown')
    await insertEvents(database, 'grown', sessions(20, 20))
    const { model: fromEvents } = await served('grown')

    const version = await putSnapshot(owner, 'grown', { horizon, body: early.encode() })
    const loaded = await source.load('grown')
    expect(loaded.version).toBe(version)
    expect(loaded.model.counts.events).toBe(60)

    const { model: fromSnapshot } = await served('grown')
    expect(fromSnapshot.counts).toEqual({ events: 120, sessions: 40, users: 4, items: 7 })
    expect(answersOf(fromSnapshot)).toEqual(answersOf(fromEvents))
    expect(answersOf(early)).not.toEqual(answersOf(fromEvents))
  })

  it('falls back to the events when a snapshot cannot be read, and does not try that one again', async () => {
    await insertEvents(database, 'broken', sessions(0, 5))
    const body = Buffer.from('of another version of the software')
    const version = await putSnapshot(owner, 'broken', { horizon: 1n, body })
    const { model, version: known } = await served('broken')
    expect(model.counts.events).toBe(15)
    expect(known).toBe(version)
    expect(await source.newestVersion('broken')).toBe(version)
  })

  it('scores predictions against what happens now, not against what it makes up for', async () => {
    await insertEvents(database, 'live', sessions(0, 5))
    const { model } = await served('live')
    expect(scored).toEqual([])
    source.apply('live', model, [{ itemId: 'i1', sessionId: 's4', atMs: startMs + 86_400_000 }], true)
    expect(scored).toEqual(['live'])
    expect(model.counts.events).toBe(16)
  })

  it('learns nothing from what we caused, when it happens and when the model is made again', async () => {
    const induced = sessions(0, 5).map((event) => ({ ...event, receiptId: 'rcp_1' }))
    await insertEvents(database, 'induced', induced)
    const { model } = await served('induced')
    expect(model.log.isInduced(0)).toBe(true)
    const live = new NextItemModel()
    source.apply('induced', live, (await source.readChanges('induced', { xid: 0n, seq: -1n })).changes, true)
    expect(live.counts.events).toBe(15)
    expect(live.metrics.blend.cases).toBe(0)
    expect(live.learned).toEqual(new NextItemModel().learned)
  })

  it('scores at most 64 events of a page and learns from all of it', () => {
    scored.length = 0
    const model = new NextItemModel()
    const events = Array.from({ length: 1_000 }, (_, n) => ({ itemId: `i${n % 9}`, sessionId: 's', atMs: startMs + n }))
    source.apply('bulk', model, events, true)
    expect(model.counts.events).toBe(1_000)
    expect(scored.length).toBeGreaterThan(32)
    expect(scored.length).toBeLessThanOrEqual(64)
  })
})
