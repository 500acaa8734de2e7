import { calls, type MetricSamples, type ProcessState } from '@inkling/contracts'
import { describePolicies, resetCircuits } from '@inkling/resilience'
import { type Logger, recentLines } from '@inkling/telemetry'
import client, { type Registry } from '@prometheus-io/client'
import type { FastifyInstance } from 'fastify'
import { implement } from '../calls/implement.ts'
import { whileAwaited } from '../calls/while-awaited.ts'
import type { LoadMonitor } from './load-monitor.ts'
import { LogLevel } from './log-level.ts'
import { Profiler } from './profiler.ts'

export interface ProcessParts {
  readonly load: Pick<LoadMonitor, 'level' | 'forced' | 'latest'>
  /** The counts of the process' caches. */
  readonly caches?: { stats(): ReadonlyMap<string, object> }
  /** Default: the level of the logger of the server. Fastify itself has an option `logLevel`. */
  readonly logLevels?: LogLevel
  /** A process that also profiles itself without a call needs its own, because two cannot record at once. */
  readonly profiler?: Profiler
}

interface Values {
  readonly name: string
  readonly values: readonly { metricName?: string; labels?: object; value: number }[]
}

/** What this process tells of itself. */
export function processState({ load, caches }: ProcessParts): ProcessState {
  const { level, forced, latest } = load
  return {
    load: { level, forced: forced !== undefined, ...latest },
    policies: describePolicies().map((policy) => ({
      ...policy,
      settings: { ...policy.settings },
      counters: { ...policy.counters },
    })),
    caches: Object.fromEntries([...(caches?.stats() ?? [])].map(([name, counts]) => [name, { ...counts }])),
  }
}

/** The present values of these metrics, or of all; of a histogram, its buckets, sum and count. */
export async function metricSamples(
  names?: readonly string[],
  registry: Registry = client.register,
): Promise<MetricSamples['samples']> {
  const metrics = names?.flatMap((name) => registry.getSingleMetric(name) ?? [])
  const found: readonly Values[] = metrics
    ? await Promise.all(metrics.map((metric) => metric.get()))
    : await registry.getMetricsAsJSON()
  return found.flatMap(({ name, values }) =>
    // The lag of an event loop that was not measured yet is not a number, which JSON has no text for.
    values
      .filter(({ value }) => Number.isFinite(value))
      .map(({ metricName = name, labels = {}, value }) => ({
        name: metricName,
        labels: Object.fromEntries(Object.entries(labels).map(([label, text]) => [label, String(text)])),
        value,
      })),
  )
}

/** Answers the questions of other services about this process. */
export async function processStateRoute(app: FastifyInstance, parts: ProcessParts): Promise<void> {
  implement(app, calls.describeProcess, async () => processState(parts))
  implement(app, calls.resetProcessCircuits, async ({ body }) => ({ names: resetCircuits(body.names) }))
  const logLevels = parts.logLevels ?? new LogLevel(app.log as Logger)
  implement(app, calls.setProcessLogLevel, async ({ body: { level, seconds } }) => {
    logLevels.hold(level, seconds)
    return { level }
  })
  implement(app, calls.readMetrics, async ({ body }) => ({ samples: await metricSamples(body.names) }))
  implement(app, calls.readProcessLog, async ({ body }) => ({ lines: [...recentLines.ofTrace(body.traceId)] }))
  const profiler = parts.profiler ?? new Profiler()
  implement(app, calls.recordProcessProfile, ({ body, deadline, reply }) =>
    profiler.record(body, whileAwaited(reply, deadline)),
  )
}
