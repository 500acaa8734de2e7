import type { SearchDocument } from '../document.ts'
import type { Analyser } from '../text/analyser.ts'
import { addOccurrence, type PackedFrequencies, type PerField } from './fields.ts'

export interface TermCounts {
  readonly frequencies: ReadonlyMap<string, PackedFrequencies>
  /** Terms in each field, stop words left out: they would make chatty texts look long. */
  readonly lengths: Readonly<PerField>
}

/** The terms of a document's searched fields. A pure function of both, so counting again undoes an addition exactly. */
export function countTerms(analyser: Analyser, document: Pick<SearchDocument, keyof PerField>): TermCounts {
  const frequencies = new Map<string, PackedFrequencies>()
  const lengths = { title: 0, tags: 0, text: 0 }
  const count = (field: keyof PerField, text: string): void => {
    const add = addOccurrence[field]
    analyser.forEachTerm(text, (term) => {
      frequencies.set(term, add(frequencies.get(term) ?? 0))
      if (!analyser.isStopTerm(term)) lengths[field]++
    })
  }
  count('title', document.title)
  for (const tag of document.tags ?? []) count('tags', tag)
  if (document.text !== undefined) count('text', document.text)
  return { frequencies, lengths }
}
