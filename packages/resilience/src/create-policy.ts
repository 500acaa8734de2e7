import { channel } from 'node:diagnostics_channel'
import { setTimeout as delay } from 'node:timers/promises'
import { InklingError } from '@inkling/errors'
import {
  BrokenCircuitError,
  type BulkheadPolicy,
  BulkheadRejectedError,
  bulkhead,
  CircuitState,
  ConsecutiveBreaker,
  CountBreaker,
  circuitBreaker,
  handleWhen,
  TaskCancelledError,
  TimeoutStrategy,
  timeout,
} from 'cockatiel'
import { AnyBreaker } from './any-breaker.ts'
import type { Deadline } from './deadline.ts'
import { RetryBudget } from './retry-budget.ts'

export interface PolicyOptions {
  /** Names the dependency in errors and metrics. */
  readonly name: string
  readonly concurrent: number
  readonly queued: number
  readonly attemptTimeoutMs: number
  /** Faults in a row that open the circuit; so do more than half of the last hundred calls, if there were twenty. */
  readonly breakAfter?: number
  readonly halfOpenAfterMs?: number
  /** Whether an error speaks of the dependency's health. Others pass through and never open the circuit. */
  readonly isFault: (error: unknown) => boolean
}

interface PolicyEvent {
  readonly name: string
  readonly event: 'rejected' | 'retry' | 'open' | 'closed' | 'halfOpen'
}

interface ExecuteOptions {
  readonly deadline: Deadline
  /** One more attempt after a fault, inside the deadline and the retry budget; only for what may run twice. */
  readonly retry?: boolean
}

export interface Policy {
  readonly name: string
  /** @throws InklingError overloaded, deadline_exceeded or dependency_unavailable; else what `work` throws. */
  execute<T>(work: (signal: AbortSignal) => Promise<T>, options: ExecuteOptions): Promise<T>
  readonly state: 'closed' | 'open' | 'halfOpen'
}

/** What happens inside policies; telemetry subscribes. */
const policyEvents = channel('inkling:policy')

/** Full jitter before the one retry, so that callers who failed together do not return together. */
const maxJitterMs = 50

/** Answers at the timeout even if the work does not heed its signal; work that ended is not aborted afterwards. */
const aggressively = { strategy: TimeoutStrategy.Aggressive, abortOnReturn: false }

/** A dependency that had less time than this and did not answer is not thereby slow. */
const fairMs = 1_000

/** A caller's own short deadline passed: no fault of the dependency, so callers in a hurry cannot open the circuit for all. */
class Impatience extends TaskCancelledError {}

/** Opens the circuit to what fails often yet never many times in a row. An attempt that timed out is a fault, so this holds for slow ones too. */
const faultRatio = { threshold: 0.5, size: 100, minimumNumberOfCalls: 20 }

const stateNames = {
  [CircuitState.Closed]: 'closed',
  [CircuitState.Open]: 'open',
  [CircuitState.Isolated]: 'open',
  [CircuitState.HalfOpen]: 'halfOpen',
} as const

/** Bulkhead → deadline → retry with budget → breaker → attempt timeout. An open circuit is not retried. The fallback is the caller's catch. */
export function createPolicy(options: PolicyOptions): Policy {
  const { name, isFault } = options
  const publish = (event: PolicyEvent['event']) => policyEvents.publish({ name, event } satisfies PolicyEvent)
  const lanes = bulkhead(options.concurrent, options.queued)
  const breaker = circuitBreaker(
    handleWhen((error) => (error instanceof TaskCancelledError && !(error instanceof Impatience)) || isFault(error)),
    {
      breaker: new AnyBreaker(new ConsecutiveBreaker(options.breakAfter ?? 5), new CountBreaker(faultRatio)),
      halfOpenAfter: options.halfOpenAfterMs ?? 60_000,
      halfOpenSampling: { calls: 3, threshold: 0 },
    },
  )
  const budget = new RetryBudget()
  lanes.onReject(() => publish('rejected'))
  breaker.onStateChange((state) => publish(stateNames[state]))

  // One timer is both the attempt's timeout and the deadline: the shorter of the two.
  const attempt = <T>(work: (signal: AbortSignal) => Promise<T>, { remainingMs }: Deadline) =>
    breaker.execute(async () => {
      const allowedMs = Math.min(options.attemptTimeoutMs, remainingMs)
      try {
        return await timeout(allowedMs, aggressively).execute(({ signal }) => work(signal))
      } catch (error) {
        const saysNothing = allowedMs < Math.min(options.attemptTimeoutMs, fairMs)
        throw error instanceof TaskCancelledError && saysNothing ? new Impatience() : error
      }
    })

  async function attempts<T>(
    work: (signal: AbortSignal) => Promise<T>,
    { deadline, retry = false }: ExecuteOptions,
  ): Promise<T> {
    if (deadline.remainingMs === 0) throw new TaskCancelledError()
    budget.earn()
    try {
      return await attempt(work, deadline)
    } catch (error) {
      const again =
        retry && isFault(error) && breaker.state === CircuitState.Closed && deadline.remainingMs > 0 && budget.spend()
      if (!again) throw error
      publish('retry')
      await delay(Math.random() * Math.min(maxJitterMs, deadline.remainingMs))
      return attempt(work, deadline)
    }
  }

  return {
    name,
    get state() {
      return stateNames[breaker.state]
    },
    async execute(work, executeOptions) {
      const run = () => attempts(work, executeOptions)
      // Most find a free lane and a closed circuit; only who may have to wait for one needs a signal.
      const mayWait = lanes.executionSlots === 0 || breaker.state !== CircuitState.Closed
      try {
        return await (mayWait ? untilAborted(lanes, run, executeOptions.deadline.signal) : lanes.execute(run))
      } catch (error) {
        throw translate(error, name, executeOptions.deadline, isFault)
      }
    },
  }
}

/** Bulkhead and half-open circuit look at the signal only when a caller's turn comes; nobody waits for that beyond its deadline. */
async function untilAborted<T>(lanes: BulkheadPolicy, run: () => Promise<T>, signal: AbortSignal): Promise<T> {
  const { promise: aborted, reject } = Promise.withResolvers<never>()
  const abort = () => reject(new TaskCancelledError())
  signal.addEventListener('abort', abort, { once: true })
  try {
    return await Promise.race([lanes.execute(run, signal), aborted])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}

function translate(error: unknown, name: string, deadline: Deadline, isFault: (error: unknown) => boolean): unknown {
  if (error instanceof BulkheadRejectedError)
    return new InklingError('overloaded', 'Too many requests are waiting; try again shortly', {
      internal: `bulkhead ${name} is full`,
      retryAfterSeconds: 1,
      cause: error,
    })
  if (error instanceof BrokenCircuitError) return unavailable(name, error, `circuit ${name} is open`)
  if (error instanceof TaskCancelledError || deadline.remainingMs === 0)
    return new InklingError('deadline_exceeded', `The answer did not come in time`, {
      internal: `${name} was too slow`,
      cause: error,
    })
  return isFault(error) && !(error instanceof InklingError) ? unavailable(name, error, `${name} failed`) : error
}

const unavailable = (name: string, cause: unknown, internal: string) =>
  new InklingError('dependency_unavailable', `${name} is not available; try again shortly`, {
    internal,
    retryAfterSeconds: 2,
    cause,
  })
