import type { RankedItem } from './ranked-item.ts'

/** Where a model had ranked the item that came next. */
export interface ItemRank {
  /** 1-based; 0 if the item is not listed. The blend lists as many items as asked for, a component its best hundred. */
  rank: number
  /** Above 0. Over all items it sums to at most 1: items that are not listed share the rest. */
  probability: number
}

/** How one model did on one case. */
export interface ModelOutcome extends ItemRank {
  /** The model's best items, in no order. */
  listed: readonly RankedItem[]
}

/** How the blend, and each component alone, did on one case. */
export interface BlendOutcome {
  blend: ModelOutcome
  /** In the order of the blend's components. */
  components: readonly ModelOutcome[]
}
