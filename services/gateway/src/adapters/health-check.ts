import type { HealthReport, Readiness } from '@inkling/contracts'
import { type Check, keptFor, lookAt } from '@inkling/service-kit'
import { Pool } from 'undici'
import { canServe, healthReport, type Probed } from '../domain/health-report.ts'
import { replicasOf } from './replicas-of.ts'

export interface HealthOptions {
  /** By service: one URL, or several with commas. */
  readonly urls: Readonly<Record<string, string>>
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
  const pools = [...answering, ...poolsOf({ worker: workerUrl })]
  const probed = keptFor(keepMs, clock, () =>
    Promise.all(pools.map(async ({ name, pool }): Promise<Probed> => [name, await probe(pool)])),
  )
  const services: Check = {
    name: 'services',
    loses: 'what services do that cannot serve is refused, left out or waits',
    isVital: () => true,
    timeoutMs: 2 * probeTimeoutMs,
    async look() {
      const answers = await probed()
      const failing = answers.filter(([, readiness]) => !canServe(readiness))
      const serving = answers.slice(0, answering.length)
      if (serving.every((one) => failing.includes(one))) return { status: 'down', detail: 'none can serve' }
      const detail = failing.map(([name]) => name).join(', ')
      return failing.length === 0 ? { status: 'ok' } : { status: 'degraded', detail }
    },
  }
  const lookAtOwn = lookAt([services, ...checks], clock)

  return {
    lookAtOwn,
    async look() {
      const [own, answers] = await Promise.all([lookAtOwn(), probed()])
      const states = Object.fromEntries(circuits.map(({ name, state }) => [name, state]))
      return healthReport({ own, probed: answers, circuits: states, load: load() })
    },
    close: async () => void (await Promise.all(pools.map(({ pool }) => pool.close()))),
  }
}

const poolsOf = (urls: HealthOptions['urls']) =>
  replicasOf(urls).map(({ name, url }) => ({ name, pool: new Pool(url, { connections: 1 }) }))

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
