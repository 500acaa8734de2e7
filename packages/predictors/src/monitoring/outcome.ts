import type { ItemRank } from '../blending/blend-outcome.ts'

/** An item that was listed for a case. */
export interface ListedItem {
  /** Of its name: the same in every process. */
  fingerprint: number
  probability: number
  /** Whether the session had used it. */
  isRepeat: boolean
  /** Whether it came next. */
  happened: boolean
}

/** How one model had placed what then happened. */
export interface Outcome extends ItemRank {
  /** A component's name, or "blend". */
  model: string
  /** Whether the session had used what came next. */
  isRepeat: boolean
  /** Its best 20, in no order. */
  listed: readonly ListedItem[]
}
