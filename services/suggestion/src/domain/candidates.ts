import { type SourceName, sourceNames } from './sources.ts'

interface Scored {
  readonly itemId: string
  readonly score: number
}

/** What one source lists. */
export interface Leg {
  readonly source: SourceName
  readonly items: readonly Scored[]
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

/** The union of what the sources list. The greatest score of each source becomes 1. */
export function unite(legs: readonly Leg[]): Candidates {
  const found = new Map<string, number[]>()
  const isSpeaking = sourceNames.map(() => false)
  for (const { source, items } of legs) {
    const place = sourceNames.indexOf(source)
    const greatest = items.reduce((most, { score }) => Math.max(most, score), 0)
    if (greatest <= 0) continue
    isSpeaking[place] = true
    for (const { itemId, score } of items) {
      const scores = found.get(itemId) ?? sourceNames.map(() => 0)
      scores[place] = score / greatest
      found.set(itemId, scores)
    }
  }
  return { items: [...found].map(([itemId, scores]) => ({ itemId, scores })), isSpeaking }
}
