import { metrics } from '@inkling/telemetry'
import { type Job, Worker } from 'bullmq'
import { BullMQOtel } from 'bullmq-otel'
import { type JobPayloads, type QueueName, queueDefinitions, redisPrefix } from './definitions.ts'

export interface JobContext {
  /** Aborts when the job's time is up or the process is stopping. */
  readonly signal: AbortSignal
  /** Whether no further attempt follows when this one fails. */
  readonly isLastAttempt: boolean
}

export type Processor<N extends QueueName> = (payload: JobPayloads[N], context: JobContext) => Promise<void>

const lockMs = 60_000

/**
 * Works off a queue. A job runs at least once: when the process dies in the middle another takes it up after its lock ends,
 * so processors are idempotent. The trace that submitted a job goes on in it.
 */
export function startJobWorker<N extends QueueName>(
  redisUrl: string,
  name: N,
  process: Processor<N>,
  stopping: AbortSignal,
  onError: (error: Error) => void,
): Worker {
  const { concurrency, timeoutMs } = queueDefinitions[name]
  const run = async (job: Job<JobPayloads[N]>) => {
    const end = metrics.jobSeconds.startTimer({ kind: name })
    const signal = AbortSignal.any([stopping, AbortSignal.timeout(timeoutMs)])
    const isLastAttempt = job.attemptsMade + 1 >= (job.opts.attempts ?? 1)
    try {
      await process(job.data, { signal, isLastAttempt })
      metrics.jobs.inc({ kind: name, outcome: 'succeeded' })
    } catch (error) {
      metrics.jobs.inc({ kind: name, outcome: 'failed' })
      throw error
    } finally {
      end()
    }
  }
  const worker = new Worker(name, run, {
    connection: { url: redisUrl, maxRetriesPerRequest: null },
    prefix: redisPrefix,
    concurrency,
    lockDuration: lockMs,
    telemetry: new BullMQOtel({ tracerName: 'inkling.queues' }),
  })
  worker.on('error', onError)
  return worker
}
