import type { LogPosition } from '@inkling/database'
import { withTimeout } from '@inkling/resilience'

interface Waiter {
  readonly transactionId: bigint
  readonly resolve: (isKnown: true) => void
}

/** Whether a reader at `position` has read a transaction and every one before it. */
export const knows = (position: LogPosition, transactionId: bigint): boolean => position.xid > transactionId

/** The requests that wait until a model knows a transaction. */
export class WriteWaiters {
  readonly #waiters = new Set<Waiter>()

  /** True as soon as the transaction is known, false after `timeoutMs`. */
  async wait(transactionId: bigint, timeoutMs: number): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<true>()
    const waiter = { transactionId, resolve }
    this.#waiters.add(waiter)
    const isKnown = await withTimeout(promise, timeoutMs)
    this.#waiters.delete(waiter)
    return isKnown ?? false
  }

  /** The model has read as far as `position`. */
  advanceTo(position: LogPosition): void {
    for (const { transactionId, resolve } of this.#waiters) if (knows(position, transactionId)) resolve(true)
  }
}
