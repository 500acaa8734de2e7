import { execFileSync } from 'node:child_process'
import { availableParallelism } from 'node:os'
import { fileURLToPath } from 'node:url'
import type { Stack } from '@inkling/local'
import { runScript } from '../host/run-script.ts'
import { warmUp } from './mix/find-peak.ts'
import { goFirst } from './mix/go-first.ts'
import { populate, queries, type Tenant } from './mix/population.ts'
import type { RunRecord } from './report/run-record.ts'
import { sampleProcesses, type Watched } from './report/sample-processes.ts'
import { readStatements, resetStatements } from './report/statements.ts'
import { type Second, Timeline } from './report/timeline.ts'
import { hasK6, runWithK6 } from './run-with-k6.ts'
import { withStack } from './with-stack.ts'

/** What is said on the command line; the scenario has defaults. */
export interface LoadOptions {
  readonly name: string
  /** A running gateway, and a key for it; without them a private stack is started. */
  readonly url?: string | undefined
  readonly key?: string | undefined
  readonly minutes?: string | undefined
  readonly scale?: string | undefined
  readonly route?: string | undefined
  readonly processes?: string | undefined
}

const tenantNames = Array.from({ length: 8 }, (_, n) => `tenant-${n}`)
const warmUpSeconds = 5
/** A test of 10,000 streams comes from one address. */
const stackEnvironment = { STREAMS_MAX: '20000', STREAMS_PER_ADDRESS: '20000' }

/** Runs a scenario against a private stack, or against the one at the URL. */
export async function runLoad(options: LoadOptions): Promise<RunRecord> {
  const { url, key = '' } = options
  if (url !== undefined) return await send(options, { url, tenants: [{ id: 'given', key }], watched: {} })
  const { promise, resolve } = Promise.withResolvers<RunRecord>()
  console.log('A private stack starts.')
  await withStack(async (stack) => {
    const tenants = await populate(stack, tenantNames)
    console.log('It has its tenants, and warms up.')
    goFirst(stack)
    // Processes that have just started compile their code for some seconds; a service that runs has done so.
    await warmUp({ url: stack.url, tenants }, warmUpSeconds)
    await resetStatements(stack.ownerUrl)
    const target = { url: stack.url, tenants, operatorKey: stack.adminKey, watched: watchedOf(stack) }
    const record = await send(options, target)
    resolve({ ...record, statements: await readStatements(stack.ownerUrl) })
  }, stackEnvironment)
  return await promise
}

interface Target {
  readonly url: string
  readonly tenants: readonly Tenant[]
  /** Reads the counts of the caches. */
  readonly operatorKey?: string
  readonly watched: Watched
}

/** Runs a scenario against a stack. */
export async function send(options: LoadOptions, target: Target): Promise<RunRecord> {
  const { name, minutes, scale, route, processes } = options
  const isK6 = hasK6()
  const timeline = new Timeline(isK6 ? 'http_req_duration' : 'http_req_latency', announce)
  const senders = [process.pid]
  const sampler = sampleProcesses({ ...target.watched, sender: { pids: () => senders } })
  const stop = new AbortController()
  const interrupt = () => stop.abort()
  process.once('SIGINT', interrupt)
  try {
    const { summary, verdicts } = await (isK6 ? runWithK6 : runScript)({
      path: fileURLToPath(new URL(`../k6/scenarios/${name}.ts`, import.meta.url)),
      env: { ...environmentOf(options, target), ...(!isK6 && { HOST: 'node' }) },
      signal: stop.signal,
      ...(processes !== undefined && { processes: Number(processes) }),
      onStart(pids) {
        senders.push(...pids)
        sampler.start()
      },
      onSeries: (series, elapsedMs) => timeline.add(series, elapsedMs),
    })
    timeline.end()
    return {
      name: route === undefined ? name : `${name}-${route}`,
      at: new Date().toISOString(),
      commit: commitOf(),
      with: isK6 ? 'k6' : 'host',
      options: { minutes, scale, url: options.url },
      processors: availableParallelism(),
      summary: { metrics: summary.metrics, state: summary.state },
      verdicts,
      seconds: timeline.seconds,
      errors: timeline.errors,
      usage: sampler.usage,
      statements: [],
    }
  } finally {
    sampler.stop()
    process.off('SIGINT', interrupt)
  }
}

/** Prints a line for each tenth second. */
function announce({ second, kinds, vus }: Second): void {
  if (second % 10 !== 9) return
  const { count = 0, failed = 0, p50 = 0, p95 = 0 } = kinds.all ?? {}
  console.log(`${second + 1} s: ${count} answers/s, ${failed} failed, p50 ${p50} ms, p95 ${p95} ms, ${vus} users`)
}

/** What scripts read of `__ENV`; see k6/lib/environment. */
function environmentOf({ minutes, scale, route }: LoadOptions, { url, tenants, operatorKey }: Target) {
  const given = Object.entries({ MINUTES: minutes, SCALE: scale, ROUTE: route, OPERATOR_KEY: operatorKey })
  return {
    URL: url.replace(/\/$/, ''),
    TENANTS: JSON.stringify(tenants),
    QUERIES: JSON.stringify(queries),
    ...Object.fromEntries(given.filter((entry): entry is [string, string] => entry[1] !== undefined)),
  }
}

function watchedOf({ services, postgres, cacheRedis, queueRedis }: Stack): Watched {
  const own = Object.entries(services).map(([name, service]) => {
    return [name, { pids: () => [service.pid ?? 0] }] as const
  })
  return {
    ...Object.fromEntries(own),
    postgres: { pids: () => [postgres.pid ?? 0], isFamily: true },
    cacheRedis: { pids: () => [cacheRedis.pid ?? 0] },
    queueRedis: { pids: () => [queueRedis.pid ?? 0] },
  }
}

function commitOf(): string {
  try {
    return execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8', stdio: 'pipe' }).trim()
  } catch {
    return 'unknown'
  }
}
