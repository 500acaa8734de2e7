import type { Corpus } from '../corpus/corpus.ts'
import { editCost } from '../fuzzy/edit-cost.ts'
import type { Analyser } from '../text/analyser.ts'

export interface Completion {
  /** The typed text, completed. It begins as typed, except for a corrected slip. */
  readonly text: string
  /** How many items hold the word. For a phrase: how many of the newest titles hold it. */
  readonly count: number
}

/** Highest count first, then by text. */
export const compareCompletions = (a: Completion, b: Completion): number =>
  b.count - a.count || (a.text < b.text ? -1 : a.text > b.text ? 1 : 0)

/** Shorter beginnings are all one slip away from each other. */
const forgivenLength = 4
/** Admits any one slip after the first letter. */
const forgivenCost = 1.6

/** The most frequent words with this beginning, or else with a similar one. One form of each word, no stop words. */
export function wordsBeginning(corpus: Corpus, analyser: Analyser, beginning: string, limit: number): Completion[] {
  if (beginning === '') return []
  const found = collect(corpus, analyser, beginning, limit, (word) => word.startsWith(beginning))
  if (found.length > 0 || beginning.length < forgivenLength) return found
  return collect(corpus, analyser, beginning, limit, (word) => {
    // A letter too many or too few before it moves the end of the beginning.
    const { length } = beginning
    return [length, length + 1, length - 1].some(
      (end) => word.length >= end && editCost(beginning, word.slice(0, end), 1, forgivenCost) <= forgivenCost,
    )
  })
}

function collect(
  { forms, terms }: Corpus,
  analyser: Analyser,
  beginning: string,
  limit: number,
  fits: (word: string) => boolean,
): Completion[] {
  const byTerm = new Map<number, Completion>()
  let least = 0
  forms.near.forEachStartingWith(beginning.charCodeAt(0), (number) => {
    const count = forms.documentsWith(number)
    if (count <= least) return
    const text = forms.textOf(number) ?? ''
    if (text.length < 2 || !fits(text)) return
    const term = forms.termOf(number)
    if (analyser.isStopTerm(terms.textOf(term) ?? '')) return
    const completion = { text, count }
    const known = byTerm.get(term)
    if (known === undefined || compareCompletions(completion, known) < 0) byTerm.set(term, completion)
    if (byTerm.size > 4 * limit) least = keepBest(byTerm, 2 * limit)
  })
  return [...byTerm.values()].sort(compareCompletions).slice(0, limit)
}

/** Drops all but the best. Returns a count that no dropped completion exceeds. */
function keepBest(byTerm: Map<number, Completion>, kept: number): number {
  const sorted = [...byTerm].sort(([, a], [, b]) => compareCompletions(a, b))
  for (const [term] of sorted.slice(kept)) byTerm.delete(term)
  return (sorted[kept]?.[1].count ?? 1) - 1
}
