import type { WeightedTerm } from '../ranking/term-weight.ts'
import type { Analyser } from '../text/analyser.ts'

/** Words or phrases that all stand for one another, or one that also stands for others. */
export type SynonymRule = readonly string[] | { readonly from: string; readonly to: readonly string[] }

interface Replacement {
  /** Terms of the words to be found one after the other in a query. */
  readonly from: readonly string[]
  readonly to: readonly (readonly string[])[]
}

/** What a synonym counts beside the word of the query itself. */
const SYNONYM_WEIGHT = 0.6
const RULES_MAX = 10_000

/** Rules about what else a word of a query can mean, applied to queries: no document need be indexed again. */
export class Synonyms {
  readonly #analyser: Analyser
  /** By the first term of what they replace. */
  readonly #replacements = new Map<string, Replacement[]>()

  /** @throws RangeError for more than 10,000 rules */
  constructor(analyser: Analyser, rules: readonly SynonymRule[]) {
    if (rules.length > RULES_MAX) throw new RangeError(`${rules.length} synonym rules; at most ${RULES_MAX}`)
    this.#analyser = analyser
    for (const rule of rules) {
      if ('from' in rule) this.#add(rule.from, rule.to)
      else for (const from of rule) this.#add(from, rule)
    }
  }

  /** The terms that the words of a query also mean, without its own. */
  expand(query: string): WeightedTerm[] {
    if (this.#replacements.size === 0) return []
    const terms = this.#termsOf(query)
    const weights = new Map<string, number>()
    terms.forEach((first, at) => {
      for (const { from, to } of this.#replacements.get(first) ?? []) {
        if (!from.every((term, n) => terms[at + n] === term)) continue
        for (const meant of to) {
          // A phrase counts as much as what it stands for, however many words it has.
          const weight = SYNONYM_WEIGHT * Math.min(1, from.length / meant.length)
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
