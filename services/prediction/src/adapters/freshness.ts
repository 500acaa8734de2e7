import type { CountedAnswer } from '@inkling/service-kit'
import { sloMetrics } from '@inkling/telemetry'

/** A tenant's model in memory. */
interface Learning {
  readonly tenantId: string
  /** Waits until the model knows a transaction, for at most `timeoutMs`. */
  waitFor(transactionId: bigint, timeoutMs: number): Promise<boolean>
}

/** Later than this is as bad as never. */
const giveUpMs = 30_000

const labels = { class: 'freshness', outcome: 'ok' }

/**
 * Measures how long a committed event takes until it changes predictions, for the objective `freshness`. At most one
 * commit per tenant is under observation, so that a model that cannot read gathers no observers.
 */
export class Freshness {
  readonly #count: (sample: CountedAnswer) => void
  readonly #nowMs: () => number
  readonly #observed = new Set<string>()
  readonly #metrics = sloMetrics()

  constructor(count: (sample: CountedAnswer) => void, nowMs: () => number = () => performance.now()) {
    this.#count = count
    this.#nowMs = nowMs
  }

  /** Begins at the commit. Without a model in memory there are no predictions that could be stale. */
  measure(model: Learning | undefined, transactionId: bigint): void {
    if (model === undefined || transactionId === 0n || this.#observed.has(model.tenantId)) return
    this.#observed.add(model.tenantId)
    const committedMs = this.#nowMs()
    void model.waitFor(transactionId, giveUpMs).then(() => {
      this.#observed.delete(model.tenantId)
      const elapsedMs = this.#nowMs() - committedMs
      this.#metrics.answers.observe(labels, elapsedMs / 1_000)
      this.#count({ tenantId: model.tenantId, class: 'freshness', isError: false, elapsedMs })
    })
  }
}
