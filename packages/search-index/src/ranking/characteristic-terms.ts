import type { Corpus } from '../corpus/corpus.ts'
import { addOccurrence, type PackedFrequencies, type PerField } from '../corpus/fields.ts'
import type { Analyser } from '../text/analyser.ts'
import { averageSaturation } from './bm25f.ts'
import { termWeight, type WeightedTerm } from './term-weight.ts'

const termsMax = 25

export interface Sources {
  /** Documents of the corpus. */
  readonly slots: readonly number[]
  readonly text?: string | undefined
  readonly tags?: readonly string[] | undefined
}

interface CharacteristicTerm extends WeightedTerm {
  readonly score: number
}

/**
 * The terms that distinguish the sources from the rest of the corpus, by tf-idf. Terms that only the sources hold are
 * left out.
 */
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

  const found: CharacteristicTerm[] = []
  for (const [term, weight] of totals) {
    if (corpus.documentsWith(term) <= (holders.get(term) ?? 0)) continue
    const weighted = { term, weight, optional: false }
    found.push({ ...weighted, score: termWeight(corpus, weighted) })
  }
  return found.sort((a, b) => b.score - a.score || (a.term < b.term ? -1 : 1)).slice(0, termsMax)
}

interface Source {
  readonly text?: string | undefined
  readonly tags?: readonly string[] | undefined
}

/** The terms of a text and tags that are no document of the corpus. */
function countTerms(analyser: Analyser, { text = '', tags = [] }: Source): Map<string, PackedFrequencies> {
  const counts = new Map<string, PackedFrequencies>()
  analyser.forEachTerm(text, (term) => counts.set(term, addOccurrence.text(counts.get(term) ?? 0)))
  for (const tag of tags)
    analyser.forEachTerm(tag, (term) => counts.set(term, addOccurrence.tags(counts.get(term) ?? 0)))
  return counts
}
