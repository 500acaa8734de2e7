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
afterEach(() => {
  models.close()
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
  beforeEach(() => {
    models.close()
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

it('a poll that would never rest is refused with its value', () => {
  expect(() => new ResidentModels(source, { maxBytes: 1, pollMs: 0, logger })).toThrow('got 0')
})
