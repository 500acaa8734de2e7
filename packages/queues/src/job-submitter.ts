import { InklingError } from '@inkling/errors'
import { metrics } from '@inkling/telemetry'
import { Queue } from 'bullmq'
import { BullMQOtel } from 'bullmq-otel'
import { type JobPayloads, type QueueName, queueDefinitions, redisPrefix } from './definitions.ts'

const secondsPerWaitingJob = 5
const answerMs = 2_000

/** Submits jobs to their queues, which refuse when they are full. */
export class JobSubmitter {
  readonly #queues: Readonly<Record<QueueName, Queue>>

  constructor(redisUrl: string, onError: (error: Error) => void) {
    const connection = { url: redisUrl, enableOfflineQueue: false, maxRetriesPerRequest: 1 }
    const telemetry = new BullMQOtel({ tracerName: 'inkling.queues' })
    const open = (name: QueueName) => {
      const queue = new Queue(name, {
        connection,
        prefix: redisPrefix,
        telemetry,
        defaultJobOptions: {
          attempts: queueDefinitions[name].attempts,
          backoff: { type: 'exponential', delay: 1_000, jitter: 0.5 },
          removeOnComplete: { age: 24 * 3600, count: 1_000 },
          removeOnFail: { age: 7 * 24 * 3600 },
        },
      })
      queue.on('error', onError)
      return queue
    }
    this.#queues = {
      train: open('train'),
      reindex: open('reindex'),
      erase: open('erase'),
      partition: open('partition'),
      prior: open('prior'),
      trainDue: open('trainDue'),
      reindexDue: open('reindexDue'),
    }
  }

  /**
   * Adds a job; the same `jobId` is added once. Concurrent submitters may overshoot the depth limit by their number.
   * @throws InklingError overloaded when the queue is full, dependency_unavailable when Redis is away.
   */
  async submit<N extends QueueName>(name: N, jobId: string, payload: JobPayloads[N]): Promise<void> {
    const queue: Queue = this.#queues[name]
    const waiting = await orUnavailable(queue.count())
    if (waiting >= queueDefinitions[name].maxWaiting)
      throw new InklingError('overloaded', `${waiting} jobs of this kind are waiting; try again later`, {
        retryAfterSeconds: Math.ceil(waiting * secondsPerWaitingJob),
      })
    await orUnavailable(queue.add(name, payload, { jobId }))
  }

  /** Repeats a job on a cron schedule (UTC), however many processes ask for it. Waits for a Redis that was not there yet. */
  async schedule<N extends QueueName>(name: N, cron: string, payload: JobPayloads[N]): Promise<void> {
    await this.#queues[name].upsertJobScheduler(name, { pattern: cron, tz: 'UTC' }, { name, data: payload })
  }

  /** Sets the gauges of waiting jobs. */
  async measure(): Promise<void> {
    for (const [name, queue] of Object.entries(this.#queues))
      metrics.jobsWaiting.set({ queue: name }, await queue.count())
  }

  /** Also while Redis is away, when a connection cannot be ended but only given up, which BullMQ never sees the end of. */
  async close(): Promise<void> {
    const giveUp = (queue: Queue) => void queue.disconnect().catch(() => {})
    await Promise.all(Object.values(this.#queues).map((queue) => queue.close().catch(() => giveUp(queue))))
  }
}

/** BullMQ waits without end for a Redis that it has not met yet, so its answers are waited for only so long. */
async function orUnavailable<T>(work: Promise<T>): Promise<T> {
  const { promise: tooLate, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(new Error(`no answer within ${answerMs} ms`)), answerMs)
  try {
    return await Promise.race([work, tooLate])
  } catch (cause) {
    throw new InklingError('dependency_unavailable', 'Jobs cannot be taken now; try again shortly', {
      internal: 'queue Redis is away',
      retryAfterSeconds: 5,
      cause,
    })
  } finally {
    clearTimeout(timer)
  }
}
