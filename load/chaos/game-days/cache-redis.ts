import { Redis } from 'ioredis'
import type { Begun, GameDay } from '../game-day.ts'
import type { Stage } from '../stage.ts'

/** Losing cache Redis must not refuse a read or lose an event. */
const nothingIsLost = {
  goodput: { events: 0.97, predictions: 0.97, suggestions: 0.95, searches: 0.95, runs: 0.95, learning: 0.95 },
  recoverySeconds: 5,
}

const cacheRedis = (
  kind: string,
  fault: string,
  begin: (stage: Stage) => Promise<Begun>,
  holds: GameDay['holds'] = nothingIsLost,
): GameDay => ({ name: `cache-redis-${kind}`, fault, begin, holds })

const flush = async (url: string) => {
  const redis = new Redis(url)
  await redis.flushall()
  redis.disconnect()
}

export const cacheRedisDays: readonly GameDay[] = [
  cacheRedis('unavailable', 'The cache Redis is stopped', async ({ stack: { cacheRedis: redis } }) => {
    await redis.stop()
    return { end: () => redis.start() }
  }),
  cacheRedis('hung', 'The process of the cache Redis is paused (SIGSTOP)', async ({ stack: { cacheRedis: redis } }) => {
    redis.kill('SIGSTOP')
    return { end: () => redis.kill('SIGCONT') }
  }),
  cacheRedis('slow', 'Answers of the cache Redis come 500 ms later', async ({ links: { cacheRedis: link } }) => {
    link.delay(500)
    return { end: () => link.mend() }
  }),
  cacheRedis('flushed', 'The cache Redis loses all keys, three times', async ({ stack: { cacheRedis: redis } }) => {
    await flush(redis.url)
    const again = setInterval(() => void flush(redis.url), 3_000)
    return { end: () => clearInterval(again) }
  }),
]
