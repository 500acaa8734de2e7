import type { HealthReport, Readiness } from '@inkling/contracts'
import { type Check, keptFor, lookAt } from '@inkling/service-kit'
import { Pool } from 'undici'
import { canServe, healthReport, type Probed } from '../domain/health-report.ts'
import { ReplicaClients, type ServiceUrls } from './replicas-of.ts'

export interface HealthOptions {
  readonly urls: ServiceUrls
  /** Of the worker, which answers no calls: the gateway can serve without it. */
  readonly workerUrl: string
  /** The circuit breakers of the gateway, under the name of what each guards. */
  readonly circuits: readonly { readonly name: string; readonly state: HealthReport['circuits'][string] }[]
  /** What the gateway itself needs. */
  readonly checks: readonly Check[]
  readonly load: () => HealthReport['load']
  readonly clock?: { now(): number }
}

export interface HealthCheck {
  look(): Promise<HealthReport>
  /** What the gateway itself finds, also at its services: it can serve as long as one of them can. */
  lookAtOwn(): Promise<Readiness>
  close(): Promise<void>
}

/** A service looks at its dependencies for 700 ms, and load balancers wait for a second. */
const probeTimeoutMs = 900
const keepMs = 1_000

/**
 * Asks every replica of every service, and the worker, what it sees. Load balancers ask often, so one look serves all
 * who ask within a second.
 */
export function createHealthCheck(options: HealthOptions): HealthCheck {
  const { urls, workerUrl, circuits, checks, load, clock = performance } = options
  const answering = poolsOf(urls)
  const workers = poolsOf({ worker: workerUrl })
  const probed = keptFor(keepMs, clock, async () => {
    const [serving, others] = await Promise.all([probeAll(answering), probeAll(workers)])
    return { serving, all: [...serving, ...others] }
  })
  const services: Check = {
    name: 'services',
    loses: 'what services do that cannot serve is refused, left out or waits',
    isVital: () => true,
    timeoutMs: 2 * probeTimeoutMs,
    async look() {
      const { serving, all } = await probed()
      const failing = all.filter(([, readiness]) => !canServe(readiness))
      if (serving.every((one) => failing.includes(one))) return { status: 'down', detail: 'none can serve' }
      const detail = failing.map(([name]) => name).join(', ')
      return failing.length === 0 ? { status: 'ok' } : { status: 'degraded', detail }
    },
  }
  const lookAtOwn = lookAt([services, ...checks], clock)

  return {
    lookAtOwn,
    async look() {
      const [own, { all }] = await Promise.all([lookAtOwn(), probed()])
      const states = Object.fromEntries(circuits.map(({ name, state }) => [name, state]))
      return healthReport({ own, probed: all, circuits: states, load: load() })
    },
    close: async () => void (await Promise.all([answering.close(), workers.close()])),
  }
}

const poolsOf = (urls: ServiceUrls) => new ReplicaClients(urls, (url) => new Pool(url, { connections: 1 }))

const probeAll = async (pools: ReturnType<typeof poolsOf>): Promise<Probed[]> =>
  Promise.all((await pools.all()).map(async ([name, pool]): Promise<Probed> => [name, await probe(pool)]))

/** A process that cannot even say whether it is ready, such as with 500, cannot serve. */
const statusesOfReadiness = [200, 503]

async function probe(pool: Pool): Promise<Readiness | undefined> {
  try {
    const signal = AbortSignal.timeout(probeTimeoutMs)
    const { statusCode, body } = await pool.request({ method: 'GET', path: '/readyz', signal })
    const answer = await body.json()
    return statusesOfReadiness.includes(statusCode) ? (answer as Readiness) : undefined
  } catch {
    return undefined
  }
}
