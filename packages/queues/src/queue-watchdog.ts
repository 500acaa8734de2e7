import type { QueueLook } from './job-submitter.ts'

export interface QueueWatchdogOptions {
  /** What waits in the queues that this process serves. Rejects while Redis does not answer. */
  readonly look: () => Promise<readonly Pick<QueueLook, 'queue' | 'active' | 'firstJob'>[]>
  /** How long the first job of a queue may wait while none is at work. */
  readonly mostMs: number
  /** A clock that is never set. */
  readonly nowMs?: () => number
}

/**
 * Finds that a worker takes no jobs although its connection is well, which only a restart mends: the same job stays the
 * first one of a queue, and no process works on a job of it. It says nothing while Redis does not answer, and measures
 * by its own clock, because a job may have waited for long before its queue got it.
 */
export class QueueWatchdog {
  readonly #options: Required<QueueWatchdogOptions>
  /** By queue: its first job, and since when that waits with none at work. */
  #waiting = new Map<string, { readonly job: string; readonly sinceMs: number }>()

  constructor(options: QueueWatchdogOptions) {
    this.#options = { nowMs: () => performance.now(), ...options }
  }

  /** The queue that is stuck, if there is one. */
  get stuck(): string | undefined {
    const oldestMs = this.#options.nowMs() - this.#options.mostMs
    for (const [queue, { sinceMs }] of this.#waiting) if (sinceMs <= oldestMs) return queue
    return undefined
  }

  /** To be called again and again, more often than `mostMs`. */
  async look(): Promise<void> {
    const looks = await this.#options.look().catch(() => [])
    const nowMs = this.#options.nowMs()
    const before = this.#waiting
    this.#waiting = new Map()
    for (const { queue, active, firstJob: job } of looks) {
      if (job === undefined || active > 0) continue
      const known = before.get(queue)
      this.#waiting.set(queue, known?.job === job ? known : { job, sinceMs: nowMs })
    }
  }
}
