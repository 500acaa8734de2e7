import {
  type Body,
  calls,
  type HealthReport,
  loadLevelNames,
  type MetricSamples,
  type ProcessState,
} from '@inkling/contracts'
import { InklingError } from '@inkling/errors'
import { type Admission, type Deadline, type LoadLevelName, loadLevels, withTimeout } from '@inkling/resilience'
import { parseBodies } from '@inkling/service-kit'
import type { FastifyInstance } from 'fastify'
import { logLinesOf } from '../domain/log-lines.ts'
import { trafficMetrics, trafficOf } from '../domain/traffic-of.ts'
import { requestDeadline } from '../plugins/request-deadline.ts'
import { audit } from './audit.ts'
import { type Authenticate, serveCall } from './own-calls.ts'

/** The answers by process, and the processes that gave none. */
export interface FromProcesses<T> {
  readonly answers: readonly (readonly [process: string, answer: T])[]
  readonly unreachable: readonly string[]
}

export interface Processes {
  describe(deadline: Deadline): Promise<FromProcesses<ProcessState>>
  /** Closes circuits, of the dependencies named or of all, and answers their names. */
  resetCircuits(names: readonly string[] | undefined, deadline: Deadline): Promise<FromProcesses<readonly string[]>>
  /** Changes the log level of a service, or of all, for a time. Answers the processes that have changed. */
  holdLogLevel(
    level: LogLevelName,
    seconds: number,
    service: string | undefined,
    deadline: Deadline,
  ): Promise<{ readonly processes: readonly string[]; readonly unreachable: readonly string[] }>
}

type LogLevelName = Body<typeof calls.putLogLevel>['level']

/** The load level that an operator sets for all gateways. */
interface ForcedLevels {
  force(level: LoadLevelName, forMs: number): Promise<void>
  release(): Promise<void>
}

export interface PerformanceOptions {
  readonly authenticate: Authenticate
  readonly look: () => Promise<HealthReport>
  readonly levels: ForcedLevels
  readonly admission: Pick<Admission, 'refused'>
  readonly processes: Processes
  /** Of every replica. */
  readonly readMetrics: (deadline: Deadline, names?: string[]) => Promise<FromProcesses<MetricSamples>>
  /** Of every replica, the JSON lines that it still has of a trace. */
  readonly readLog: (
    deadline: Deadline,
    traceId: string,
  ) => Promise<FromProcesses<{ readonly lines: readonly string[] }>>
  readonly answers: { invalidate(tenantId: string, tags?: readonly string[]): Promise<boolean> }
}

const defaultSeconds = 600
const defaultLogSeconds = 900

/** Serves what engineers on call ask and set. Each change is logged with who made it. */
export async function performanceRoute(app: FastifyInstance, options: PerformanceOptions): Promise<void> {
  parseBodies(app, () => {})
  reports(app, options)
  changes(app, options)
}

function reports(app: FastifyInstance, options: PerformanceOptions): void {
  const { authenticate, look, admission, processes, readMetrics, readLog } = options
  serveCall(app, calls.getHealth, authenticate, async ({ request }) => {
    const report = await withTimeout(look(), requestDeadline.get(request).remainingMs)
    if (report) return report
    throw new InklingError(
      'deadline_exceeded',
      'Something hangs, and is not found out in this time. Allow 2 s or more.',
    )
  })

  serveCall(app, calls.getResilience, authenticate, async ({ request }) => {
    const { answers, unreachable } = await processes.describe(requestDeadline.get(request))
    return {
      processes: answers.map(([process, { load, policies }]) => ({ process, load, policies })),
      unreachable: [...unreachable],
      shedding: { refused: admission.refused },
      levels: loadLevelNames.map((level) => {
        const { fromPressure, without, refuses } = loadLevels[level]
        return { level, fromPressure, without: [...without], refuses: [...refuses] }
      }),
    }
  })

  serveCall(app, calls.getCacheStats, authenticate, async ({ request }) => {
    const { answers, unreachable } = await processes.describe(requestDeadline.get(request))
    return {
      processes: answers.map(([process, { caches }]) => ({ process, caches })),
      unreachable: [...unreachable],
    }
  })

  serveCall(app, calls.getMetrics, authenticate, async ({ query: { names }, request }) => {
    const { answers, unreachable } = await readMetrics(requestDeadline.get(request), names?.split(','))
    return {
      processes: answers.map(([process, { samples }]) => ({ process, samples })),
      unreachable: [...unreachable],
    }
  })

  serveCall(app, calls.getTraffic, authenticate, async ({ request }) => {
    const { answers, unreachable } = await readMetrics(requestDeadline.get(request), trafficMetrics)
    return { ...trafficOf(answers), unreachable: [...unreachable] }
  })

  serveCall(app, calls.getTraceLog, authenticate, async ({ query: { traceId }, request }) => {
    const { answers, unreachable } = await readLog(requestDeadline.get(request), traceId)
    return {
      data: logLinesOf(answers.flatMap(([process, { lines }]) => lines.map((line) => [process, line] as const))),
      unreachable: [...unreachable],
    }
  })
}

function changes(app: FastifyInstance, { authenticate, levels, processes, answers }: PerformanceOptions): void {
  serveCall(app, calls.resetCircuitBreakers, authenticate, async ({ body: { names }, request }) => {
    const { answers: closed, unreachable } = await processes.resetCircuits(names, requestDeadline.get(request))
    audit(request, 'circuits reset', { names, unreachable })
    return {
      reset: closed.map(([process, reset]) => ({ process, names: [...reset] })),
      unreachable: [...unreachable],
    }
  })

  serveCall(app, calls.purgeCache, authenticate, async ({ body: { tenantId: purged, tags }, request, reply }) => {
    const isTold = await answers.invalidate(purged, tags)
    audit(request, 'cache purged', { ofTenantId: purged, tags, isTold })
    if (!isTold) throw notAllPurged()
    reply.status(204)
    return undefined
  })

  serveCall(app, calls.putLoadLevel, authenticate, async ({ body, request }) => {
    const { level, seconds = defaultSeconds } = body
    await levels.force(level, seconds * 1_000).catch(notTold)
    audit(request, 'load level forced', { loadLevel: level, seconds })
    return { level, remainingSeconds: seconds }
  })

  serveCall(app, calls.putLogLevel, authenticate, async ({ body, request }) => {
    const { level, service, seconds = defaultLogSeconds } = body
    audit(request, 'log level changed for a time', { logLevel: level, of: service, seconds })
    const told = await processes.holdLogLevel(level, seconds, service, requestDeadline.get(request))
    return {
      level,
      remainingSeconds: seconds,
      processes: [...told.processes],
      unreachable: [...told.unreachable],
    }
  })

  serveCall(app, calls.deleteLoadLevel, authenticate, async ({ request, reply }) => {
    await levels.release().catch(notTold)
    audit(request, 'load level released', {})
    reply.status(204)
    return undefined
  })
}

const notAllPurged = () =>
  new InklingError(
    'dependency_unavailable',
    'This process has purged its cache; the others are told as soon as Redis is back',
    { internal: 'redis unavailable', retryAfterSeconds: 2 },
  )

function notTold(cause: unknown): never {
  throw new InklingError('dependency_unavailable', 'The level cannot be told to all gateways now; try again shortly', {
    internal: 'redis unavailable',
    retryAfterSeconds: 2,
    cause: cause as Error,
  })
}
