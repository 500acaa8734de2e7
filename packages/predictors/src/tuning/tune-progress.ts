export interface TuneProgress {
  step: string
  /** Share of the time budget, in [0, 1]. */
  fraction: number
}

/** The share of the time budget that is spent, in [0, 1]. */
export type Spent = () => number
