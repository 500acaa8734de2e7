import { metrics } from '@inkling/telemetry'
import { type Job, WaitingError, Worker } from 'bullmq'
import { BullMQOtel } from 'bullmq-otel'
import { type JobPayloads, type QueueName, queueDefinitions, redisPrefix } from './definitions.ts'

export interface JobContext {
  /** Aborts when the job's time is up or the process is stopping. */
  readonly signal: AbortSignal
  /** Whether no further attempt follows if this one fails now; never while the process is stopping. */
  readonly isLastAttempt: boolean
}

export type Processor<N extends QueueName> = (payload: JobPayloads[N], context: JobContext) => Promise<void>

const lockMs = 60_000

/**
 * Works off a queue. A job runs at least once: when the process dies in the middle another takes it up after its lock ends,
 * so processors are idempotent. One that fails because the process is stopping goes back to the queue at once, and that does
 * not count as an attempt. The trace that submitted a job goes on in it.
 *
 * Close the worker in the same turn as `stopping` aborts, or it takes up again what it handed back.
 */
export function startJobWorker<N extends QueueName>(
  redisUrl: string,
  name: N,
  process: Processor<N>,
  stopping: AbortSignal,
  onError: (error: Error) => void,
): Worker {
  const { concurrency, timeoutMs } = queueDefinitions[name]
  const run = async (job: Job<JobPayloads[N]>, token?: string) => {
    const end = metrics.jobSeconds.startTimer({ kind: name })
    const signal = AbortSignal.any([stopping, AbortSignal.timeout(timeoutMs)])
    const context = {
      signal,
      get isLastAttempt() {
        return !stopping.aborted && job.attemptsMade + 1 >= (job.opts.attempts ?? 1)
      },
    }
    try {
      await process(job.data, context)
      metrics.jobs.inc({ kind: name, outcome: 'succeeded' })
    } catch (error) {
      metrics.jobs.inc({ kind: name, outcome: stopping.aborted ? 'handed_back' : 'failed' })
      if (!stopping.aborted) throw error
      await job.moveToWait(token)
      throw new WaitingError()
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
