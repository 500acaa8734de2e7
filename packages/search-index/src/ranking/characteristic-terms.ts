import type { Corpus } from '../corpus/corpus.ts'
import type { PackedFrequencies, PerField } from '../corpus/fields.ts'
import { countTerms } from '../corpus/term-counts.ts'
import type { Analyser } from '../text/analyser.ts'
import { averageSaturation } from './bm25f.ts'
import { termGain } from './term-weight.ts'
import type { WeightedTerm } from './weighted-term.ts'

const TERMS_MAX = 25

export interface Sources {
  /** Of documents of the corpus. */
  readonly slots: readonly number[]
  readonly text?: string | undefined
  readonly tags?: readonly string[] | undefined
}

interface Characteristic extends WeightedTerm {
  readonly gain: number
}

/** The terms that tell the sources from the rest of the corpus, by tf-idf. Terms that nothing but the sources holds find nothing. */
export function characteristicTerms(
  analyser: Analyser,
  corpus: Corpus,
  sources: Sources,
  weights: Readonly<PerField>,
): WeightedTerm[] {
  const totals = new Map<string, number>()
  const holders = new Map<string, number>()
  const collect = (term: string, packed: PackedFrequencies, held: 0 | 1): void => {
    if (analyser.isStopTerm(term)) return
    totals.set(term, (totals.get(term) ?? 0) + averageSaturation(packed, weights))
    holders.set(term, (holders.get(term) ?? 0) + held)
  }
  for (const slot of sources.slots) {
    for (const [number, packed] of corpus.forward(slot)) collect(corpus.terms.textOf(number) ?? '', packed, 1)
  }
  for (const [term, packed] of countTerms(analyser, sources)) collect(term, packed, 0)

  const found: Characteristic[] = []
  for (const [term, weight] of totals) {
    if (corpus.documentsWith(term) <= (holders.get(term) ?? 0)) continue
    const weighted = { term, weight, optional: false }
    found.push({ ...weighted, gain: termGain(corpus, weighted) })
  }
  return found.sort((a, b) => b.gain - a.gain || (a.term < b.term ? -1 : 1)).slice(0, TERMS_MAX)
}
