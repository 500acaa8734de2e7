import { InklingError } from '@inkling/errors'
import { inSpan } from '@inkling/telemetry'
import { SpanKind } from '@opentelemetry/api'
import { type Job, Queue } from 'bullmq'
import pTimeout from 'p-timeout'
import type { JobDefinition } from './define-job.ts'
import { jobLimits } from './job-limits.ts'
import { jobTelemetry, linkToActive } from './job-telemetry.ts'
import { type JobName, type JobPayload, jobNames, jobs } from './jobs/registry.ts'
import { redisAt } from './redis-at.ts'
import { redisPrefix } from './redis-prefix.ts'

const secondsPerWaitingJob = 5
const redisTimeoutMs = 2_000
const keptCompleted = { age: 24 * 3_600, count: 1_000 }
const keptFailed = { age: 7 * 24 * 3_600 }

export interface AddedJob {
  readonly jobId: string
  readonly payload: object
  /** Unix time since when it waits. */
  readonly timestampMs: number
  /** Its job continues this trace. */
  readonly traceContext?: string | null | undefined
}

export interface QueueLook {
  readonly queue: string
  readonly waiting: number
  readonly active: number
  /** The age of the job that waits longest, 0 if none waits. */
  readonly oldestMs: number
  /** The id of that job. */
  readonly firstJob?: string | undefined
}

/** Submits jobs to their queues. A full queue rejects further jobs. */
export class JobSubmitter {
  readonly #queues: Readonly<Record<JobName, Queue>>
  readonly #redis: ReturnType<typeof redisAt>

  constructor(redisUrl: string, onError: (error: Error) => void, limits = jobLimits()) {
    const redis = redisAt(redisUrl, { enableOfflineQueue: false, maxRetriesPerRequest: 1 }, onError)
    this.#redis = redis
    const open = (name: JobName) => {
      const { backoffMs }: JobDefinition = jobs[name]
      const { attempts } = limits[name]
      const defaultJobOptions = {
        attempts,
        backoff: { type: 'exponential', delay: backoffMs, jitter: 0.5 },
        removeOnComplete: keptCompleted,
        removeOnFail: keptFailed,
      }
      const telemetry = jobTelemetry(name)
      const { connection } = redis
      const queue = new Queue(name, { connection, prefix: redisPrefix, telemetry, defaultJobOptions })
      queue.on('error', onError)
      return queue
    }
    this.#queues = Object.fromEntries(jobNames.map((name) => [name, open(name)])) as Record<JobName, Queue>
  }

  /** For those who only look. */
  get queues(): readonly Queue[] {
    return Object.values(this.#queues)
  }

  /**
   * Adds a job. Jobs with the same `jobId` are added once. Submitters that run at the same moment may exceed the depth
   * limit by their number.
   * @throws InklingError overloaded when the queue is full, dependency_unavailable when Redis does not answer in 2 s.
   * @throws RangeError when the payload does not fit the job's schema.
   */
  async submit<N extends JobName>(name: N, jobId: string, payload: JobPayload<N>): Promise<void> {
    const { maxWaiting, check }: JobDefinition = jobs[name]
    const data = check(payload)
    const queue = this.#queues[name]
    const waiting = await withinTimeout(waitingIn(queue))
    if (waiting >= maxWaiting)
      throw new InklingError('overloaded', `${waiting} jobs of this kind are waiting; try again later`, {
        retryAfterSeconds: Math.ceil(waiting * secondsPerWaitingJob),
      })
    await withinTimeout(queue.add(name, data, { jobId }))
  }

  /**
   * Adds the jobs of runs, in their order and whatever waits. A job that the queue has already is not added again.
   * @throws InklingError dependency_unavailable when Redis does not answer in 2 s.
   */
  async addAll(name: JobName, added: readonly AddedJob[]): Promise<void> {
    const queued = added.map(({ jobId, payload, timestampMs: timestamp, traceContext: metadata }) => ({
      name,
      data: payload,
      opts: { jobId, timestamp, ...(metadata && { telemetry: { metadata } }) },
    }))
    await withinTimeout(this.#queues[name].addBulk(queued))
  }

  /**
   * What became of the job of a run that has not ended. `lost`: the queue does not have it, or has only what is left of
   * it. A job completes once the end of its run is recorded: if that is recorded no more, Postgres was restored to a
   * time before.
   * @throws InklingError dependency_unavailable when Redis does not answer in 2 s.
   */
  async fateOf(name: JobName, jobId: string): Promise<'alive' | 'lost' | { readonly error: string }> {
    const job: Job | undefined = await withinTimeout(this.#queues[name].getJob(jobId))
    if (!job) return 'lost'
    const state = await withinTimeout(job.getState())
    if (state === 'failed') return { error: errorOf(job) }
    if (state !== 'completed' && state !== 'unknown') return 'alive'
    // Of an unknown state if Redis has lost a part of its data. What is left would keep the id from being queued.
    await withinTimeout(job.remove())
    return 'lost'
  }

  /** Takes a job out of its queue, unless it runs. Returns whether it was there. */
  async remove(name: JobName, jobId: string): Promise<boolean> {
    return (await withinTimeout(this.#queues[name].remove(jobId))) > 0
  }

  /** Whether the schedule of a job is set up and its next job waits. False after Redis lost its data. */
  async isScheduled(name: JobName): Promise<boolean> {
    const queue = this.#queues[name]
    const { next } = (await withinTimeout(queue.getJobScheduler(name))) ?? {}
    return next !== undefined && (await withinTimeout(queue.getJob(`repeat:${name}:${next}`))) !== undefined
  }

  /** Repeats a job on a cron schedule (UTC), once for all processes that ask for it. Waits until Redis is available. */
  async schedule<N extends JobName>(name: N, cron: string, payload: JobPayload<N>): Promise<void> {
    const data = jobs[name].check(payload)
    await inSpan(`schedule ${name}`, { kind: SpanKind.PRODUCER }, async () => {
      const opts = { telemetry: { metadata: linkToActive() } }
      await this.#queues[name].upsertJobScheduler(name, { pattern: cron, tz: 'UTC' }, { name, data, opts })
    })
  }

  /**
   * Whether the job of a queue that ended last has failed after its last attempt.
   * @throws InklingError dependency_unavailable when Redis does not answer in 2 s.
   */
  async hasFailed(name: JobName): Promise<boolean> {
    const queue = this.#queues[name]
    const [[failed], [completed]] = await withinTimeout(Promise.all([queue.getFailed(0, 0), queue.getCompleted(0, 0)]))
    return (failed?.finishedOn ?? 0) > (completed?.finishedOn ?? 0)
  }

  /** By queue: what waits in it, and whether a job of it is at work. Rejects while Redis does not answer. */
  async look(nowMs: number): Promise<QueueLook[]> {
    const looks = Object.entries(this.#queues).map(async ([queue, of]): Promise<QueueLook> => {
      const [waiting, active, [first]] = [await waitingIn(of), await of.getActiveCount(), await of.getWaiting(0, 0)]
      const oldestMs = first ? Math.max(0, nowMs - first.timestamp) : 0
      return { queue, waiting, active, oldestMs, firstJob: first?.id }
    })
    return withinTimeout(Promise.all(looks))
  }

  /** Ends also while Redis is unavailable: BullMQ cannot close a connection then, so it is dropped. */
  async close(): Promise<void> {
    const drop = (queue: Queue) => void queue.disconnect().catch(() => {})
    await Promise.all(Object.values(this.#queues).map((queue) => queue.close().catch(() => drop(queue))))
    this.#redis.close()
  }
}

/** Jobs that could begin now: not those that wait for their time, such as the next one of a schedule. */
const waitingIn = (queue: Queue): Promise<number> => queue.getJobCountByTypes('waiting', 'prioritized')

/** BullMQ fails a job whose worker died twice. */
const errorOf = ({ failedReason }: Job): string =>
  /stalled/.test(failedReason)
    ? 'The worker died twice during the work; start it again with less to do, or look why workers die'
    : 'The work failed; the worker logs the cause with the id of this operation'

/** BullMQ waits without end for a Redis that it has never reached, so a caller waits for 2 s at most. */
async function withinTimeout<T>(work: Promise<T>): Promise<T> {
  try {
    return await pTimeout(work, { milliseconds: redisTimeoutMs })
  } catch (cause) {
    throw new InklingError('dependency_unavailable', 'Jobs cannot be queued now; try again in a few seconds', {
      internal: 'queue Redis unavailable',
      retryAfterSeconds: 5,
      cause,
    })
  }
}
