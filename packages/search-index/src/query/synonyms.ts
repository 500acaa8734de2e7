import type { WeightedTerm } from '../ranking/term-weight.ts'
import type { Analyser } from '../text/analyser.ts'

/** Words or phrases that are synonyms of each other, or one that is also searched as others. */
export type SynonymRule = readonly string[] | { readonly from: string; readonly to: readonly string[] }

interface Replacement {
  /** The terms to find one after the other in a query. */
  readonly from: readonly string[]
  readonly to: readonly (readonly string[])[]
}

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

  /** The synonyms of the words of a query, as terms, without its own terms. */
  expand(query: string): WeightedTerm[] {
    if (this.#replacements.size === 0) return []
    const terms = this.#termsOf(query)
    const weights = new Map<string, number>()
    terms.forEach((first, at) => {
      for (const { from, to } of this.#replacements.get(first) ?? []) {
        if (!from.every((term, n) => terms[at + n] === term)) continue
        for (const meant of to) {
          // A phrase counts as much as the words it replaces, however many words it has.
          const weight = synonymWeight * Math.min(1, from.length / meant.length)
          for (const term of meant) weights.set(term, Math.max(weight, weights.get(term) ?? 0))
        }
      }
    })
    for (const term of terms) weights.delete(term)
    return Array.from(weights, ([term, weight]) => ({ term, weight, optional: this.#analyser.isStopTerm(term) }))
  }

  #add(from: string, to: readonly string[]): void {
    const terms = this.#termsOf(from)
    const [first] = terms
    const meant = to.filter((phrase) => phrase !== from).map((phrase) => this.#termsOf(phrase))
    if (first === undefined) return
    this.#replacements.set(first, [...(this.#replacements.get(first) ?? []), { from: terms, to: meant }])
  }

  #termsOf(phrase: string): string[] {
    const terms: string[] = []
    this.#analyser.forEachTerm(phrase, (term) => terms.push(term))
    return terms
  }
}
