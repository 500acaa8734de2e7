import type { WeightedTerm } from '../ranking/term-weight.ts'
import type { Analyser } from '../text/analyser.ts'
import { type MarkedWord, markedWords } from '../text/marked-words.ts'

/** Words or phrases that are synonyms of each other, or one that is also searched as others. */
export type SynonymRule = readonly string[] | { readonly from: string; readonly to: readonly string[] }

interface Replacement {
  /** The terms to find one after the other in a query. */
  readonly from: readonly string[]
  readonly to: readonly (readonly string[])[]
}

/** What the synonym rules make of a query. */
export interface Expansion {
  /** The synonyms, without the query's own terms. */
  readonly terms: readonly WeightedTerm[]
  /** Terms that retrieve nothing alone, but only together in one of the phrases. */
  readonly inPhrases: ReadonlySet<string>
  /** Each is terms to find one after the other in a document. */
  readonly phrases: readonly (readonly string[])[]
}

const nothing: Expansion = { terms: [], inPhrases: new Set(), phrases: [] }
/** The weight of a synonym beside the query's own word. */
const synonymWeight = 0.6
const rulesMax = 10_000

/** Synonym rules. They are applied to queries, so a change needs no reindexing. */
export class Synonyms {
  readonly #analyser: Analyser
  /** By the first term of `from`. */
  readonly #replacements = new Map<string, Replacement[]>()

  /** @throws RangeError for more than 10,000 rules */
  constructor(analyser: Analyser, rules: readonly SynonymRule[]) {
    if (rules.length > rulesMax)
      throw new RangeError(`synonyms has ${rules.length} rules; it must have at most ${rulesMax}`)
    this.#analyser = analyser
    for (const rule of rules) {
      if ('from' in rule) this.#add(rule.from, rule.to)
      else for (const from of rule) this.#add(from, rule)
    }
  }

  /** The synonyms in a query. One of several words is a phrase, in the query and in documents. */
  expand(query: string): Expansion {
    const found = this.#found(query)
    if (found.length === 0) return nothing
    const words = markedWords(this.#analyser, query)
    const weights = new Map<string, number>()
    for (const { from, to } of found) {
      for (const meant of to) {
        // A phrase counts as much as the words it replaces, however many words it has.
        const weight = synonymWeight * Math.min(1, from.length / meant.length)
        for (const term of meant) weights.set(term, Math.max(weight, weights.get(term) ?? 0))
      }
    }
    for (const { term } of words) weights.delete(term)
    const phrases = found.flatMap(({ from, to }) => [from, ...to]).filter(({ length }) => length > 1)
    const alone = new Set([...found.flatMap(({ to }) => to.filter(({ length }) => length === 1).flat())])
    for (const { term } of wordsOutside(words, found)) alone.add(term)
    return {
      terms: Array.from(weights, ([term, weight]) => ({ term, weight, optional: this.#analyser.isStopTerm(term) })),
      inPhrases: new Set(phrases.flat().filter((term) => !alone.has(term))),
      phrases,
    }
  }

  /** Where words of a query have synonyms. */
  spans(query: string): { readonly start: number; readonly end: number }[] {
    return this.#found(query)
  }

  #found(query: string): (Replacement & { start: number; end: number })[] {
    if (this.#replacements.size === 0) return []
    const words = markedWords(this.#analyser, query)
    return words.flatMap(({ term, start }, at) =>
      (this.#replacements.get(term) ?? [])
        .filter(({ from }) => from.every((each, n) => words[at + n]?.term === each))
        .map((replacement) => ({ ...replacement, start, end: words[at + replacement.from.length - 1]?.end ?? start })),
    )
  }

  #add(from: string, to: readonly string[]): void {
    const terms = this.#termsOf(from)
    const [first] = terms
    const meant = to.filter((phrase) => phrase !== from).map((phrase) => this.#termsOf(phrase))
    if (first === undefined) return
    this.#replacements.set(first, [...(this.#replacements.get(first) ?? []), { from: terms, to: meant }])
  }

  #termsOf(phrase: string): string[] {
    return markedWords(this.#analyser, phrase).map(({ term }) => term)
  }
}

/** The words of a query that are in no synonym of several words. */
function wordsOutside(
  words: readonly MarkedWord[],
  found: readonly (Replacement & { start: number; end: number })[],
): MarkedWord[] {
  const phrases = found.filter(({ from }) => from.length > 1)
  return words.filter((word) => !phrases.some(({ start, end }) => start <= word.start && word.end <= end))
}
