import { AcknowledgedPrefix } from './acknowledged-prefix.ts'
import type { Batch } from './batcher.ts'
import type { Deliver } from './deliver.ts'
import type { Acknowledgement } from './tally.ts'

export interface SenderOptions<T> {
  readonly deliver: Deliver<T>
  readonly concurrency: number
  readonly resumeAfterLine: number
  readonly signal: AbortSignal
  /** Every line up to `line` is now acknowledged or was skipped. */
  readonly onAcknowledged: (batch: Batch<T>, answer: Acknowledgement, line: number) => void
}

/**
 * Keeps up to `concurrency` batches in flight. The first batch that fails aborts the others, and `push` or `drain`
 * throws its error.
 */
export class Sender<T> {
  readonly #options: SenderOptions<T>
  readonly #failed = new AbortController()
  readonly #signal: AbortSignal
  readonly #acknowledged: AcknowledgedPrefix
  readonly #inFlight = new Set<Promise<void>>()

  constructor(options: SenderOptions<T>) {
    this.#options = options
    this.#signal = AbortSignal.any([options.signal, this.#failed.signal])
    this.#acknowledged = new AcknowledgedPrefix(options.resumeAfterLine)
  }

  /** Waits for a free place, then sends. A reader that awaits it never runs ahead of the server. */
  async push(batch: Batch<T>): Promise<void> {
    if (this.#inFlight.size >= this.#options.concurrency) await Promise.race(this.#inFlight)
    this.#signal.throwIfAborted()
    const delivery = this.#deliver(batch).finally(() => this.#inFlight.delete(delivery))
    this.#inFlight.add(delivery)
  }

  /** Waits for every answer. @throws the first error */
  async drain(): Promise<void> {
    await this.settle()
    this.#signal.throwIfAborted()
  }

  /** Waits until no batch is in flight, whether it succeeded or failed. */
  async settle(): Promise<void> {
    await Promise.all(this.#inFlight)
  }

  async #deliver(batch: Batch<T>): Promise<void> {
    const acknowledge = this.#acknowledged.sent(batch.lines.at(-1) ?? 0)
    try {
      const answer = await this.#options.deliver(batch.values, this.#signal)
      acknowledge()
      this.#options.onAcknowledged(batch, answer, this.#acknowledged.line)
    } catch (error) {
      this.#failed.abort(error)
    }
  }
}
