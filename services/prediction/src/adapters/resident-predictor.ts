import type { NextItemModel } from '@inkling/predictors'
import type { RemovedItems } from '../domain/removed-items.ts'

interface Resident<M> {
  readonly cluster: string
  readonly model: M
  readonly epoch: number
  waitFor(transactionId: bigint, timeoutMs: number): Promise<boolean>
}

/** A tenant's model and its removed items, as one: it knows only what both know. */
export class ResidentPredictor {
  readonly #predictor: Resident<NextItemModel>
  readonly #removed: Resident<RemovedItems>

  constructor(predictor: Resident<NextItemModel>, removed: Resident<RemovedItems>) {
    this.#predictor = predictor
    this.#removed = removed
  }

  get model(): NextItemModel {
    return this.#predictor.model
  }

  get cluster(): string {
    return this.#predictor.cluster
  }

  /** Undefined if there are none. */
  get removals(): RemovedItems | undefined {
    const { model } = this.#removed
    return model.isEmpty ? undefined : model
  }

  /** The last transaction that both know. */
  get epoch(): number {
    return Math.min(this.#predictor.epoch, this.#removed.epoch)
  }

  /** Waits until both know a transaction. Returns whether they do. */
  async waitFor(transactionId: bigint, timeoutMs: number): Promise<boolean> {
    const known = await Promise.all(
      [this.#predictor, this.#removed].map((resident) => resident.waitFor(transactionId, timeoutMs)),
    )
    return known.every((isKnown) => isKnown)
  }
}
