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
  const begun = new Collected(corpus, analyser, limit)
  for (const number of corpus.forms.startingWith(beginning)) begun.offer(number)
  const found = begun.sorted()
  if (found.length > 0 || beginning.length < forgivenLength) return found
  const similar = new Collected(corpus, analyser, limit)
  similar.offerFiled(beginning, (word) => {
    // A letter too many or too few before it moves the end of the beginning.
    const { length } = beginning
    return [length, length + 1, length - 1].some(
      (end) => word.length >= end && editCost(beginning, word.slice(0, end), 1, forgivenCost) <= forgivenCost,
    )
  })
  return similar.sorted()
}

/** The best completions, one form of each term. */
class Collected {
  readonly #corpus: Corpus
  readonly #analyser: Analyser
  readonly #limit: number
  readonly #byTerm = new Map<number, Completion>()
  /** No form that fewer documents hold can be among the best. */
  #least = 0

  constructor(corpus: Corpus, analyser: Analyser, limit: number) {
    this.#corpus = corpus
    this.#analyser = analyser
    this.#limit = limit
  }

  /** Offers the forms with the first letter of `beginning` that fit. */
  offerFiled(beginning: string, fits: (word: string) => boolean): void {
    this.#corpus.forms.near.forEachStartingWith(beginning.charCodeAt(0), (number) => this.offer(number, fits))
  }

  offer(number: number, fits?: (word: string) => boolean): void {
    const { forms, terms } = this.#corpus
    const count = forms.documentsWith(number)
    if (count <= this.#least) return
    const text = forms.textOf(number) ?? ''
    if (text.length < 2 || fits?.(text) === false) return
    const term = forms.termOf(number)
    if (this.#analyser.isStopTerm(terms.textOf(term) ?? '')) return
    const completion = { text, count }
    const known = this.#byTerm.get(term)
    if (known === undefined || compareCompletions(completion, known) < 0) this.#byTerm.set(term, completion)
    if (this.#byTerm.size > 4 * this.#limit) this.#least = keepBest(this.#byTerm, 2 * this.#limit)
  }

  sorted(): Completion[] {
    return [...this.#byTerm.values()].sort(compareCompletions).slice(0, this.#limit)
  }
}

/** Drops all but the best. Returns a count that no dropped completion exceeds. */
function keepBest(byTerm: Map<number, Completion>, kept: number): number {
  const sorted = [...byTerm].sort(([, a], [, b]) => compareCompletions(a, b))
  for (const [term] of sorted.slice(kept)) byTerm.delete(term)
  return (sorted[kept]?.[1].count ?? 1) - 1
}
