import { type Caches, keyOf, platform } from '@inkling/cache'
import { securityTag } from '@inkling/contracts/api-key'
import { type Database, listSecurityNetworks, listSecurityRules } from '@inkling/database'
import { Deadline, inBackground } from '@inkling/resilience'
import type { Logger } from '@inkling/telemetry'
import { type CompiledPolicy, compilePolicy, noPolicy } from '../threats/compiled-policy.ts'

const lookEveryMs = 250
const readTimeoutMs = 2_000
const graceMs = 86_400_000
/** Compiled, with a thousand networks. */
const sizeBytes = 500_000

/**
 * The rules and networks as Postgres has them. Maintenance invalidates what it changes; this process looks four times a
 * second whether it did, so that requests never wait for Postgres. While Postgres is unavailable, the last ones hold.
 */
export function securityPolicy(
  caches: Pick<Caches, 'define'>,
  database: Pick<Database, 'platform'>,
  ttlMs: number,
  logger: Pick<Logger, 'debug'>,
) {
  const cache = caches.define<CompiledPolicy>({
    ...{ name: 'security', isShared: false, ttlMs, graceMs, hardTimeoutMs: readTimeoutMs },
    sizeBytes: () => sizeBytes,
  })
  let current = noPolicy
  let timer: NodeJS.Timeout | undefined
  let isLooking = false
  const read = async () => {
    const deadline = new Deadline(readTimeoutMs)
    const [rules, networks] = await Promise.all([
      listSecurityRules(database, deadline),
      listSecurityNetworks(database, deadline),
    ])
    return compilePolicy(rules, networks)
  }
  const look = async () => {
    if (isLooking) return
    isLooking = true
    try {
      current = await cache.get(keyOf(platform, 'policy'), read, { tags: [securityTag] })
    } catch (error) {
      logger.debug({ err: error }, 'rules and networks of security not read; the last ones hold')
    }
    isLooking = false
  }
  return {
    current: () => current,
    /** Resolves when they were read, or could not be. */
    async start(): Promise<void> {
      timer = inBackground(() => setInterval(() => void look(), lookEveryMs)).unref()
      await look()
    },
    close: () => clearInterval(timer),
  }
}
