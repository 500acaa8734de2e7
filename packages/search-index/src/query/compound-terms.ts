import type { Corpus } from '../corpus/corpus.ts'
import type { WeightedTerm } from '../ranking/term-weight.ts'
import type { Analyser } from '../text/analyser.ts'
import { commonestForms, sharedTerms } from './shared-terms.ts'

const wordsMax = 32
/** A shorter word is found at the end of a compound only, where the noun stands that names the thing. */
const partMin = 4
const headMin = 3
const letters = /^\p{L}+$/u
const vowel = /[aeiouy]/
const ending = /^(?:e|en|n|s|es|er|ern|em|ens)?$/

/**
 * In a language that writes nouns together, the terms of longer words that hold a word of the query: Kinderfahrradhelm
 * for Fahrradhelm.
 */
export function compoundTerms(analyser: Analyser, corpus: Corpus, query: string): WeightedTerm[] {
  if (!analyser.hasCompounds) return []
  const parts = new Map<string, string>()
  analyser.forEachTerm(query, (term, _start, _end, form) => {
    if (letters.test(form) && !analyser.isStopTerm(term)) parts.set(term, form.startsWith(term) ? term : form)
  })
  return [...parts].flatMap(([term, part]) => sharedTerms(corpus, termsHolding(corpus, term, part)))
}

function termsHolding(corpus: Corpus, term: string, part: string): Set<string> {
  if (part.length < headMin) return new Set()
  const { forms, terms } = corpus
  const found = forms.containing(part).filter((form) => isCompound(forms.textOf(form) ?? '', part))
  const holding = new Set(commonestForms(corpus, found, wordsMax).map((form) => terms.textOf(forms.termOf(form)) ?? ''))
  holding.delete(term)
  return holding
}

/** Whether the rest of the word looks like other words, rather than a few letters. */
function isCompound(word: string, part: string): boolean {
  const at = word.lastIndexOf(part)
  const [before, after] = [word.slice(0, at), word.slice(at + part.length)]
  if (ending.test(after)) return before.length > headMin - (part.length < partMin ? 0 : 1) && vowel.test(before)
  if (part.length < partMin || after.length < headMin || !vowel.test(after)) return false
  return before === '' || (before.length >= headMin && vowel.test(before))
}
