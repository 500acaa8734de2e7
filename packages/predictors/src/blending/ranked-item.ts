/** The share of one component in a probability: weight × score, where the score is the component's own probability. */
export interface Reason {
  model: string
  weight: number
  score: number
}

/** An item of the log with the probability that it comes next. */
export interface RankedItem {
  item: number
  probability: number
  /** Only if asked for: the sum of weight × score is the probability; the strongest reason comes first. */
  reasons?: Reason[]
}
