import { topics } from '@inkling/contracts/names'
import { removeDataFolder, startRedisCluster } from '@inkling/local'
import { temporaryFolder } from '@inkling/testing'
import { Redis } from 'ioredis'
import { afterAll, expect, it, vi } from 'vitest'
import { keyOf } from './cache-key.ts'
import { createCache } from './create-cache.ts'
import { InvalidationBus } from './invalidation-bus.ts'

const folder = await temporaryFolder()
const cluster = await startRedisCluster({ dir: folder, kind: 'cache' })
const errors: Error[] = []
/** Two processes, as far as Redis knows. */
const both = [1, 2].map(() => createCache({ redisUrl: cluster.url, onError: (error) => void errors.push(error) }))
const [here, there] = both.map((caches) => caches.define<number>({ name: 'd', ttlMs: 60_000 }))
const buses = [1, 2].map(() => new InvalidationBus(cluster.url, { debug() {} }))
await Promise.all(both.map(({ ready }) => ready))

afterAll(async () => {
  for (const bus of buses) bus.close()
  await Promise.all(both.map((caches) => caches.close()))
  await cluster.stop()
  await removeDataFolder(folder)
})

const patient = { timeout: 30_000 }
const key = (id: string) => keyOf('acme', id)

it('a value that one process loaded is read by another, and many callers of both load it once', async () => {
  const load = vi.fn(async () => 1)
  const asked = Array.from({ length: 20 }, (_, n) => (n % 2 === 0 ? here : there)?.get(key('shared'), load))
  expect(new Set(await Promise.all(asked))).toEqual(new Set([1]))
  expect(load).toHaveBeenCalledOnce()
  expect((await there?.lookup(key('shared'), load))?.status).toBe('l1')
  await here?.get(key('elsewhere'), load, { tags: ['x'] })
  expect((await there?.lookup(key('elsewhere'), load))?.status).toBe('l2')
})

it('an invalidation of a tag reaches the other process, and values with other tags stay', async () => {
  const values = { red: 1, blue: 1 }
  const read = (cache: typeof here, id: keyof typeof values) =>
    cache?.get(key(id), async () => values[id], { tags: [id] })
  for (const cache of [here, there]) for (const id of ['red', 'blue'] as const) expect(await read(cache, id)).toBe(1)
  values.red = values.blue = 2
  expect(await both[0]?.invalidate('acme', ['red'])).toBe(true)
  expect(await read(here, 'red')).toBe(2)
  await expect.poll(() => read(there, 'red'), patient).toBe(2)
  expect(await read(there, 'blue')).toBe(1)
})

it('a wake-up reaches the other process, whichever node each is connected to', async () => {
  const woken: string[] = []
  buses[1]?.listen(topics.items, (tenantId) => woken.push(tenantId))
  await expect
    .poll(() => {
      buses[0]?.send(topics.items, 'acme')
      return woken
    }, patient)
    .toContain('acme')
})

it('all keys of the cache are in one slot, so that no script meets keys of two', async () => {
  const held = await Promise.all(
    cluster.nodes.map(async ({ url }) => {
      const node = new Redis(url)
      const keys = await node.keys('*')
      node.disconnect()
      return keys
    }),
  )
  expect(held.filter((keys) => keys.length > 0)).toHaveLength(1)
  expect(errors).toEqual([])
})

it('while a node is started again, callers get their values, and Redis is used again afterwards', async () => {
  const load = async () => 7
  const [node] = cluster.nodes
  await node?.stop()
  expect(await here?.get(key('meanwhile'), load)).toBe(7)
  await node?.start()
  let n = 0
  await expect
    .poll(async () => {
      const id = key(`again-${n++}`)
      await here?.get(id, load)
      return (await there?.lookup(id, load))?.status
    }, patient)
    .toBe('l2')
})
