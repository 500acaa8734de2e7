import type { ScoreAccumulator } from '../ranking/score-accumulator.ts'
import type { Context } from './context.ts'

/**
 * A component of the blend. It reads the log, which holds an event before `apply` hears of it.
 *
 * Scores are positive and need only be comparable within one call: the blend turns them into probabilities. What
 * depends on the log alone must be undone exactly by `remove`; what was learned from outcomes is no part of that.
 */
export interface Predictor {
  readonly name: string
  /** Numbers that `tune` may set, if the component has any. */
  readonly tuning?: Tuning
  /** An event was appended. */
  apply?(event: number): void
  /** Events of this item were taken out. */
  remove?(item: number): void
  /** The log was loaded or renumbered, or `tuning` changed: derive everything anew. */
  rebuild?(): void
  /** Scores what may come next. */
  score(context: Context, scores: ScoreAccumulator): void
  /** This item came next, in a context that was just scored. Called before the event is applied. */
  learn?(context: Context, item: number): void
  /** What `learn` has learned. */
  learned?: number[]
  readonly heldBytes?: number
}

export interface Tuning {
  /** Current values by name. */
  readonly values: Record<string, number>
  /** Values worth trying, by name, in the order in which to try the names. */
  readonly choices: Readonly<Record<string, readonly number[]>>
}
