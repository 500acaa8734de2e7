import { statfs } from 'node:fs/promises'
import type { Finding } from '@inkling/contracts'
import type { Database } from '@inkling/database'
import { describePolicies } from '@inkling/resilience'
import { type Check, oneLook } from './look-at.ts'

const ok: Finding = { status: 'ok' }

/** Signed calls between services are refused when clocks differ by 5 s. */
const clockToleranceMs = 2_000
/** Shares of a disk that are free. */
const littleFree = 0.1
const hardlyFree = 0.02

/** A dependency that answers `ping` or rejects. */
export const pingCheck = (
  name: string,
  loses: string,
  ping: () => Promise<unknown>,
  isVital: () => boolean = () => false,
): Check => ({
  name,
  loses,
  isVital,
  async look() {
    await ping()
    return ok
  },
})

export interface CommonChecksOptions {
  readonly database: Pick<Database, 'look' | 'isFailing'>
  readonly caches: { ping(): Promise<unknown> }
  /** What users miss without each. */
  readonly loses: { readonly postgres: string; readonly cacheRedis: string }
  /** Whether this process can serve nothing without Postgres. Defaults to false. */
  readonly needsPostgres?: () => boolean
}

/** The checks of every service: Postgres, its clock, cache Redis, the disk, and the circuits. */
export const commonChecks = ({ database, caches, loses, needsPostgres }: CommonChecksOptions): Check[] => [
  ...storeChecks(database, loses.postgres, needsPostgres),
  pingCheck('cacheRedis', loses.cacheRedis, () => caches.ping()),
  ...processChecks(),
]

/** Postgres answers, takes writes, and has the same time as this process. */
function storeChecks(
  database: Pick<Database, 'look' | 'isFailing'>,
  loses: string,
  isVital: () => boolean = () => false,
): Check[] {
  const looking = oneLook(() => database.look())
  return [
    {
      name: 'postgres',
      loses,
      isVital,
      async look() {
        const { canWrite } = await looking()
        if (!canWrite) return { status: 'degraded', detail: 'it takes no writes now' }
        return database.isFailing ? { status: 'degraded', detail: 'transactions failed lately' } : ok
      },
    },
    {
      name: 'clock',
      loses: 'processes whose clocks differ by 5 s refuse the calls of each other',
      // Without Postgres there is nothing to compare with.
      withoutAnswer: ok,
      async look() {
        const { atMs } = await looking()
        const aheadMs = Math.abs(Date.now() - atMs)
        return aheadMs <= clockToleranceMs
          ? ok
          : { status: 'degraded', detail: `differs from that of Postgres by ${Math.round(aheadMs / 1000)} s` }
      },
    },
  ]
}

/** The circuits of one dependency: it is down as long as calls are refused. */
export const circuitCheck = (name: string, loses: string, isOfIt: (policy: string) => boolean): Check => ({
  name,
  loses,
  look() {
    const states = describePolicies().flatMap((policy) => (isOfIt(policy.name) ? [policy.state] : []))
    if (states.includes('open')) return { status: 'down', detail: 'its circuit is open' }
    return states.includes('halfOpen') ? { status: 'degraded', detail: 'its circuit tries it again' } : ok
  },
})

/**
 * Which circuits of this process are not closed. One that is not called refuses nothing: it only stays as it is until
 * somebody calls its dependency, which has a check of its own.
 */
export const openCircuits: Check = {
  name: 'circuits',
  loses: 'calls of these dependencies are refused or answered without them',
  look() {
    const open = describePolicies().filter(({ state }) => state !== 'closed')
    if (open.length === 0) return ok
    const detail = open.map(({ name, state, isIdle }) => `${name} ${isIdle ? 'is tried at its next call' : state}`)
    return { status: open.every(({ isIdle }) => isIdle) ? 'ok' : 'degraded', detail: detail.join(', ') }
  },
}

/** The disk that holds `path`, and the circuits of this process. */
const processChecks = (path = process.cwd()): Check[] => [
  {
    name: 'disk',
    loses: 'when it is full, nothing can be stored',
    async look() {
      const { blocks, bavail } = await statfs(path)
      const free = bavail / blocks
      const detail = `${(free * 100).toFixed(1)} % free`
      if (free < hardlyFree) return { status: 'down', detail }
      return free < littleFree ? { status: 'degraded', detail } : { status: 'ok', detail }
    },
  },
  openCircuits,
]
