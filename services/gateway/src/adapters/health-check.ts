import type { ServiceName } from '@inkling/contracts'
import { Pool } from 'undici'

/** A degraded service answers, but its store lately was unavailable or could not write. */
type Probe = 'ready' | 'degraded' | 'not ready' | 'unreachable'

interface Health {
  readonly status: 'ok' | 'degraded'
  readonly services: Readonly<Record<string, Probe>>
  readonly circuits: Readonly<Record<string, string>>
}

/** A circuit breaker under the name of what it guards. */
interface Circuit {
  readonly name: string
  readonly state: string
}

export interface HealthCheck {
  look(): Promise<Health>
  close(): Promise<void>
}

const probeTimeoutMs = 1_000
const keepMs = 1_000

/**
 * Asks every service whether it is ready, and every circuit whether it is closed. Load balancers ask often, so one look
 * serves all who ask within a second.
 */
export function createHealthCheck(
  serviceUrls: Readonly<Record<ServiceName, string>>,
  circuits: readonly Circuit[],
  clock: { now(): number } = performance,
): HealthCheck {
  const pools = Object.entries(serviceUrls).flatMap(([name, urls]) => poolsOf(name, urls.split(',')))
  let latest: { readonly atMs: number; readonly health: Promise<Health> } | undefined

  async function lookNow(): Promise<Health> {
    const probes = await Promise.all(pools.map(async ({ name, pool }) => [name, await probe(pool)] as const))
    const isWell = probes.every(([, state]) => state === 'ready') && circuits.every(({ state }) => state === 'closed')
    return {
      status: isWell ? 'ok' : 'degraded',
      services: Object.fromEntries(probes),
      circuits: Object.fromEntries(circuits.map(({ name, state }) => [name, state])),
    }
  }

  return {
    look() {
      const nowMs = clock.now()
      if (!latest || nowMs - latest.atMs > keepMs) latest = { atMs: nowMs, health: lookNow() }
      return latest.health
    },
    close: async () => void (await Promise.all(pools.map(({ pool }) => pool.close()))),
  }
}

/** One for each replica; the second one of a service is `<name> 2`. */
const poolsOf = (name: string, urls: readonly string[]) =>
  urls.map((url, n) => ({ name: n === 0 ? name : `${name} ${n + 1}`, pool: new Pool(url.trim(), { connections: 1 }) }))

async function probe(pool: Pool): Promise<Probe> {
  try {
    const signal = AbortSignal.timeout(probeTimeoutMs)
    const { statusCode, body } = await pool.request({ method: 'GET', path: '/readyz', signal })
    if (statusCode !== 200) {
      await body.dump()
      return 'not ready'
    }
    const answer = (await body.json()) as { status?: string }
    return answer.status === 'degraded' ? 'degraded' : 'ready'
  } catch {
    return 'unreachable'
  }
}
