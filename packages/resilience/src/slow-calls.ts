/** The call is still running after the time that its dependency usually takes. */
export class SlowCall extends Error {
  override readonly name = 'SlowCall'
  /** By performance.now(). */
  readonly startedMs: number
  /** The call may take long: that it does says nothing about its dependency. */
  readonly isLong: boolean

  constructor(startedMs: number, isLong: boolean) {
    super()
    this.startedMs = startedMs
    this.isLong = isLong
  }
}

const checksPerThreshold = 4

interface Running {
  readonly startedMs: number
  readonly isLong: boolean
  readonly tell: (slow: SlowCall) => void
}

/** Watches the calls under way with one timer for all of them, because a timer per call costs more than the policy. */
export class SlowCalls {
  readonly #thresholdMs: () => number
  readonly #everyMs: number
  readonly #onSlow: (slow: SlowCall) => void
  /** In the order of their start. */
  readonly #running = new Set<Running>()
  #timer: NodeJS.Timeout | undefined

  /** @param onSlow gets a call as soon as it is slow */
  constructor(thresholdMs: () => number, onSlow: (slow: SlowCall) => void) {
    this.#onSlow = onSlow
    this.#thresholdMs = thresholdMs
    this.#everyMs = thresholdMs() / checksPerThreshold
  }

  /** The call's own result. @throws SlowCall at the threshold; the call goes on. */
  watch<T>(call: Promise<T>, isLong: boolean): Promise<T> {
    return new Promise((resolve, reject) => {
      const running = { startedMs: performance.now(), isLong, tell: reject }
      const ended = () => void this.#running.delete(running)
      this.#running.add(running)
      this.#timer ??= setInterval(() => this.#check(), this.#everyMs).unref()
      call.then(
        (answer) => {
          ended()
          resolve(answer)
        },
        (error: unknown) => {
          ended()
          reject(error)
        },
      )
    })
  }

  #check(): void {
    const startedBeforeMs = performance.now() - this.#thresholdMs()
    for (const running of this.#running) {
      if (running.startedMs > startedBeforeMs) return
      this.#running.delete(running)
      const slow = new SlowCall(running.startedMs, running.isLong)
      this.#onSlow(slow)
      running.tell(slow)
    }
    if (this.#running.size > 0) return
    clearInterval(this.#timer)
    this.#timer = undefined
  }
}
