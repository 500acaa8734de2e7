import type { Analyser } from '../text/analyser.ts'
import { addOccurrence, type PackedFrequencies } from './fields.ts'

interface Source {
  readonly text?: string | undefined
  readonly tags?: readonly string[] | undefined
}

/** The terms of words that are no document of the corpus. */
export function countTerms(analyser: Analyser, { text = '', tags = [] }: Source): Map<string, PackedFrequencies> {
  const counts = new Map<string, PackedFrequencies>()
  analyser.forEachTerm(text, (term) => counts.set(term, addOccurrence.text(counts.get(term) ?? 0)))
  for (const tag of tags)
    analyser.forEachTerm(tag, (term) => counts.set(term, addOccurrence.tags(counts.get(term) ?? 0)))
  return counts
}
