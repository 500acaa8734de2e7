import { topics } from '@inkling/contracts'
import { atHorizon } from '@inkling/database'
import { createLogger, readModelMetrics } from '@inkling/telemetry'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { FakeFeed } from '../test/fake-feed.ts'
import { changesIn, type FakeModel, FakeSource } from '../test/fake-source.ts'
import { ResidentModels } from './resident-models.ts'

const metrics = readModelMetrics()
const logger = createLogger({ service: 'test', level: 'silent' })
let source: FakeSource
let feed: FakeFeed
let models: ResidentModels<FakeModel, string>
beforeEach(() => {
  vi.useFakeTimers()
  source = new FakeSource()
  feed = new FakeFeed()
  models = open()
})
afterEach(async () => {
  await models.close()
  vi.useRealTimers()
  vi.restoreAllMocks()
})

const follow = { changes: topics.events, snapshots: topics.nextItemSnapshots }
const idleMs = 600_000
const onReplaced = vi.fn()
const open = (maxBytes = 1_000_000) =>
  new ResidentModels(source, { maxBytes, idleMs, feed, follow, logger, onReplaced })
/** A poll of the feed by which any tenant may have changed. */
const poll = async (changed?: Parameters<FakeFeed['tell']>[0]) => {
  feed.tell(changed)
  await settle()
}
const housekeep = () => vi.advanceTimersByTimeAsync(10_000)
const settle = () => vi.advanceTimersByTimeAsync(0)
const learn = async (tenantId: string, ...changes: string[]) => {
  await models.get(tenantId)
  for (const change of changes) source.commit(tenantId, change)
  models.wake(tenantId)
  await settle()
}
const changesOf = async (tenantId: string) => changesIn((await models.get(tenantId)).model)

describe('the first use', () => {
  it('concurrent first uses of a tenant share one load', async () => {
    const residents = await Promise.all([
      models.get('acme'),
      models.get('acme'),
      models.get('globex'),
      models.get('acme'),
    ])
    expect(source.count.load).toBe(2)
    expect(new Set(residents).size).toBe(2)
    await models.get('acme')
    expect(source.count.load).toBe(2)
  })

  it('a failed load fails for all callers, and the next call loads again', async () => {
    source.isUnavailable = true
    const asked = await Promise.allSettled([models.get('acme'), models.get('acme')])
    expect(asked.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    expect(source.count.load).toBe(1)
    source.isUnavailable = false
    await expect(models.get('acme')).resolves.toBeDefined()
  })
})

describe('callers that can answer without a model', () => {
  it('a caller without time gets a model only once it is loaded', async () => {
    const { reached, open: letGo } = source.hold('load')
    expect(await models.getWithin('acme', 0)).toBeUndefined()
    await reached
    letGo()
    await settle()
    expect(await models.getWithin('acme', 0)).toBeDefined()
    expect(source.count.load).toBe(1)
  })

  it('a caller waits for a model that is loading for its own time', async () => {
    const { open: letGo } = source.hold('load')
    const tooLate = models.getWithin('acme', 50)
    await vi.advanceTimersByTimeAsync(50)
    expect(await tooLate).toBeUndefined()
    const inTime = models.getWithin('acme', 50)
    letGo()
    await settle()
    expect(await inTime).toBeDefined()
  })

  it('a background load that failed is tried again after 5 s, not earlier', async () => {
    source.isUnavailable = true
    for (let ask = 0; ask < 3; ask++) expect(await models.getWithin('acme', 50)).toBeUndefined()
    expect(source.count.load).toBe(1)
    source.isUnavailable = false
    vi.advanceTimersByTime(5_001)
    expect(await models.getWithin('acme', 50)).toBeDefined()
  })
})

describe('while Postgres is unavailable', () => {
  it('resident models answer while Postgres is unavailable, and catch up at the next poll after that', async () => {
    source.commit('acme', 'a')
    await models.get('acme')
    source.isUnavailable = true
    metrics.tailFailures.reset()
    source.commit('acme', 'b')
    models.wake('acme')
    await poll({ events: ['acme'] })
    expect(await changesOf('acme')).toEqual(['a'])
    expect((await metrics.tailFailures.get()).values).toMatchObject([{ value: 2 }])
    source.isUnavailable = false
    await poll()
    expect(await changesOf('acme')).toEqual(['a', 'b'])
  })

  it('warming a tenant while Postgres is unavailable does no harm', async () => {
    source.isUnavailable = true
    models.warm('acme')
    await settle()
    source.isUnavailable = false
    expect(await changesOf('acme')).toEqual([])
  })
})

describe('a change', () => {
  it('a change is read at the next poll', async () => {
    await models.get('acme')
    source.commit('acme', 'a')
    await poll()
    expect(await changesOf('acme')).toEqual(['a'])
  })

  it('a change is read at once when its tenant is woken', async () => {
    await models.get('acme')
    source.commit('acme', 'a')
    models.wake('acme')
    await settle()
    expect(await changesOf('acme')).toEqual(['a'])
  })

  it('a wake-up ignores a tenant that is not resident, and a warm-up loads it', async () => {
    models.wake('acme')
    models.refresh('acme')
    await settle()
    expect(source.count.load).toBe(0)
    models.warm('acme')
    await settle()
    expect(source.count.load).toBe(1)
  })
})

describe('a newer snapshot', () => {
  it('a newer snapshot is put into service when it is announced, and told of then', async () => {
    const { model } = await models.get('acme')
    source.version++
    models.refresh('acme')
    await settle()
    expect((await models.get('acme')).model).not.toBe(model)
    models.refresh('acme')
    await settle()
    expect(onReplaced.mock.calls).toEqual([['acme']])
  })

  it('a newer snapshot that was not announced is found by the poll', async () => {
    const { model } = await models.get('acme')
    source.version++
    await poll()
    expect((await models.get('acme')).model).not.toBe(model)
  })
})

describe('memory', () => {
  const roomForTwo = 25
  beforeEach(async () => {
    await models.close()
    models = open(roomForTwo)
    for (const tenantId of ['acme', 'globex', 'initech']) source.commit(tenantId, 'a')
  })

  it('the least recently used tenant leaves memory when there is no room', async () => {
    await models.get('acme')
    await models.get('globex')
    await models.get('acme')
    await models.get('initech')
    expect(source.count.load).toBe(3)
    await models.get('acme')
    expect(source.count.load).toBe(3)
    await models.get('globex')
    expect(source.count.load).toBe(4)
  })

  it('a model that grows makes other models leave', async () => {
    await models.get('globex')
    await models.get('acme')
    source.commit('acme', 'b')
    await poll()
    await models.get('globex')
    expect(source.count.load).toBe(3)
  })

  it('a model larger than the whole memory stays, alone', async () => {
    for (const change of ['b', 'c', 'd']) source.commit('acme', change)
    await models.get('acme')
    await models.get('acme')
    expect(source.count.load).toBe(1)
  })
})

describe('learning', () => {
  const kept = () => source.kept.map(({ tenantId, changes }) => `${tenantId} ${changes.join('')}`)

  it('the learned state of a model is stored soon, then once a minute while it learns', async () => {
    await learn('acme', 'a')
    await housekeep()
    await learn('acme', 'b')
    await housekeep()
    expect(kept()).toEqual(['acme a'])
    await vi.advanceTimersByTimeAsync(60_000)
    expect(kept()).toEqual(['acme a', 'acme ab'])
    await vi.advanceTimersByTimeAsync(180_000)
    expect(source.count.keep).toBe(2)
  })

  it('a model that only read changes from before it was loaded is not stored', async () => {
    const held = source.hold('load')
    const loading = models.get('acme')
    await held.reached
    source.commit('acme', 'a')
    held.open()
    expect(changesIn((await loading).model)).toEqual(['a'])
    await housekeep()
    await models.close()
    expect(source.count.keep).toBe(0)
  })

  it('the learned state of a model is stored with its snapshot and its position', async () => {
    source.version = 7n
    await learn('acme', 'a')
    await models.close()
    expect(source.kept[0]?.origin).toEqual({ version: 7n, position: atHorizon(101n) })
  })

  it('closing waits until the learned state of all models is stored', async () => {
    await learn('acme', 'a')
    const held = source.hold('keep')
    const closing = models.close()
    await held.reached
    expect(kept()).toEqual([])
    held.open()
    await closing
    expect(kept()).toEqual(['acme a'])
  })

  it('a tenant that left memory is loaded again only after it is stored', async () => {
    await models.close()
    models = open(25)
    await learn('acme', 'a')
    await housekeep()
    await learn('acme', 'b')
    await poll()
    const held = source.hold('keep')
    source.commit('globex', 'g')
    await models.get('globex')
    await held.reached
    const before = source.count.load
    const loading = models.get('acme')
    await settle()
    expect(source.count.load).toBe(before)
    held.open()
    await loading
    expect(kept()).toEqual(['acme a', 'acme ab'])
    expect(source.count.load).toBe(before + 1)
  })

  it('the learned state of a model is stored before a newer snapshot takes over', async () => {
    await learn('acme', 'a')
    const held = source.hold('load')
    source.version++
    models.refresh('acme')
    await held.reached
    expect(kept()).toEqual(['acme a'])
    held.open()
  })

  it('learned state that could not be stored while Postgres is unavailable is stored a minute later', async () => {
    await learn('acme', 'a')
    source.isUnavailable = true
    await housekeep()
    expect(kept()).toEqual([])
    source.isUnavailable = false
    await vi.advanceTimersByTimeAsync(60_000)
    expect(kept()).toEqual(['acme a'])
  })

  it('the learned state of a dropped model is not stored', async () => {
    await learn('acme', 'a')
    models.drop('acme')
    await housekeep()
    await models.close()
    expect(source.count.keep).toBe(0)
  })
})

it('the models in memory are listed', async () => {
  source.commit('acme', 'a')
  await models.get('acme')
  await models.get('globex')
  expect(models.models.map(changesIn).sort()).toEqual([[], ['a']])
})

describe('when another database takes the place of the one before', () => {
  it('the models of all tenants are forgotten, also one that is being loaded, and nothing is stored', async () => {
    source.commit('acme', 'lost')
    await learn('acme', 'a')
    const held = source.hold('load')
    const loading = models.get('globex')
    await held.reached
    source.cluster = 'restored'
    models.dropAll()
    held.open()
    const before = await loading
    expect([models.has('acme'), models.has('globex')]).toEqual([false, false])
    expect(await models.get('globex')).not.toBe(before)
    await models.close()
    expect(source.count.keep).toBe(0)
  })

  it('a model that still waits for its turn to be stored is not stored', async () => {
    await learn('acme', 'a')
    const resident = await models.get('acme')
    source.cluster = 'restored'
    await resident.keep()
    expect(source.count.keep).toBe(0)
  })
})

describe('dropping a tenant', () => {
  it('a load that is running when its tenant is dropped does not enter memory', async () => {
    source.commit('acme', 'erased')
    const held = source.hold('load')
    const before = models.get('acme')
    await held.reached
    models.drop('acme')
    const fresh = await models.get('acme')
    held.open()
    expect(await before).not.toBe(fresh)
    expect(source.count.load).toBe(2)
    expect(await models.get('acme')).toBe(fresh)
  })

  it('a tenant that is dropped while the poll reads it is not stored', async () => {
    await models.get('acme')
    source.commit('acme', 'a')
    const held = source.hold('readChanges')
    await poll()
    await held.reached
    models.drop('acme')
    held.open()
    await settle()
    expect(source.count.keep).toBe(0)
  })

  it('a tenant that is dropped while the poll reads another one is not read', async () => {
    await models.get('acme')
    await models.get('globex')
    const held = source.hold('readChanges')
    await poll()
    await held.reached
    for (const tenantId of ['acme', 'globex']) models.drop(tenantId)
    const before = source.count.readChanges
    held.open()
    await settle()
    expect(source.count.readChanges).toBe(before)
  })

  it('a dropped tenant whose load failed may be loaded again at once', async () => {
    source.isUnavailable = true
    await models.getWithin('acme', 50)
    source.isUnavailable = false
    models.drop('acme')
    expect(await models.getWithin('acme', 50)).toBeDefined()
  })
})

describe('following', () => {
  const reads = async (changed: Parameters<FakeFeed['tell']>[0]) => {
    const before = source.count.readChanges
    await poll(changed)
    return source.count.readChanges - before
  }

  it('a tenant without changes costs nothing, however often the feed polls', async () => {
    for (const tenantId of ['acme', 'globex', 'initech']) await models.get(tenantId)
    const before = { ...source.count }
    for (let n = 0; n < 5; n++) await poll({})
    expect(source.count).toEqual(before)
  })

  it('only the tenants that changed are read', async () => {
    for (const tenantId of ['acme', 'globex', 'initech']) await models.get(tenantId)
    source.commit('globex', 'g')
    expect(await reads({ events: ['globex', 'not resident'] })).toBe(1)
    expect(await changesOf('globex')).toEqual(['g'])
    expect(source.count.load).toBe(3)
  })

  it('a snapshot of one tenant replaces the model of that tenant alone', async () => {
    const [acme, globex] = [(await models.get('acme')).model, (await models.get('globex')).model]
    source.version++
    await poll({ snapshots: ['acme'] })
    expect((await models.get('acme')).model).not.toBe(acme)
    expect((await models.get('globex')).model).toBe(globex)
  })

  it('a change that is told while its tenant is being loaded is read when it is loaded', async () => {
    const held = source.hold('readChanges')
    const loading = models.get('acme')
    await held.reached
    const read = source.hold('readChanges')
    await poll({ events: ['acme'] })
    held.open()
    await loading
    source.commit('acme', 'late')
    read.open()
    await poll({})
    expect(await changesOf('acme')).toEqual(['late'])
  })

  it('a read that failed is made again at the next poll', async () => {
    await models.get('acme')
    source.commit('acme', 'a')
    source.isUnavailable = true
    await poll({ events: ['acme'] })
    source.isUnavailable = false
    await poll({})
    expect(await changesOf('acme')).toEqual(['a'])
  })

  it('a tenant whose read fails or takes long does not keep others from being read', async () => {
    await models.get('acme')
    await models.get('globex')
    const held = source.hold('readChanges')
    await poll({ events: ['acme'] })
    await held.reached
    source.commit('globex', 'g')
    await poll({ events: ['globex'] })
    expect(await changesOf('globex')).toEqual(['g'])
    held.open()
  })

  it.each(['newestVersion', 'load'] as const)(
    'a snapshot whose %s takes long keeps no tenant from being read, not even its own',
    async (step) => {
      await models.get('acme')
      await models.get('globex')
      source.version++
      const held = source.hold(step)
      await poll({ snapshots: ['acme'] })
      await held.reached
      source.commit('acme', 'a')
      source.commit('globex', 'g')
      await poll({ events: ['acme', 'globex'] })
      expect(await changesOf('acme')).toEqual(['a'])
      expect(await changesOf('globex')).toEqual(['g'])
      held.open()
    },
  )

  it('a tenant that changes while it is read is read again', async () => {
    await models.get('acme')
    source.commit('acme', 'a')
    const held = source.hold('readChanges')
    await poll({ events: ['acme'] })
    await held.reached
    source.commit('acme', 'b')
    await poll({ events: ['acme'] })
    held.open()
    await settle()
    await poll({})
    expect(await changesOf('acme')).toEqual(['a', 'b'])
  })

  it('a tenant without changes knows every transaction that the feed has told of, and reads nothing', async () => {
    const resident = await models.get('acme')
    const waiting = resident.waitFor(source.next, 5_000)
    await settle()
    const before = source.count.readChanges
    const transaction = source.commit('globex', 'g')
    feed.tell({ events: ['globex'] }, transaction + 1n)
    expect(await waiting).toBe(true)
    expect(resident.epoch).toBe(Number(transaction))
    expect(source.count.readChanges).toBe(before)
  })

  it('a tenant whose read failed does not claim to know what it did not read', async () => {
    const resident = await models.get('acme')
    const transaction = source.commit('acme', 'a')
    source.isUnavailable = true
    for (let n = 0; n < 2; n++) {
      feed.tell(n === 0 ? { events: ['acme'] } : {}, transaction + 1n)
      await settle()
    }
    expect(resident.epoch).toBeLessThan(Number(transaction))
  })

  it('a round that takes longer than a poll is not started twice', async () => {
    await models.get('acme')
    const before = source.count.readChanges
    const held = source.hold('readChanges')
    for (let n = 0; n < 5; n++) await poll()
    expect(source.count.readChanges).toBe(before + 1)
    held.open()
    await settle()
    await poll({})
    expect(source.count.readChanges).toBe(before + 2)
  })

  it('closing ends all timers and empties memory', async () => {
    await models.get('acme')
    await models.close()
    expect(vi.getTimerCount()).toBe(0)
    expect(models.models).toEqual([])
  })
})

describe('idle tenants', () => {
  // The cache takes an age of 0 for none.
  beforeEach(() => void vi.advanceTimersByTime(1))

  it('a tenant without requests and changes leaves memory, and what it learned is stored', async () => {
    await models.get('acme')
    source.commit('acme', 'a')
    await poll({ events: ['acme'] })
    await vi.advanceTimersByTimeAsync(idleMs)
    await poll({})
    await housekeep()
    expect(models.models).toEqual([])
    expect(source.kept).toMatchObject([{ tenantId: 'acme', changes: ['a'] }])
    expect(await changesOf('acme')).toEqual(['a'])
  })

  it('an idle tenant stays while changes cannot be read, because it could not be loaded again', async () => {
    await models.get('acme')
    await poll({})
    source.isUnavailable = true
    await vi.advanceTimersByTimeAsync(2 * idleMs)
    expect(await changesOf('acme')).toEqual([])
    source.isUnavailable = false
    await vi.advanceTimersByTimeAsync(idleMs)
    await poll({})
    await housekeep()
    expect(models.models).toEqual([])
  })

  it.each([
    ['is asked for', async () => void (await models.get('acme'))],
    [
      'changes',
      async () => {
        source.commit('acme', 'a')
        await poll({ events: ['acme'] })
      },
    ],
  ])('a tenant that %s stays', async (_, happens) => {
    await models.get('acme')
    for (let n = 0; n < 4; n++) {
      await vi.advanceTimersByTimeAsync(idleMs / 2)
      await happens()
      await poll({})
      await housekeep()
    }
    expect(source.count.load).toBe(1)
  })
})

describe('what operators see', () => {
  const gaugeOf = async (gauge: typeof metrics.resident) => (await gauge.get()).values[0]?.value ?? 0
  const loads = async () =>
    Object.fromEntries((await metrics.loads.get()).values.map(({ labels, value }) => [labels.outcome, value]))
  const logged = (level: 'info' | 'warn') => vi.spyOn(logger, level)

  it('the gauges follow the models and bytes in memory', async () => {
    metrics.resident.reset()
    metrics.residentBytes.reset()
    source.commit('acme', 'a')
    await models.get('acme')
    await models.get('globex')
    await poll()
    expect([await gaugeOf(metrics.resident), await gaugeOf(metrics.residentBytes)]).toEqual([2, 10])
    source.commit('acme', 'b')
    models.drop('globex')
    await poll()
    await poll()
    expect([await gaugeOf(metrics.resident), await gaugeOf(metrics.residentBytes)]).toEqual([1, 20])
  })

  it('loads are counted by outcome', async () => {
    metrics.loads.reset()
    await models.get('acme')
    source.isUnavailable = true
    await models.get('globex').catch(() => {})
    expect(await loads()).toEqual({ loaded: 1, failed: 1 })
  })

  it('a failed read, store or load is logged with its tenant and cause', async () => {
    const warn = logged('warn')
    const cause = { err: new Error('Postgres unavailable'), tenantId: 'acme' }
    await models.get('acme')
    source.commit('acme', 'a')
    models.wake('acme')
    await settle()
    source.isUnavailable = true
    await poll({ events: ['acme'] })
    await housekeep()
    models.drop('acme')
    await models.getWithin('acme', 50)
    expect(warn.mock.calls).toEqual([
      [cause, expect.stringContaining('cannot read changes')],
      [cause, expect.stringContaining('cannot store what the model learned')],
      [cause, expect.stringContaining('cannot load the model')],
    ])
  })

  it('a new model in service is logged with its tenant', async () => {
    const info = logged('info')
    await models.get('acme')
    source.version++
    models.refresh('acme')
    await settle()
    expect(info.mock.calls).toEqual([[{ tenantId: 'acme' }, 'new model in service']])
  })
})

it('warming a resident tenant reads its changes at once', async () => {
  await models.get('acme')
  source.commit('acme', 'a')
  models.warm('acme')
  await settle()
  expect(await changesOf('acme')).toEqual(['a'])
})
