import { setImmediate } from 'node:timers/promises'
import { createDatabase } from '@inkling/database'
import { ChaosProxy, testRedis } from '@inkling/testing'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { scriptedOrigin } from '../test/scripted-origin.ts'
import { TestClock } from '../test/test-clock.ts'
import { keyOf } from './cache-key.ts'
import type { CacheOptions } from './cache-options.ts'
import { type Caches, createCache } from './create-cache.ts'

const redis = await testRedis()
const clock = new TestClock()
const key = keyOf('acme', 'answer')
const tags = ['item:1']
const opened: Caches[] = []
let round = 0

beforeEach(() => void round++)
afterEach(async () => {
  await Promise.all(opened.splice(0).map((caches) => caches.close()))
})

/** A process of its own, as far as the cache can tell. */
async function open(options: Partial<CacheOptions<string>> = {}, redisUrl = redis.url) {
  const caches = createCache({ redisUrl, clock: clock.now, random: () => 0.5 })
  opened.push(caches)
  await caches.ready
  return { ...caches, cache: caches.define<string>({ name: `c${'x'.repeat(round)}`, ...options }) }
}

describe.each([{ isShared: true }, { isShared: false }])('a cache with %o', (kind) => {
  it('a value is loaded once and then answered from memory', async () => {
    const { cache } = await open(kind)
    const load = vi.fn(async () => 'first')
    expect((await cache.lookup(key, load)).status).toBe('miss')
    expect(await cache.lookup(key, load)).toMatchObject({ value: 'first', status: 'l1' })
    expect(cache.peek(key)).toBe('first')
    expect(load).toHaveBeenCalledTimes(1)
    expect(cache.stats).toMatchObject({ l1Hits: 1, misses: 1, loads: 1, entries: 1 })
  })

  it('memory holds no value whose grace has ended, although nobody asks for it again', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    try {
      const { cache } = await open({ ...kind, ttlMs: 1_000, graceMs: 1_000 })
      for (let n = 0; n < 100; n++) await cache.get(keyOf('acme', n), async () => `${n}`)
      expect(cache.stats.entries).toBe(100)
      clock.advance(2_000)
      vi.advanceTimersByTime(60_000)
      expect(cache.stats.entries).toBe(0)
    } finally {
      vi.useRealTimers()
    }
  })

  it('concurrent requests of a process share one load, also if it fails', async () => {
    const { cache } = await open(kind)
    const origin = scriptedOrigin<string>()
    const requests = Array.from({ length: 100 }, () => cache.get(key, origin.load))
    await origin.fail(new Error('down'))
    const results = await Promise.allSettled(requests)
    expect(results.every(({ status }) => status === 'rejected')).toBe(true)
    await expect(cache.get(key, origin.load)).rejects.toThrow('down')
    expect(origin.calls).toBe(1)
  })

  it('a hard invalidation is seen by the process that made it from then on', async () => {
    const { cache, invalidate } = await open(kind)
    await cache.get(key, async () => 'old', { tags })
    await invalidate('acme', tags)
    expect(cache.peek(key)).toBeUndefined()
    expect(await cache.lookup(key, async () => 'new', { tags })).toMatchObject({ value: 'new', status: 'miss' })
    expect(cache.peek(key)).toBe('new')
  })

  it('a hard invalidation reaches the memory of other processes, and only the values with the tag', async () => {
    const [one, two] = [await open(kind), await open(kind)]
    const other = keyOf('acme', 'other')
    for (const { cache } of [one, two]) {
      await cache.get(key, async () => 'old', { tags })
      await cache.get(other, async () => 'other', { tags: ['item:2'] })
    }
    await one.invalidate('acme', tags)
    await vi.waitUntil(() => two.cache.peek(key) === undefined)
    expect(two.cache.peek(other)).toBe('other')
  })

  it('a soft invalidation serves the old value while the new one is loaded', async () => {
    const { cache, invalidate } = await open(kind)
    await cache.get(key, async () => 'old', { tags })
    await invalidate('acme', tags, { isSoft: true })
    const origin = scriptedOrigin<string>()
    expect(await cache.lookup(key, origin.load, { tags })).toMatchObject({ value: 'old', status: 'stale' })
    await origin.answer('new')
    await vi.waitFor(() => expect(cache.peek(key)).toBe('new'))
    expect(origin.calls).toBe(1)
  })

  it('an invalidation during a load never leaves the old value', async () => {
    const [one, two] = [await open(kind), await open(kind)]
    const origin = scriptedOrigin<string>()
    const request = one.cache.get(key, origin.load, { tags })
    await origin.called()
    await one.invalidate('acme', tags)
    await origin.answer('old')
    await origin.answer('new')
    expect(await request).toBe('new')
    expect(one.cache.peek(key)).toBe('new')
    expect(await two.cache.get(key, async () => 'newer', { tags })).not.toBe('old')
  })

  it('a tag that only the value tells invalidates it, also during the load that tells it', async () => {
    const { cache, invalidate } = await open(kind)
    const tagsOf = (value: string) => [`owner:${value.slice(0, 1)}`]
    const origin = scriptedOrigin<string>()
    const request = cache.get(key, origin.load, { tags: tagsOf })
    await origin.called()
    await invalidate('acme', ['owner:a'])
    await origin.answer('a old')
    await origin.answer('a new')
    expect(await request).toBe('a new')
    await invalidate('acme', ['owner:a'])
    expect(cache.peek(key)).toBeUndefined()
  })

  it('an invalidation without tags reaches all values of a tenant and none of another', async () => {
    const { cache, invalidate } = await open(kind)
    const others = keyOf('globex', 'answer')
    await cache.get(key, async () => 'ours')
    await cache.get(others, async () => 'theirs')
    await invalidate('acme')
    expect([cache.peek(key), cache.peek(others)]).toEqual([undefined, 'theirs'])
  })

  it('a purge removes one key everywhere, and during a load', async () => {
    const [one, two] = [await open(kind), await open(kind)]
    for (const { cache } of [one, two]) await cache.get(key, async () => 'old', { tags })
    await one.cache.purge(key)
    await vi.waitUntil(() => two.cache.peek(key) === undefined)
    const origin = scriptedOrigin<string>()
    const request = one.cache.get(key, origin.load, { tags })
    await origin.called()
    await one.cache.purge(key)
    await origin.answer('old')
    await origin.answer('new')
    expect([await request, one.cache.peek(key)]).toEqual(['new', 'new'])
  })

  it('a stale value is answered while it is loaded again, and if that fails, until its grace ends', async () => {
    const { cache } = await open({ ...kind, ttlMs: 30, graceMs: 20_000, backoffMs: 0 })
    await cache.get(key, async () => 'old')
    await vi.waitUntil(() => cache.peek(key) === undefined)
    const origin = scriptedOrigin<string>()
    expect(await cache.lookup(key, origin.load)).toMatchObject({ value: 'old', status: 'stale' })
    await origin.fail(new Error('down'))
    expect(cache.peekStale(key)).toBe('old')
    clock.advance(20_100)
    expect(cache.peekStale(key)).toBeUndefined()
  })

  it('a request waits for the new value until the soft timeout', async () => {
    const { cache } = await open({ ...kind, ttlMs: 30, softTimeoutMs: 5_000 })
    await cache.get(key, async () => 'old')
    await vi.waitUntil(() => cache.peek(key) === undefined)
    const origin = scriptedOrigin<string>()
    const request = cache.lookup(key, origin.load)
    await origin.answer('new')
    expect(await request).toMatchObject({ value: 'new', status: 'miss' })
  })

  it('null is a value, with a lifetime of its own', async () => {
    const caches = createCache({ redisUrl: redis.url, clock: clock.now, random: () => 0.5 })
    opened.push(caches)
    await caches.ready
    const cache = caches.define<string | null>({ name: 'unknowns', ...kind, unknownTtlMs: 1_000, graceMs: 0 })
    const load = vi.fn(async () => null)
    await cache.get(keyOf(`acme${kind.isShared}`, 'none'), load)
    expect(await cache.lookup(keyOf(`acme${kind.isShared}`, 'none'), load)).toMatchObject({ value: null, status: 'l1' })
    clock.advance(1_000)
    expect(cache.peek(keyOf(`acme${kind.isShared}`, 'none'))).toBeUndefined()
  })

  it('a load that takes longer than the hard timeout fails, and its signal ends', async () => {
    const { cache } = await open({ ...kind, hardTimeoutMs: 50 })
    let ended: AbortSignal | undefined
    const load = (signal: AbortSignal) => {
      ended = signal
      return new Promise<string>(() => {})
    }
    await expect(cache.get(key, load)).rejects.toMatchObject({ code: 'dependency_unavailable' })
    expect(ended?.aborted).toBe(true)
  })
})

it('the origin is asked again after the back-off', async () => {
  const { cache } = await open({ isShared: false, backoffMs: 5_000 })
  const load = vi.fn(() => Promise.reject(new Error('down')))
  for (const _ of [1, 2]) await expect(cache.get(key, load)).rejects.toThrow('down')
  clock.advance(4_000)
  await expect(cache.get(key, load)).rejects.toThrow('down')
  expect(load).toHaveBeenCalledTimes(1)
  clock.advance(5_000)
  expect(await cache.get(key, async () => 'up')).toBe('up')
})

it('a failure keeps every process from asking the origin until the back-off ends', async () => {
  const [one, two] = [await open({ backoffMs: 60_000 }), await open({ backoffMs: 60_000 })]
  await expect(one.cache.get(key, () => Promise.reject(new Error('down')))).rejects.toThrow('down')
  const load = vi.fn(async () => 'up')
  await expect(two.cache.get(key, load)).rejects.toMatchObject({ code: 'dependency_unavailable' })
  expect(load).not.toHaveBeenCalled()
})

it('another process gets a shared value from Redis, with its age', async () => {
  const [one, two] = [await open(), await open()]
  await one.cache.get(key, async () => 'shared', { tags })
  const load = vi.fn(async () => 'again')
  expect(await two.cache.lookup(key, load, { tags })).toMatchObject({ value: 'shared', status: 'l2' })
  expect(await two.cache.lookup(key, load, { tags })).toMatchObject({ value: 'shared', status: 'l1' })
  expect(load).not.toHaveBeenCalled()
})

it('a value that cannot be read, as of another version, is loaded again', async () => {
  const plain = { write: (text: string) => text, read: String }
  const [before, after] = [await open({ serialiser: plain }), await open()]
  await before.cache.get(key, async () => 'not json')
  expect(await after.cache.lookup(key, async () => 'loaded')).toMatchObject({ value: 'loaded', status: 'miss' })
})

it('a Redis that was flushed makes every value a miss, never stale as fresh', async () => {
  const [one, two] = [await open(), await open()]
  for (const { cache } of [one, two]) await cache.get(key, async () => 'old', { tags })
  const { Redis } = await import('ioredis')
  const admin = new Redis(redis.url)
  await admin.flushall()
  admin.disconnect()
  await vi.waitUntil(() => two.cache.peek(key) === undefined)
  expect(await two.cache.lookup(key, async () => 'new', { tags })).toMatchObject({ value: 'new', status: 'miss' })
})

describe('with a bad way to Redis', () => {
  it('what every process has cached is void after one clears it, also once a Redis that was unavailable is back', async () => {
    const link = await ChaosProxy.start(redis.url)
    const [one, two] = [await open({}, link.url), await open()]
    for (const { cache } of [one, two]) await cache.get(key, async () => 'lost')
    await link.cut()
    const cleared = one.clear()
    expect(one.cache.peekStale(key)).toBeUndefined()
    expect(two.cache.peek(key)).toBe('lost')
    await link.mend()
    await cleared
    await vi.waitUntil(() => two.cache.peek(key) === undefined)
    expect(await two.cache.get(key, async () => 'restored')).toBe('restored')
    expect(await one.cache.get(key, async () => 'not asked')).toBe('restored')
    await link.stop()
  })

  it('a process that hears nothing confirms its values with Redis, so that it serves none for longer than 250 ms', async () => {
    const link = await ChaosProxy.start(redis.url)
    const [writer, reader] = [await open({ isShared: false }), await open({ isShared: false }, link.url)]
    await reader.cache.get(key, async () => 'old', { tags })
    await link.cut()
    await writer.invalidate('acme', tags)
    clock.advance(251)
    expect(reader.cache.peek(key)).toBeUndefined()
    clock.advance(1_000)
    expect(await reader.cache.get(key, async () => 'new', { tags })).toBe('new')
    await link.stop()
  })

  it('without Redis each process loads for itself, and a value is fresh for a second', async () => {
    const link = await ChaosProxy.start(redis.url)
    const { cache } = await open({}, link.url)
    await link.cut()
    clock.advance(300)
    const load = vi.fn(async () => 'alone')
    await Promise.all(Array.from({ length: 50 }, () => cache.get(key, load)))
    clock.advance(900)
    expect(await cache.lookup(key, load)).toMatchObject({ value: 'alone', status: 'l1' })
    expect(load).toHaveBeenCalledTimes(1)
    clock.advance(101)
    expect(await cache.lookup(key, load)).toMatchObject({ value: 'alone', status: 'miss' })
    await link.stop()
  })

  it('a process that never reached Redis keeps a value for a second, too', async () => {
    const caches = createCache({ redisUrl: 'redis://127.0.0.1:1', clock: clock.now })
    opened.push(caches)
    for (const isShared of [true, false]) {
      const cache = caches.define<string>({ name: isShared ? 'shared' : 'own', isShared })
      const load = vi.fn(async () => 'alone')
      for (const ms of [0, 251, 500]) {
        clock.advance(ms)
        expect(await cache.get(key, load)).toBe('alone')
      }
      // A process of which memory alone knows the value loads it again once, when it finds Redis unavailable.
      expect(load.mock.calls.length).toBeLessThanOrEqual(2)
      clock.advance(1_001)
      await cache.get(key, load)
      expect(load.mock.calls.length).toBeGreaterThanOrEqual(2)
    }
  })

  it('without Redis and without the origin, what memory holds is served', async () => {
    const link = await ChaosProxy.start(redis.url)
    const { cache } = await open({}, link.url)
    await cache.get(key, async () => 'kept')
    await link.cut()
    clock.advance(60_000)
    const answer = await cache.lookup(key, () => Promise.reject(new Error('down')))
    expect(answer).toMatchObject({ value: 'kept', status: 'stale' })
    await link.stop()
  })

  it('a Redis that hangs delays one request and is then left alone', async () => {
    const link = await ChaosProxy.start(redis.url)
    const { cache } = await open({}, link.url)
    link.stall()
    const load = vi.fn(async () => 'alone')
    expect(await cache.get(key, load)).toBe('alone')
    const rested = vi.fn()
    void cache.get(keyOf('acme', 'next'), load).then(rested)
    await setImmediate()
    expect([load.mock.calls.length, rested.mock.calls.length]).toEqual([2, 1])
    await link.stop()
  })

  it('over a slow way values are shared and invalidated as ever', async () => {
    const link = await ChaosProxy.start(redis.url)
    const [one, two] = [await open({}, link.url), await open()]
    link.delay(40)
    expect(await one.cache.get(key, async () => 'shared', { tags })).toBe('shared')
    expect(await two.cache.get(key, async () => 'again', { tags })).toBe('shared')
    await two.invalidate('acme', tags)
    await vi.waitUntil(() => one.cache.peek(key) === undefined)
    await link.stop()
  })

  it('over a way that breaks within answers every request still gets its value', async () => {
    const link = await ChaosProxy.start(redis.url)
    const { cache } = await open({}, link.url)
    for (let n = 0; n < 20; n++) {
      link.cutAnswerAfter(20)
      expect(await cache.get(keyOf('acme', n), async () => `value ${n}`, { tags })).toBe(`value ${n}`)
    }
    await link.stop()
  })

  it('an invalidation that Redis does not take is sent again until it does', async () => {
    const link = await ChaosProxy.start(redis.url)
    const [writer, reader] = [await open({}, link.url), await open()]
    await reader.cache.get(key, async () => 'old', { tags })
    await link.cut()
    expect(await writer.invalidate('acme', tags)).toBe(false)
    expect(reader.cache.peek(key)).toBe('old')
    await link.mend()
    await vi.waitUntil(() => reader.cache.peek(key) === undefined, 5_000)
    await link.stop()
  })
})

describe.each([{ isShared: true }, { isShared: false }])('while Redis is unavailable, a cache with %o', (kind) => {
  it('serves no old value to the process that invalidated it', async () => {
    const link = await ChaosProxy.start(redis.url)
    const { cache, invalidate } = await open(kind, link.url)
    const other = keyOf('acme', 'other')
    await cache.get(key, async () => 'old', { tags })
    await cache.get(other, async () => 'other', { tags: ['item:2'] })
    await link.cut()
    expect(await invalidate('acme', tags)).toBe(false)
    expect([cache.peekStale(key), cache.peek(other)]).toEqual([undefined, 'other'])
    expect(await cache.get(key, async () => 'new', { tags })).toBe('new')
    expect(await cache.lookup(key, async () => 'newer', { tags })).toMatchObject({ value: 'new', status: 'l1' })
    await link.stop()
  })

  it('loads again what this process invalidated while it was loaded', async () => {
    const link = await ChaosProxy.start(redis.url)
    const { cache, invalidate } = await open(kind, link.url)
    await link.cut()
    const origin = scriptedOrigin<string>()
    const request = cache.get(key, origin.load, { tags })
    await origin.called()
    await invalidate('acme', tags)
    await origin.answer('old')
    await origin.answer('new')
    expect([await request, cache.peek(key)]).toEqual(['new', 'new'])
    await link.stop()
  })

  it('serves the old value of a soft invalidation as stale', async () => {
    const link = await ChaosProxy.start(redis.url)
    const { cache, invalidate } = await open(kind, link.url)
    await cache.get(key, async () => 'old', { tags })
    await link.cut()
    await invalidate('acme', tags, { isSoft: true })
    expect([cache.peek(key), cache.peekStale(key)]).toEqual([undefined, 'old'])
    await link.stop()
  })
})

it('an old value that Redis still holds is not served to the process that invalidated it', async () => {
  const link = await ChaosProxy.start(redis.url)
  const [other, writer] = [await open(), await open({}, link.url)]
  await other.cache.get(key, async () => 'old', { tags })
  link.stall()
  expect(await writer.invalidate('acme', tags)).toBe(false)
  await link.mend()
  expect(await writer.cache.get(key, async () => 'new', { tags })).toBe('new')
  await vi.waitUntil(() => other.cache.peek(key) === undefined, 5_000)
  await link.stop()
})

describe('a cache that is kept warm', () => {
  const load = async () => 'value'

  it('loads at its start what processes before it used most, and no keys that do not exist', async () => {
    const before = await open()
    const keys = Array.from({ length: 20 }, (_, n) => keyOf('acme/1', 'some', n))
    before.cache.keepWarm(async () => {})
    for (const one of keys.slice(0, 10)) for (const _ of [1, 2, 3]) await before.cache.get(one, load)
    for (const one of keys.slice(10)) await before.cache.get(one, load)
    await before.close()
    const after = await open()
    const asked: string[][] = []
    after.cache.keepWarm((one) => {
      asked.push(one.parts)
      return after.cache.get(one, load)
    })
    await vi.waitUntil(() => keys.slice(0, 10).every((one) => after.cache.peek(one) !== undefined))
    expect(asked).toHaveLength(10)
    expect(asked).toContainEqual(['some', '3'])
  })

  it('asks eight at a time, goes on after failures, and stops when it is closed', async () => {
    const before = await open({ isShared: false })
    before.cache.keepWarm(async () => {})
    for (const n of Array(20).keys()) for (const _ of [1, 2]) await before.cache.get(keyOf('acme', n), load)
    await before.close()
    const after = await open({ isShared: false })
    const origin = scriptedOrigin<string>()
    after.cache.keepWarm((one) => after.cache.get(one, origin.load))
    await vi.waitUntil(() => origin.calls === 8)
    await origin.fail(new Error('down'))
    await vi.waitUntil(() => origin.calls === 9)
    await after.close()
    await origin.answer('value')
    await setImmediate()
    expect(origin.calls).toBe(9)
  })
})

it('while Postgres is unavailable a stored value is answered from the other tiers', async () => {
  const onError = vi.fn()
  const database = createDatabase({ url: 'postgres://nobody@127.0.0.1:1/none', applicationName: 'test', pool: 1 })
  const caches = createCache({ redisUrl: redis.url, database, onError })
  opened.push(caches)
  await caches.ready
  const cache = caches.define<string>({ name: 'stored', isStored: true })
  expect((await cache.lookup(key, async () => 'value')).status).toBe('miss')
  expect((await cache.lookup(key, async () => 'value')).status).toBe('l1')
  await vi.waitFor(() => expect(onError).toHaveBeenCalled())
  await database.close()
})

it.each([
  [{ ttlMs: 0 }, 'ttlMs must be above 0, got 0'],
  [{ graceMs: -1 }, 'graceMs must be at least 0, got -1'],
  [{ tenantShare: 2 }, 'tenantShare must be above 0 and at most 1, got 2'],
  [{ name: 'Bad name' }, 'name must be of a-z and -, got Bad name'],
  [{ isStored: true }, 'can be stored only with a database'],
])('the options %j are refused with their name and value', async (options, message) => {
  await expect(open(options)).rejects.toThrow(message)
})
