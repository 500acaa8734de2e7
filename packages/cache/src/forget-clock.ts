import { setTimeout as delay } from 'node:timers/promises'
import { inBackground } from '@inkling/resilience'
import type { Redis } from 'ioredis'
import { clockKey } from './tiers/redis.ts'

const retryMs = 250

/**
 * Ends the generation of the count of invalidations, as if Redis had lost it: no process counts a value as fresh that
 * was loaded before. Resolves when Redis has taken it, which is tried until then or until `signal` aborts.
 */
export const forgetClock = (redis: Pick<Redis, 'del'>, signal: AbortSignal): Promise<void> =>
  inBackground(async () => {
    while (!signal.aborted) {
      const isTaken = await redis.del(clockKey).then(
        () => true,
        () => false,
      )
      if (isTaken) return
      await delay(retryMs, undefined, { signal, ref: false }).catch(() => {})
    }
  })
