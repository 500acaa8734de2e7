import { InklingError } from '@inkling/errors'
import { jobMetrics, markFailed, reportFault, timed, withLogFacts } from '@inkling/telemetry'
import { context, trace } from '@opentelemetry/api'
import { DelayedError, type Job, UnrecoverableError, WaitingError, Worker } from 'bullmq'
import type { JobDefinition } from './define-job.ts'
import { type Failure, failureOf } from './failure-of.ts'
import { jobLimits } from './job-limits.ts'
import { asJob, jobTelemetry } from './job-telemetry.ts'
import { type JobName, type JobPayload, jobNames, jobs } from './jobs/registry.ts'
import { isRunJob } from './jobs/run-jobs.ts'
import { redisAt } from './redis-at.ts'
import { redisPrefix } from './redis-prefix.ts'

export interface JobContext {
  /** Aborts when the job's time is up or the process is stopping. */
  readonly signal: AbortSignal
  /**
   * Whether no further attempt follows if this one fails now with `error`. False while the process is stopping, and for
   * jobs that are repeated until they are done.
   */
  isLast(error: unknown): boolean
}

export type Processor<N extends JobName> = (payload: JobPayload<N>, context: JobContext) => Promise<void>

/** The processor of every kind of job. */
export type Processors = { readonly [N in JobName]: Processor<N> }

/** A process that stands still for longer loses its jobs. They are looked for this often. */
const lockMs = 20_000
const stalledCheckMs = 5_000
const shortestBackoffMs = 1_000
const longestBackoffMs = 30_000
/** Of a job that is no run. Then outages count as attempts, so that it fails, and its schedule repeats it. */
const mostDelays = 20

/** Starts a worker for every kind of job, as {@link startJobWorker}. */
export function startJobWorkers(
  redisUrl: string,
  processors: Processors,
  stopping: AbortSignal,
  onError: (error: Error) => void,
  metrics = jobMetrics(),
  limits = jobLimits(),
): Worker[] {
  const start = <N extends JobName>(name: N) =>
    startJobWorker(redisUrl, name, processors[name], stopping, onError, metrics, limits)
  return jobNames.map((name) => start(name))
}

/**
 * Takes jobs from a queue and processes them.
 *
 * A job is processed at least once: if the process dies, another takes the job within 30 s, when its lock has ended, so
 * processors must be idempotent. A job that fails because the process is stopping goes back to the queue at once, and
 * that does not count as an attempt. Neither does an outage ({@link failureOf}): the job waits for 1 to 30 s, longer
 * each time, and is processed again. A job that is refused, or whose payload does not fit its schema, fails without
 * another attempt. Its trace is as {@link jobTelemetry} says, and its log lines hold the id of the job.
 *
 * Close the worker in the same turn in which `stopping` aborts, or it takes again the jobs that it handed back.
 */
export function startJobWorker<N extends JobName>(
  redisUrl: string,
  name: N,
  process: Processor<N>,
  stopping: AbortSignal,
  onError: (error: Error) => void,
  metrics = jobMetrics(),
  limits = jobLimits(),
): Worker {
  const { concurrency, timeoutMs } = limits[name]
  const seconds = metrics.seconds.labels({ kind: name })
  const wait = metrics.waitSeconds.labels({ kind: name })
  const run = async (job: Job, token?: string) => {
    if (job.attemptsMade === 0) wait.observe(waitedSeconds(job))
    try {
      const work = () => process(described(job, payloadOf(name, job)), contextOf(name, job, stopping, timeoutMs))
      const logged = () => context.with(withLogFacts({ jobId: job.id ?? name }), work)
      await timed(seconds.observe, () => asJob(logged))
      metrics.ended.inc({ kind: name, outcome: 'succeeded' })
    } catch (error) {
      const outcome = stopping.aborted ? 'handed_back' : outcomes[failureAt(name, job, error)]
      metrics.ended.inc({ kind: name, outcome })
      if (outcome === 'handed_back') {
        await job.moveToWait(token)
        throw new WaitingError()
      }
      if (outcome !== 'refused') report(name, job, error)
      if (outcome === 'delayed') {
        await job.moveToDelayed(Date.now() + backoffMs(delaysOf(job)), token)
        throw new DelayedError()
      }
      throw markFailed(outcome === 'refused' ? new UnrecoverableError((error as Error).message) : error)
    }
  }
  const redis = redisAt(redisUrl, { maxRetriesPerRequest: null }, onError)
  const worker = new Worker(name, run, {
    connection: redis.connection,
    prefix: redisPrefix,
    concurrency,
    lockDuration: lockMs,
    stalledInterval: stalledCheckMs,
    telemetry: jobTelemetry(name),
  })
  worker.on('error', onError)
  worker.on('closed', () => redis.close())
  return worker
}

const outcomes = { outage: 'delayed', refusal: 'refused', fault: 'failed' } as const satisfies Record<Failure, string>

/** As {@link failureOf}, but a job that must be done is not refused, and one that is no run is not delayed for ever. */
function failureAt(name: JobName, job: Job, error: unknown): Failure {
  const failure = failureOf(error)
  const { isRepeatedUntilDone = false }: JobDefinition = jobs[name]
  const isTooOften = failure === 'outage' && !isRunJob(name) && delaysOf(job) > mostDelays
  return isTooOften || (failure === 'refusal' && isRepeatedUntilDone) ? 'fault' : failure
}

/** How often a job began that is not counted as an attempt, now included. */
const delaysOf = ({ attemptsStarted, attemptsMade }: Job): number => attemptsStarted - attemptsMade

/** Doubles from 1 s to 30 s, with a jitter of half. */
const backoffMs = (delays: number): number =>
  Math.min(longestBackoffMs, shortestBackoffMs * 2 ** (delays - 1)) * (1 - Math.random() / 2)

function report(name: JobName, { data }: Job, error: unknown): void {
  const { tenantId = '' } = Object(data) as { tenantId?: unknown }
  const code = error instanceof InklingError ? error.code : 'internal'
  reportFault({ code, error, route: `job ${name}`, tenantId: typeof tenantId === 'string' ? tenantId : '' })
}

/** How long the first attempt waited, without the time for which the job was delayed on purpose. */
const waitedSeconds = ({ timestamp, delay, processedOn = timestamp }: Job): number =>
  Math.max(0, processedOn - timestamp - delay) / 1_000

function payloadOf<N extends JobName>(name: N, job: Job): JobPayload<N> {
  try {
    return jobs[name].check(job.data) as JobPayload<N>
  } catch (error) {
    throw new UnrecoverableError(`job ${job.id} cannot be processed: ${(error as Error).message}`)
  }
}

/** Tells the span of a job which one it is, and whose. Returns the payload. */
function described<P extends object>({ id = '' }: Job, payload: P): P {
  const tenantId = 'tenantId' in payload ? String(payload.tenantId) : undefined
  const attributes = { 'messaging.message.id': id, ...(tenantId && { 'inkling.tenant.id': tenantId }) }
  trace.getActiveSpan()?.setAttributes(attributes)
  return payload
}

const contextOf = (name: JobName, job: Job, stopping: AbortSignal, timeoutMs: number): JobContext => ({
  signal: AbortSignal.any([stopping, AbortSignal.timeout(timeoutMs)]),
  isLast(error) {
    const { isRepeatedUntilDone = false }: JobDefinition = jobs[name]
    if (isRepeatedUntilDone || stopping.aborted) return false
    const failure = failureAt(name, job, error)
    return failure === 'refusal' || (failure === 'fault' && job.attemptsMade + 1 >= (job.opts.attempts ?? 1))
  },
})
