import {
  BrokenCircuitError,
  CircuitState,
  ConsecutiveBreaker,
  CountBreaker,
  circuitBreaker,
  ExponentialBackoff,
  handleWhen,
  noJitterGenerator,
  TaskCancelledError,
} from 'cockatiel'
import { AnyBreaker } from './any-breaker.ts'
import { AttemptTimeout, Overtaken } from './attempt-timeout.ts'
import { HangCheck, HungCall } from './hang-check.ts'
import type { CircuitStateName, Guard, PolicyOptions, PolicySettings } from './policy.ts'
import { SlowCall, SlowCalls } from './slow-calls.ts'
import { SlowRow } from './slow-row.ts'

/** Opens the circuit of a dependency that fails often, yet never many times in a row. */
const faultRatio = { threshold: 0.5, size: 100, minimumNumberOfCalls: 20 }

/** A half-open circuit lets three calls through. It closes when all three succeed and opens at the first fault. */
const trials = { calls: 3, threshold: 0 }

/** A dependency that works answers a probe within this part of the slow threshold. */
const probePart = 0.5

/** A half-open circuit without a trial for so long is not called. */
const idleAfterTrialMs = 5_000

/** A call is slow for its dependency if it takes this many times its usual longest. */
const slowFactor = 3

const stateNames = {
  [CircuitState.Closed]: 'closed',
  [CircuitState.Open]: 'open',
  [CircuitState.Isolated]: 'open',
  [CircuitState.HalfOpen]: 'halfOpen',
} as const

export interface CircuitOptions
  extends Pick<PolicyOptions, 'isFault' | 'isFaultyAnswer' | 'probe' | 'mayBeSlow'>,
    Pick<PolicySettings, 'breakAfter' | 'firstHalfOpenAfterMs' | 'halfOpenAfterMs' | 'slowMs'> {
  /** The time that nearly all calls take. */
  readonly usualMs?: () => number | undefined
  readonly onEvent?: (event: 'slow' | 'opened') => void
}

/**
 * The circuit breaker of one dependency. Faults are errors, answers that say so, attempts that time out, and calls that
 * still run after the slow threshold. Two such slow calls in a row open it, and so does a single one while the
 * dependency does not answer a probe either: then it hangs, and the slow calls are given up. Of work that is long by
 * its nature, and of a dependency whose calls may be slow, only the latter are faults.
 *
 * While it is open, the probe finds out when the dependency answers again, so that no caller waits for that. Then calls
 * are its trials; without any, it closes.
 */
export class Circuit implements Guard {
  readonly #breakers: AnyBreaker
  readonly #breaker: ReturnType<typeof breakerOf>
  readonly #slow: SlowCalls
  readonly #slowRow = new SlowRow()
  readonly #mayBeSlow: boolean
  readonly #hangCheck: HangCheck | undefined
  readonly #onEvent: (event: 'slow' | 'opened') => void
  #trials = 0
  #openings = 0
  #idleFromMs = Number.POSITIVE_INFINITY
  #isAnswering = false
  #timer: NodeJS.Timeout | undefined

  constructor(options: CircuitOptions) {
    const { slowMs, breakAfter, mayBeSlow = false, usualMs = () => undefined, onEvent = () => {} } = options
    this.#onEvent = onEvent
    this.#hangCheck = options.probe && new HangCheck(options.probe, probePart * slowMs)
    const thresholdMs = () => Math.max(slowMs, slowFactor * (usualMs() ?? 0))
    this.#slow = new SlowCalls(thresholdMs, ({ startedMs, isLong }) => isLong || this.#slowRow.add(startedMs))
    this.#mayBeSlow = mayBeSlow
    this.#breakers = new AnyBreaker(new ConsecutiveBreaker(breakAfter), new CountBreaker(faultRatio), this.#slowRow)
    this.#breaker = breakerOf(options, this.#breakers, () => this.state === 'halfOpen')
    this.#breaker.onStateChange((state) => {
      this.#trials = 0
      if (state === CircuitState.Closed) this.#end()
      if (state !== CircuitState.Open) return
      const waitMs = Math.min(options.halfOpenAfterMs, options.firstHalfOpenAfterMs * 2 ** this.#openings++)
      this.#idleFromMs = performance.now() + waitMs
      if (this.#hangCheck) this.#awaitAnswer(this.#hangCheck, waitMs, options.halfOpenAfterMs)
      onEvent('opened')
    })
  }

  get state(): CircuitStateName {
    return stateNames[this.#breaker.state]
  }

  get isIdle(): boolean {
    return this.#hangCheck === undefined && this.state !== 'closed' && performance.now() >= this.#idleFromMs
  }

  /**
   * @throws BrokenCircuitError when it is open, while no probe is answered, and at once for all calls beyond the three
   * trials while it is half-open
   * @throws HungCall while the call still runs, if the dependency hangs
   */
  async execute<T>(run: () => Promise<T>, isLong = false): Promise<T> {
    if (this.#hangCheck && !this.#isAnswering && this.state !== 'closed') throw new BrokenCircuitError()
    const isHalfOpen = this.#breaker.state === CircuitState.HalfOpen
    if (isHalfOpen && this.#trials >= trials.calls) throw new BrokenCircuitError()
    let running: Promise<T> | undefined
    try {
      return await this.#breaker.execute(() => {
        if (this.#breaker.state === CircuitState.HalfOpen) this.#beginTrial()
        running = run()
        return isLong && !this.#hangCheck ? running : this.#slow.watch(running, isLong || this.#mayBeSlow)
      })
    } catch (error) {
      if (!(error instanceof SlowCall) || running === undefined) throw error
      if (!isLong) this.#onEvent('slow')
      return this.#hangCheck ? await this.#unlessHung(running, error, this.#hangCheck) : running
    }
  }

  async #unlessHung<T>(running: Promise<T>, slow: SlowCall, check: HangCheck): Promise<T> {
    const ended = running.then(
      () => false,
      () => false,
    )
    if (await Promise.race([ended, check.finds(() => this.#fail(slow))])) throw new HungCall()
    return running
  }

  /** Waits before each probe, twice as long after one without an answer, up to `mostMs`. */
  #awaitAnswer(check: HangCheck, waitMs: number, mostMs: number): void {
    this.#isAnswering = false
    this.#later(waitMs, async () => {
      if (!(await check.isAnswered())) return this.#awaitAnswer(check, Math.min(mostMs, 2 * waitMs), mostMs)
      this.#isAnswering = true
      this.#closeOnceIdle()
    })
  }

  #closeOnceIdle(): void {
    this.#later(idleAfterTrialMs, async () => this.reset())
  }

  #later(waitMs: number, work: () => Promise<void>): void {
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void work(), waitMs).unref()
  }

  #beginTrial(): void {
    this.#trials++
    this.#idleFromMs = performance.now() + idleAfterTrialMs
    if (this.#hangCheck) this.#closeOnceIdle()
  }

  #end(): void {
    clearTimeout(this.#timer)
    this.#openings = 0
  }

  /** Opens the circuit, unless another call succeeded since the slow one began. Returns whether it is open. */
  async #fail({ startedMs }: SlowCall): Promise<boolean> {
    this.#slowRow.addHung(startedMs)
    await this.#breaker.execute(() => Promise.reject(new HungCall())).catch(() => {})
    return this.state === 'open'
  }

  reset(): void {
    this.#breakers.success(CircuitState.HalfOpen)
    this.#breaker.isolate().dispose()
  }
}

function breakerOf(options: CircuitOptions, breaker: AnyBreaker, isHalfOpen: () => boolean) {
  const { isFault, isFaultyAnswer = () => false, mayBeSlow = false, firstHalfOpenAfterMs, halfOpenAfterMs } = options
  // A trial that was overtaken does not show that the dependency is well again: what hangs is always overtaken.
  const isFaulty = (error: unknown) => {
    if (error instanceof SlowCall) return !error.isLong
    if (error instanceof AttemptTimeout) return !mayBeSlow
    if (error instanceof TaskCancelledError) return error instanceof Overtaken && isHalfOpen()
    return error instanceof HungCall || isFault(error)
  }
  return circuitBreaker(handleWhen(isFaulty).orWhenResult(isFaultyAnswer), {
    breaker,
    halfOpenAfter: new ExponentialBackoff({
      generator: noJitterGenerator,
      initialDelay: Math.min(firstHalfOpenAfterMs, halfOpenAfterMs),
      maxDelay: halfOpenAfterMs,
    }),
    halfOpenSampling: trials,
  })
}
