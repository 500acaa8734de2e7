import { atHorizon } from '@inkling/database'
import { createLogger, metrics } from '@inkling/telemetry'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { changesIn, type FakeModel, FakeSource } from '../test/fake-source.ts'
import { ResidentModels } from './resident-models.ts'

const logger = createLogger({ service: 'test', level: 'silent' })
const pollMs = 1_000
let source: FakeSource
let models: ResidentModels<FakeModel, string>
beforeEach(() => {
  vi.useFakeTimers()
  source = new FakeSource()
  models = open()
})
afterEach(async () => {
  await models.close()
  vi.useRealTimers()
})

const open = (maxBytes = 1_000_000) => new ResidentModels(source, { maxBytes, pollMs, logger })
const poll = () => vi.advanceTimersByTimeAsync(pollMs)
const settle = () => vi.advanceTimersByTimeAsync(0)
const changesOf = async (tenantId: string) => changesIn((await models.get(tenantId)).model)

describe('the first use', () => {
  it('of a tenant is one load, however many ask at once', async () => {
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

  it('that fails, fails for all who asked, and is not remembered', async () => {
    source.isAway = true
    const asked = await Promise.allSettled([models.get('acme'), models.get('acme')])
    expect(asked.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
    expect(source.count.load).toBe(1)
    source.isAway = false
    await expect(models.get('acme')).resolves.toBeDefined()
  })
})

describe('who can answer otherwise', () => {
  it('does not wait for a model that is loading, and finds it once it is loaded', async () => {
    const { reached, open: letGo } = source.hold('load')
    expect(await models.getWithin('acme', 0)).toBeUndefined()
    await reached
    letGo()
    await settle()
    expect(await models.getWithin('acme', 0)).toBeDefined()
    expect(source.count.load).toBe(1)
  })

  it('waits as long as it says, and no longer', async () => {
    const { open: letGo } = source.hold('load')
    const tooLate = models.getWithin('acme', 50)
    await vi.advanceTimersByTimeAsync(50)
    expect(await tooLate).toBeUndefined()
    const inTime = models.getWithin('acme', 50)
    letGo()
    await settle()
    expect(await inTime).toBeDefined()
  })

  it('has a load that failed tried again, but not at once', async () => {
    source.isAway = true
    for (let ask = 0; ask < 3; ask++) expect(await models.getWithin('acme', 50)).toBeUndefined()
    expect(source.count.load).toBe(1)
    source.isAway = false
    vi.advanceTimersByTime(5_001)
    expect(await models.getWithin('acme', 50)).toBeDefined()
  })
})

describe('while Postgres is away', () => {
  it('resident models go on answering, and catch up by themselves when it is back', async () => {
    source.commit('acme', 'a')
    await models.get('acme')
    source.isAway = true
    metrics.tailFailures.reset()
    source.commit('acme', 'b')
    models.wake('acme')
    await poll()
    expect(await changesOf('acme')).toEqual(['a'])
    expect((await metrics.tailFailures.get()).values).toMatchObject([{ value: 2 }])
    source.isAway = false
    await poll()
    expect(await changesOf('acme')).toEqual(['a', 'b'])
  })

  it('warming a tenant does no harm', async () => {
    source.isAway = true
    models.warm('acme')
    await settle()
    source.isAway = false
    expect(await changesOf('acme')).toEqual([])
  })
})

describe('a change', () => {
  it('is read at the next poll', async () => {
    await models.get('acme')
    source.commit('acme', 'a')
    await poll()
    expect(await changesOf('acme')).toEqual(['a'])
  })

  it('is read at once when its tenant is woken', async () => {
    await models.get('acme')
    source.commit('acme', 'a')
    models.wake('acme')
    await settle()
    expect(await changesOf('acme')).toEqual(['a'])
  })

  it('of a tenant that is not resident is left alone by a wake-up, and loaded by a warm-up', async () => {
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
  it('is put into service when it is announced', async () => {
    const { model } = await models.get('acme')
    source.version++
    models.refresh('acme')
    await settle()
    expect((await models.get('acme')).model).not.toBe(model)
  })

  it('is found by the poll where nobody announced it', async () => {
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

  it('is kept by dropping the tenant that was used longest ago', async () => {
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

  it('is measured again as models grow', async () => {
    await models.get('globex')
    await models.get('acme')
    source.commit('acme', 'b')
    await poll()
    await models.get('globex')
    expect(source.count.load).toBe(3)
  })

  it('holds a tenant that is larger than all of it, alone', async () => {
    for (const change of ['b', 'c', 'd']) source.commit('acme', change)
    await models.get('acme')
    await models.get('acme')
    expect(source.count.load).toBe(1)
  })
})

describe('what was learned', () => {
  const learn = async (tenantId: string, ...changes: string[]) => {
    await models.get(tenantId)
    for (const change of changes) source.commit(tenantId, change)
    models.wake(tenantId)
    await settle()
  }
  const kept = () => source.kept.map(({ tenantId, changes }) => `${tenantId} ${changes.join('')}`)

  it('is stored at the next poll, then once a minute as long as there is more', async () => {
    await learn('acme', 'a')
    await poll()
    await learn('acme', 'b')
    await poll()
    expect(kept()).toEqual(['acme a'])
    await vi.advanceTimersByTimeAsync(60_000)
    expect(kept()).toEqual(['acme a', 'acme ab'])
    await vi.advanceTimersByTimeAsync(180_000)
    expect(source.count.keep).toBe(2)
  })

  it('is not what was only made up for', async () => {
    source.commit('acme', 'a')
    await models.get('acme')
    await poll()
    await models.close()
    expect(source.count.keep).toBe(0)
  })

  it('is stored with the snapshot and the position that it rests on', async () => {
    source.version = 7n
    await learn('acme', 'a')
    await models.close()
    expect(source.kept[0]?.origin).toEqual({ version: 7n, position: atHorizon(101n) })
  })

  it('is stored when the process stops, and closing waits for it', async () => {
    await learn('acme', 'a')
    const held = source.hold('keep')
    const closing = models.close()
    await held.reached
    expect(kept()).toEqual([])
    held.open()
    await closing
    expect(kept()).toEqual(['acme a'])
  })

  it('is stored before a tenant that left memory is loaded again', async () => {
    await models.close()
    models = open(25)
    await learn('acme', 'a')
    await poll()
    await learn('acme', 'b')
    const held = source.hold('keep')
    source.commit('globex', 'g')
    await models.get('globex')
    await poll()
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

  it('is stored before a newer snapshot takes the model’s place', async () => {
    await learn('acme', 'a')
    const held = source.hold('load')
    source.version++
    models.refresh('acme')
    await held.reached
    expect(kept()).toEqual(['acme a'])
    held.open()
  })

  it('is kept in memory and tried again in a minute while Postgres is away', async () => {
    await learn('acme', 'a')
    source.isAway = true
    await poll()
    expect(kept()).toEqual([])
    source.isAway = false
    await vi.advanceTimersByTimeAsync(60_000)
    expect(kept()).toEqual(['acme a'])
  })

  it('of a tenant that was dropped is not stored', async () => {
    await learn('acme', 'a')
    models.drop('acme')
    await poll()
    await models.close()
    expect(source.count.keep).toBe(0)
  })
})

it('lists the models in memory', async () => {
  source.commit('acme', 'a')
  await models.get('acme')
  await models.get('globex')
  expect(models.models.map(changesIn).sort()).toEqual([[], ['a']])
})

it('a poll that would never rest is refused with its value', () => {
  expect(() => new ResidentModels(source, { maxBytes: 1, pollMs: 0, logger })).toThrow('got 0')
})
