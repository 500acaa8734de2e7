import type { Priority } from '@inkling/contracts'
import type { Deadline } from './deadline.ts'

/** A call of a dependency. Its signal aborts when nobody waits for the answer any more. */
export type Work<T> = (signal: AbortSignal) => Promise<T>

/** The numbers of a policy. Each kind of dependency has its defaults in {@link predefined}. */
export interface PolicySettings {
  /** Most calls that run at once. */
  readonly concurrent: number
  /** The adaptive limit of the calls that run stays between this and `concurrent`; equal to it, the limit is fixed. */
  readonly minConcurrent: number
  /** Most calls that wait for one of those to end. */
  readonly queued: number
  /** While the queue is never empty for this long, calls that have waited for this long are rejected. */
  readonly standingMs: number
  readonly attemptTimeoutMs: number
  /**
   * A call that runs longer counts as a fault of the dependency, while it still runs. So does only one that takes three
   * times the recent 95th percentile, if that is more.
   */
  readonly slowMs: number
  /**
   * Faults in a row that open the circuit. More than half of the last 100 calls also open it, once there were 20.
   */
  readonly breakAfter: number
  /** How long an open circuit lets no call through at first. The time doubles each time that the trials fail. */
  readonly firstHalfOpenAfterMs: number
  /** The longest time that an open circuit lets no call through. */
  readonly halfOpenAfterMs: number
  /** Retries of background work, the first after `retryDelayMs`, each next one after twice as long. */
  readonly retries: number
  readonly retryDelayMs: number
  /** Retries and hedges together, as a share of the calls. */
  readonly retryBudget: number
}

export interface PolicyOptions extends Partial<PolicySettings> {
  /** Names the dependency in logs and metrics; callers never read it. */
  readonly name: string
  /**
   * Whether an error shows that the dependency is unhealthy. All other errors pass through and never open the circuit.
   */
  readonly isFault: (error: unknown) => boolean
  /** Whether an answer shows the same. The caller gets it all the same. */
  readonly isFaultyAnswer?: (answer: unknown) => boolean
  /**
   * Asks the dependency whether it answers at all: rejects if it does not. Without it, a single call that is slow
   * shows nothing.
   */
  readonly probe?: Work<unknown>
  /** Whether calls may take long for reasons of their own: then only a probe without an answer makes them faults. */
  readonly mayBeSlow?: boolean
  /** What stops the calls, instead of one circuit for all of them. */
  readonly guard?: Guard
}

export interface ExecuteOptions {
  readonly deadline: Deadline
  /**
   * Whether a fault is followed by one more attempt (`true`), or by several that wait longer and longer
   * (`'background'`), within the deadline and the retry budget. Only for idempotent work.
   */
  readonly retry?: boolean | 'background'
  /**
   * Whether a second attempt starts beside one that takes longer than 95 % of the calls. The first answer counts, and
   * the other attempt is cancelled. Only for idempotent work, within the retry budget.
   */
  readonly hedge?: boolean
  /** The work is long by its nature, such as an import: that it takes long says nothing about the dependency. */
  readonly isLong?: boolean
  /** Default: normal. */
  readonly priority?: Priority
  /** For whom the call is made: tenants share the lanes. Default: Inkling itself. */
  readonly tenantId?: string | undefined
}

export type CircuitStateName = 'closed' | 'open' | 'halfOpen'

/** What stops calls of a dependency that is unhealthy. */
export interface Guard {
  readonly state: CircuitStateName
  /** Not closed only because nobody calls: its wait is over, or no trial follows the last. It refuses nothing. */
  readonly isIdle: boolean
  /** @throws BrokenCircuitError at once, without running the call, while the dependency is taken to be unhealthy */
  execute<T>(run: () => Promise<T>, isLong?: boolean): Promise<T>
  /** Forgets all faults. */
  reset(): void
  /** Tells what happens inside to the policy whose guard it is. */
  listen?(onEvent: (event: PolicyEvent) => void): void
}

/** A policy as operators see it. */
export interface PolicyDescription {
  readonly name: string
  readonly settings: PolicySettings
  readonly state: CircuitStateName
  /** The circuit is not closed only because nobody calls. */
  readonly isIdle: boolean
  readonly inFlight: number
  readonly queued: number
  /** The limit of the calls in flight now. */
  readonly limit: number
  /** Since the process started. */
  readonly counters: Readonly<Record<PolicyEvent | 'calls', number>>
}

export type PolicyEvent = 'rejected' | 'retry' | 'hedge' | 'slow' | 'opened' | 'ejected' | 'expired'

export interface Policy {
  readonly name: string
  /**
   * @throws InklingError overloaded, deadline_exceeded or dependency_unavailable; all other errors of `work` as they
   * are.
   */
  execute<T>(work: Work<T>, options: ExecuteOptions): Promise<T>
  readonly state: CircuitStateName
  describe(): PolicyDescription
  /** Closes the circuit and forgets the faults that opened it. */
  resetCircuit(): void
}
