/** What a queue carries, and the limits that make it a bulkhead. */
interface QueueDefinition {
  /** Jobs at once in one worker process. */
  readonly concurrency: number
  /** Most jobs that may wait; beyond it a submission is refused. */
  readonly maxWaiting: number
  readonly timeoutMs: number
  readonly attempts: number
}

/** One queue per kind of work, so that one kind cannot starve another. */
export const queueDefinitions = {
  train: { concurrency: 1, maxWaiting: 100, timeoutMs: 15 * 60_000, attempts: 3 },
  reindex: { concurrency: 1, maxWaiting: 100, timeoutMs: 15 * 60_000, attempts: 3 },
  trainDue: { concurrency: 1, maxWaiting: 10, timeoutMs: 10 * 60_000, attempts: 1 },
  reindexDue: { concurrency: 1, maxWaiting: 10, timeoutMs: 10 * 60_000, attempts: 1 },
  erase: { concurrency: 1, maxWaiting: 100, timeoutMs: 60 * 60_000, attempts: 5 },
  partition: { concurrency: 1, maxWaiting: 10, timeoutMs: 10 * 60_000, attempts: 5 },
  prior: { concurrency: 1, maxWaiting: 10, timeoutMs: 15 * 60_000, attempts: 3 },
} as const satisfies Record<string, QueueDefinition>

export type QueueName = keyof typeof queueDefinitions

/** What a job is given. A run is an operation that its tenant can follow; scheduled work has none. */
export interface JobPayloads {
  readonly train: {
    readonly tenantId: string
    readonly runId: string
    readonly tuneSeconds: number
    /** Stores also what predicts worse than what is in service. */
    readonly force?: boolean
  }
  readonly reindex: { readonly tenantId: string; readonly runId: string }
  readonly erase: {
    readonly tenantId: string
    readonly runId: string
    readonly erasedTenantId: string
    readonly settleMs: number
  }
  /** Looks for tenants whose last run of the kind is `afterMs` ago. */
  readonly trainDue: { readonly afterMs: number }
  readonly reindexDue: { readonly afterMs: number }
  readonly partition: { readonly monthsAhead: number }
  readonly prior: Readonly<Record<string, never>>
}

export const redisPrefix = '{inkling}'
