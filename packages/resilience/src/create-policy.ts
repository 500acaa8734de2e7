import { InklingError } from '@inkling/errors'
import { BulkheadRejectedError, TaskCancelledError } from 'cockatiel'
import { AdaptiveLimit } from './adaptive-limit.ts'
import { withinAttemptTimeout } from './attempt-timeout.ts'
import { Attempts } from './attempts.ts'
import { checkSettings } from './check-settings.ts'
import { Circuit } from './circuit.ts'
import { HungCall } from './hang-check.ts'
import { withFaults } from './inject-faults.ts'
import { Lanes } from './lanes.ts'
import { Latencies } from './latencies.ts'
import { rememberPolicy } from './policies.ts'
import type { ExecuteOptions, Guard, Policy, PolicyEvent, PolicyOptions, PolicySettings, Work } from './policy.ts'
import { PolicyEvents, publishPolicy } from './policy-events.ts'
import { predefined } from './predefined.ts'
import { toPublicError } from './to-public-error.ts'

/**
 * Bulkhead → deadline → retry with a budget → circuit breaker → timeout of the attempt. A call that an open circuit
 * rejects is not retried. The fallback is the caller's `catch`.
 */
export function createPolicy(options: PolicyOptions): Policy {
  const policy = new LayeredPolicy(options)
  rememberPolicy(policy)
  publishPolicy(policy)
  return policy
}

class LayeredPolicy implements Policy {
  readonly name: string
  readonly #options: PolicyOptions
  readonly #settings: PolicySettings
  readonly #events: PolicyEvents
  readonly #lanes: Lanes
  readonly #limit: AdaptiveLimit
  readonly #latencies: Latencies
  readonly #circuit: Guard
  readonly #attempts: Attempts

  constructor(options: PolicyOptions) {
    this.name = options.name
    this.#options = options
    const settings = settingsOf(options)
    this.#settings = settings
    this.#events = new PolicyEvents(options.name)
    this.#lanes = new Lanes({ ...settings, limit: settings.concurrent })
    this.#limit = new AdaptiveLimit(settings.minConcurrent, settings.concurrent)
    this.#latencies = new Latencies((reading) => {
      this.#limit.observe({ ...reading, isFull: this.#lanes.takeWasFull() })
      this.#lanes.resize(this.#limit.value)
    }, settings.slowMs)
    const usualMs = () => this.#latencies.p95Ms
    const onEvent = (event: PolicyEvent) => this.#events.publish(event)
    options.guard?.listen?.(onEvent)
    this.#circuit = options.guard ?? new Circuit({ ...options, ...settings, ...probeOf(options), usualMs, onEvent })
    const isClosed = () => this.#circuit.state === 'closed'
    this.#attempts = new Attempts({ settings, isFault: options.isFault, events: this.#events, isClosed, usualMs })
  }

  get state() {
    return this.#circuit.state
  }

  async execute<T>(work: Work<T>, options: ExecuteOptions): Promise<T> {
    const { deadline, tenantId = '', priority = 'normal' } = options
    this.#events.counters.calls++
    try {
      const remainingMs = deadline.remainingMs
      if (remainingMs === 0) throw new TaskCancelledError()
      const waiting = this.#lanes.enter({ tenantId, priority }, remainingMs)
      if (waiting) await waiting
      try {
        return await this.#attempts.execute((cancelled) => this.#attempt(work, options, cancelled), options)
      } finally {
        this.#lanes.leave(tenantId)
      }
    } catch (error) {
      if (error instanceof BulkheadRejectedError) this.#events.publish('rejected')
      const told = toPublicError(error, this.#options, deadline, this.state)
      if (told instanceof InklingError && told.code === 'deadline_exceeded') this.#events.publish('expired')
      throw told
    }
  }

  describe() {
    const { name, state } = this
    const { inFlight, queued } = this.#lanes
    const counters = { ...this.#events.counters }
    return {
      name,
      settings: this.#settings,
      state,
      isIdle: this.#circuit.isIdle,
      inFlight,
      queued,
      limit: this.#limit.value,
      counters,
    }
  }

  resetCircuit(): void {
    this.#circuit.reset()
  }

  async #attempt<T>(work: Work<T>, options: ExecuteOptions, cancelled?: AbortSignal): Promise<T> {
    const { deadline, isLong, tenantId } = options
    const { attemptTimeoutMs } = this.#settings
    const controller = new AbortController()
    const run = async () => {
      const startedMs = performance.now()
      const attempted = withFaults(work, { dependency: this.name, tenantId })
      let isGivenUp = false
      try {
        return await withinAttemptTimeout(attempted, deadline, attemptTimeoutMs, controller, cancelled)
      } catch (error) {
        isGivenUp = error instanceof TaskCancelledError || error instanceof HungCall
        throw error
      } finally {
        // How long a call would have taken that was given up is not known.
        if (!(isLong || isGivenUp)) this.#record(startedMs)
      }
    }
    try {
      return await this.#circuit.execute(run, isLong)
    } catch (error) {
      // The call itself still runs.
      if (error instanceof HungCall) controller.abort(error)
      throw error
    }
  }

  #record(startedMs: number): void {
    const nowMs = performance.now()
    this.#latencies.record(nowMs - startedMs, this.#lanes.inFlight, nowMs)
  }
}

/** A fixed limit unless the options say how low it may go. */
function settingsOf({ name, isFault, isFaultyAnswer, probe, mayBeSlow, guard, ...own }: PolicyOptions): PolicySettings {
  const settings = { ...predefined.external, ...own }
  return checkSettings(name, { ...settings, minConcurrent: own.minConcurrent ?? settings.concurrent })
}

/** A probe meets the faults that are made in all calls of the dependency. */
const probeOf = ({ name, probe }: PolicyOptions) =>
  probe && { probe: (signal: AbortSignal) => withFaults(probe, { dependency: name })(signal) }
