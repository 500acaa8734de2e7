import { analyserFor } from './analyser-for.ts'
import type { Language } from './languages.ts'

/** The distinct terms under which an index of `language` holds a text, in their first order. */
export function termsOf(text: string, language: Language): Set<string> {
  const terms = new Set<string>()
  analyserFor(language).forEachTerm(text, (term) => terms.add(term))
  return terms
}
