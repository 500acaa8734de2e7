import { Analyser } from './analyser.ts'
import type { Language } from './languages.ts'

const analysers = new Map<Language, Analyser>()

/** One analyser per language serves every index: all it holds is a bounded memory of words already analysed. */
export function analyserFor(language: Language): Analyser {
  const analyser = analysers.get(language) ?? new Analyser(language)
  analysers.set(language, analyser)
  return analyser
}
