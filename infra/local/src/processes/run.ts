import type { ServerProcess } from './server-process.ts'
import type { Clock, Unit } from './unit.ts'

const firstDelayMs = 250
const longestDelayMs = 5_000
/** A process that ran this long before it died is started again after the shortest delay. */
const stableAfterMs = 10_000
const startTimeoutMs = 60_000

/** Keeps a unit running from a start to its stop, as one process after another. */
export class Run {
  process: ServerProcess | undefined
  ready = newReady()
  #isServing = false
  readonly #unit: Unit
  readonly #clock: Clock
  readonly #stopping = new AbortController()
  readonly #firstReady = this.ready.promise
  readonly #loop: Promise<void>

  constructor(unit: Unit, clock: Clock) {
    this.#unit = unit
    this.#clock = clock
    this.#loop = this.#keepRunning()
  }

  /** Resolves when the first process serves. */
  async served() {
    const timer = new AbortController()
    const tooLate = this.#clock.sleep(startTimeoutMs, timer.signal).then(() => {
      throw new Error(`${this.#unit.name} did not become ready within ${startTimeoutMs / 1000} s`)
    })
    tooLate.catch(ignore)
    await Promise.race([this.#firstReady, tooLate]).finally(() => timer.abort())
  }

  kill(signal: NodeJS.Signals) {
    // `ready` must now mean the next process, although this one has not ended yet.
    if (signal !== 'SIGSTOP' && signal !== 'SIGCONT') this.#servesNoMore()
    this.process?.kill(signal)
  }

  async stop() {
    this.#stopping.abort()
    this.ready.reject(new Error(`${this.#unit.name} was stopped`))
    await this.process?.stop()
    await this.#loop
  }

  async #keepRunning() {
    let failures = 0
    let hasServed = false
    while (!this.#stopping.signal.aborted) {
      const startedAtMs = this.#clock.nowMs()
      const end = await this.#runOnce()
      hasServed ||= end.served
      failures = this.#clock.nowMs() - startedAtMs >= stableAfterMs ? 1 : failures + 1
      if (!hasServed && failures >= this.#unit.startAttempts) return this.ready.reject(end.error)
      await this.#wait(end.error.message, failures)
    }
  }

  async #runOnce(): Promise<{ served: boolean; error: Error }> {
    try {
      const launched = await this.#unit.launch()
      this.process = launched
      if (this.#stopping.signal.aborted) await launched.stop()
      const ended = new AbortController()
      const serving = this.#announceReady(ended.signal, launched.pid)
      const exit = await launched.exited
      ended.abort()
      this.#servesNoMore()
      return { served: await serving, error: new Error(`${this.#unit.name} ended with ${exit}`) }
    } catch (error) {
      return { served: false, error: error instanceof Error ? error : new Error(String(error)) }
    } finally {
      this.process = undefined
    }
  }

  async #announceReady(ended: AbortSignal, pid: number | undefined): Promise<boolean> {
    const answered = await this.#unit.whenReady(ended, pid).then(
      () => true,
      () => false,
    )
    if (!answered || ended.aborted) return false
    this.#isServing = true
    this.ready.resolve()
    return true
  }

  #servesNoMore() {
    if (this.#isServing) this.ready = newReady()
    this.#isServing = false
  }

  async #wait(exit: string, failures: number) {
    if (this.#stopping.signal.aborted) return
    const delayMs = Math.min(firstDelayMs * 2 ** (failures - 1), longestDelayMs)
    this.#unit.onRestart?.(this.#unit.name, exit, delayMs)
    await this.#clock.sleep(delayMs, this.#stopping.signal).catch(ignore)
  }
}

function newReady(): PromiseWithResolvers<void> {
  const ready = Promise.withResolvers<void>()
  ready.promise.catch(ignore)
  return ready
}

const ignore = () => undefined
