export interface Completion {
  /** What was typed, completed: it begins as typed, but for a slip that was corrected. */
  readonly text: string
  /** Items that hold the word; of a phrase, titles that hold it, counted in the newest ones. */
  readonly count: number
}

/** Most counted first, then by text. */
export const compareCompletions = (a: Completion, b: Completion): number =>
  b.count - a.count || (a.text < b.text ? -1 : a.text > b.text ? 1 : 0)
