import type { Deadline } from './deadline.ts'

/** A call of a dependency. Its signal aborts when nobody waits for the answer any more. */
export type Work<T> = (signal: AbortSignal) => Promise<T>

export interface PolicyOptions {
  /** Names the dependency in logs and metrics; callers never read it. */
  readonly name: string
  /** Most calls that run at once. */
  readonly concurrent: number
  /** Most calls that wait for one of those to end. */
  readonly queued: number
  readonly attemptTimeoutMs: number
  /**
   * Faults in a row that open the circuit; 5 unless given. More than half of the last 100 calls also open it, once
   * there were 20.
   */
  readonly breakAfter?: number
  /** How long an open circuit lets no call through; 60,000 unless given. */
  readonly halfOpenAfterMs?: number
  /**
   * Whether an error shows that the dependency is unhealthy. All other errors pass through and never open the circuit.
   */
  readonly isFault: (error: unknown) => boolean
}

export interface ExecuteOptions {
  readonly deadline: Deadline
  /**
   * Whether a fault is followed by one more attempt, within the deadline and the retry budget. Only for idempotent
   * work.
   */
  readonly retry?: boolean
  /** The tenant for whom the call is made; absent for the process's own calls. */
  readonly tenantId?: string | undefined
}

export interface Policy {
  readonly name: string
  /**
   * @throws InklingError overloaded, deadline_exceeded or dependency_unavailable; all other errors of `work` as they
   * are.
   */
  execute<T>(work: Work<T>, options: ExecuteOptions): Promise<T>
  readonly state: 'closed' | 'open' | 'halfOpen'
}
