import { sourceNames } from './sources.ts'

/** What one service lists: by source, a score for each item; 0 if the source lists it not. */
export interface Leg {
  readonly itemIds: readonly string[]
  readonly scores: Readonly<Record<string, readonly number[]>>
}

/** An item, and what each source scored it: in [0, 1], in the order of `sourceNames`; 0 if the source lists it not. */
export interface Candidate {
  readonly itemId: string
  readonly scores: readonly number[]
}

export interface Candidates {
  readonly items: readonly Candidate[]
  /** Whether each source lists anything, in the order of `sourceNames`. */
  readonly isSpeaking: readonly boolean[]
}

const noScores: readonly number[] = sourceNames.map(() => 0)

/** The union of what the services list. The greatest score of each source becomes 1; unknown sources are left out. */
export function unite(legs: readonly Leg[]): Candidates {
  const found = new Map<string, number[]>()
  const isSpeaking = sourceNames.map(() => false)
  const rowOf = (itemId: string) => {
    const row = found.get(itemId) ?? noScores.slice()
    found.set(itemId, row)
    return row
  }
  for (const { itemIds, scores } of legs) {
    const rows: (number[] | undefined)[] = new Array(itemIds.length)
    for (const [place, source] of sourceNames.entries()) {
      const column = scores[source] ?? []
      const greatest = column.reduce((most, score) => Math.max(most, score), 0)
      if (greatest <= 0) continue
      isSpeaking[place] = true
      for (let n = 0; n < itemIds.length; n++) {
        const score = column[n] as number
        if (!(score > 0)) continue
        const row = rows[n] ?? rowOf(itemIds[n] as string)
        rows[n] = row
        row[place] = score / greatest
      }
    }
  }
  return { items: [...found].map(([itemId, own]) => ({ itemId, scores: own })), isSpeaking }
}
