import { type Caches, createCache, keyOf, platform } from '@inkling/cache'
import { Deadline } from '@inkling/resilience'
import { ChaosProxy, testRedis } from '@inkling/testing'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { tellGateways } from './tell-gateways.ts'

const redis = await testRedis()
const key = keyOf(platform, 'k')
const tag = 'key:k'
const keyCacheMs = 5_000
const caller = { deadline: new Deadline(60_000) }
let link: ChaosProxy
let aheadMs = 0
const clock = () => performance.now() + aheadMs
const opened: Caches[] = []
beforeEach(async () => {
  link = await ChaosProxy.start(redis.url)
})
afterEach(() => Promise.all(opened.splice(0).map((caches) => caches.close())))
afterEach(() => link.stop())

async function open(redisUrl: string) {
  const caches = createCache({ redisUrl, clock, random: () => 0 })
  opened.push(caches)
  await caches.ready
  return caches
}

/** A gateway that has the key in memory, and maintenance, whose way to Redis is cut. */
async function cutOff() {
  const [gateway, maintenance] = [await open(redis.url), await open(link.url)]
  const keys = gateway.define<string>({ name: 'key', isShared: false, ttlMs: keyCacheMs, softTimeoutMs: 5_000 })
  await keys.get(key, async () => 'in force', { tags: [tag] })
  await link.cut()
  return { keys, invalidate: vi.fn(maintenance.invalidate) }
}

it('resolves only when Redis takes the message, after which the gateway drops the key', async () => {
  const { keys, invalidate } = await cutOff()
  const told = vi.fn()
  const telling = tellGateways({ invalidate, keyCacheMs: 60_000 })(tag, caller).then(told)
  await vi.waitUntil(() => invalidate.mock.calls.length >= 2)
  expect([told.mock.calls.length, keys.peek(key)]).toEqual([0, 'in force'])
  await link.mend()
  await telling
  await vi.waitUntil(() => keys.peek(key) === undefined)
})

it('resolves without Redis when every gateway has read its keys again, and not before', async () => {
  const { keys, invalidate } = await cutOff()
  const answered = () => keys.get(key, async () => 'read again', { tags: [tag] })
  const wait = async () => {
    expect(await answered()).toBe('in force')
    aheadMs += 1_000
  }
  await tellGateways({ invalidate, keyCacheMs, clock, wait })(tag, caller)
  expect(await answered()).toBe('read again')
})

it('says that the change is stored if the request cannot wait until the gateways know it', async () => {
  const { invalidate } = await cutOff()
  const telling = tellGateways({ invalidate, keyCacheMs })(tag, { deadline: new Deadline(300) })
  await expect(telling).rejects.toMatchObject({
    code: 'dependency_unavailable',
    detail: 'The change is stored, but gateways may not know of it for 5 s; wait so long',
  })
})
