/** The call is still running after the time that its dependency usually takes. */
export class SlowCall extends Error {
  override readonly name = 'SlowCall'
  /** By performance.now(). */
  readonly startedMs: number

  constructor(startedMs: number) {
    super()
    this.startedMs = startedMs
  }
}

const checksPerThreshold = 4

interface Running {
  readonly startedMs: number
  readonly tell: (slow: SlowCall) => void
}

/** Watches the calls under way with one timer for all of them, because a timer per call costs more than the policy. */
export class SlowCalls {
  readonly #thresholdMs: () => number
  readonly #everyMs: number
  readonly #onSlow: (startedMs: number) => void
  /** In the order of their start. */
  readonly #running = new Set<Running>()
  #timer: NodeJS.Timeout | undefined

  /** @param onSlow gets the time at which a call began, by performance.now(), as soon as the call is slow */
  constructor(thresholdMs: () => number, onSlow: (startedMs: number) => void) {
    this.#onSlow = onSlow
    this.#thresholdMs = thresholdMs
    this.#everyMs = thresholdMs() / checksPerThreshold
  }

  /** The call's own result. @throws SlowCall at the threshold; the call goes on. */
  watch<T>(call: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const running = { startedMs: performance.now(), tell: reject }
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
      this.#onSlow(running.startedMs)
      running.tell(new SlowCall(running.startedMs))
    }
    if (this.#running.size > 0) return
    clearInterval(this.#timer)
    this.#timer = undefined
  }
}
