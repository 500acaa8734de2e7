import type { ItemRank } from '../blending/blend-outcome.ts'

/** An item that a model listed in a case. */
export interface ListedItem {
  /** Hash of its name, the same in every process. */
  fingerprint: number
  probability: number
  /** Whether the session had used it. */
  isRepeat: boolean
  /** Whether it came next. */
  happened: boolean
}

/** How one model ranked the item that came next. */
export interface Outcome extends ItemRank {
  /** A component's name, or "blend". */
  model: string
  /** Whether the session had used the item that came next. */
  isRepeat: boolean
  /** The model's best 20, in no order. */
  listed: readonly ListedItem[]
}
