import { setTimeout as delay } from 'node:timers/promises'
import autocannon from 'autocannon'
import { cpuMicros, familyCpuMicros } from '../process-usage.ts'

export interface Round {
  readonly requestsPerSecond: number
  readonly p50: number
  readonly p90: number
  readonly p99: number
  readonly failures: number
  /** CPU microseconds per request, by process. */
  readonly cpu: Readonly<Record<string, number>>
}

export interface Target {
  readonly url: string
  readonly apiKey: string
  /** Process ids by name; `postgres` includes its children. */
  readonly pids: Readonly<Record<string, number>>
  readonly headers?: Readonly<Record<string, string>>
}

export interface Load {
  readonly connections: number
  readonly seconds: number
  /** What processes do for so long after the last request counts as done for the requests. Default: nothing. */
  readonly settleMs?: number
  /** Bodies of the requests, sent in turn. */
  readonly bodies: readonly string[]
}

/** Sends so many predictions to the target: V8 optimises only what has run often. */
export async function warmUp(target: Target, load: Omit<Load, 'seconds'>, requests: number): Promise<void> {
  await autocannon({ ...optionsOf(target, load), amount: requests })
}

/** Sends predictions to the target for some seconds. */
export async function measureRound(target: Target, load: Load): Promise<Round> {
  const { pids } = target
  const before = cpuOf(pids)
  const result = await autocannon({ ...optionsOf(target, load), duration: load.seconds })
  await delay(load.settleMs ?? 0)
  const count = result['2xx'] + result.non2xx
  const used = Object.entries(cpuOf(pids)).map(([name, micros]) => [name, (micros - (before[name] ?? 0)) / count])
  return {
    requestsPerSecond: count / result.duration,
    p50: result.latency.p50,
    p90: result.latency.p90,
    p99: result.latency.p99,
    failures: result.non2xx + result.errors + result.timeouts,
    cpu: Object.fromEntries(used),
  }
}

const optionsOf = ({ url, apiKey, headers = {} }: Target, { connections, bodies }: Omit<Load, 'seconds'>) => ({
  url: `${url}/api/v1/predictions`,
  connections,
  method: 'POST' as const,
  headers: { ...headers, authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
  requests: bodies.map((body) => ({ body })),
})

function cpuOf(pids: Target['pids']): Record<string, number> {
  return Object.fromEntries(
    Object.entries(pids).map(([name, pid]) => [name, name === 'postgres' ? familyCpuMicros(pid) : cpuMicros(pid)]),
  )
}
