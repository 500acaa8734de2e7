import type { ScoreAccumulator } from '../ranking/score-accumulator.ts'
import type { Context } from './context.ts'

/**
 * A component of the blend. It reads the log, which already holds an event when `apply` is called for it.
 *
 * Scores are positive and need only be comparable within one call, because the blend turns them into probabilities.
 * `remove` must undo exactly all state that depends on the log alone. It need not undo the effects of `learn`.
 */
export interface Predictor {
  readonly name: string
  /** Parameters that `tune` may set, if the component has any. */
  readonly tuning?: Tuning
  /** An event was appended. */
  apply?(event: number): void
  /** Events of this item were removed, or are in another session now. */
  remove?(item: number): void
  /** The log was loaded or renumbered, or `tuning` changed: derive all state again. */
  rebuild?(): void
  /** Scores the items that may come next. */
  score(context: Context, scores: ScoreAccumulator): void
  /** This item came next, in a context that was just scored. Called before the event is applied. */
  learn?(context: Context, item: number): void
  /** The state that `learn` has learned. */
  learned?: number[]
  readonly heldBytes?: number
}

interface Tuning {
  /** Current values by name. */
  readonly values: Record<string, number>
  /** Values worth trying, by name, in the order in which to try the names. */
  readonly choices: Readonly<Record<string, readonly number[]>>
}
