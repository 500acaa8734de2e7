import { setImmediate, setTimeout } from 'node:timers/promises'
import { createCache, keyOf } from '../src/index.ts'
import { seeded, zipf } from './hit-ratio.ts'

const keys = 20_000
const requests = 50_000
const firstRequests = 5_000

/**
 * The share of requests that memory answers: before a restart, and for the first requests after it. Keys follow Zipf's
 * law with exponent 0.9; only memory holds values.
 */
export async function restart(redisUrl: string, isWarm: boolean) {
  const draw = zipf(keys, 0.9, seeded(2))
  const load = async () => 'value'
  const open = async () => {
    const caches = createCache({ redisUrl })
    await caches.ready
    const name = isWarm ? 'warm' : 'cold'
    const cache = caches.define<string>({ name, isShared: false, tenantShare: 1 })
    const ask = async (count: number) => {
      for (let n = 0; n < count; n++) {
        await cache.get(keyOf('acme', draw()), load)
        if (n % 50 === 0) await setImmediate()
      }
    }
    if (isWarm) cache.keepWarm((key) => cache.get(key, load))
    return { caches, cache, ask }
  }
  const old = await open()
  await old.ask(requests - firstRequests)
  const before = old.cache.stats
  await old.ask(firstRequests)
  const hitsBefore = old.cache.stats.l1Hits - before.l1Hits
  await old.caches.close()
  const fresh = await open()
  await setTimeout(500)
  const { l1Hits: warmed } = fresh.cache.stats
  await fresh.ask(firstRequests)
  const hitsAfter = fresh.cache.stats.l1Hits - warmed
  await fresh.caches.close()
  return { before: hitsBefore / firstRequests, after: hitsAfter / firstRequests }
}
