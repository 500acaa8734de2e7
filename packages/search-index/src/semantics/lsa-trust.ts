import type { Corpus } from '../corpus/corpus.ts'
import type { SearchDocument } from '../document.ts'
import { fieldWeights } from '../ranking/bm25f.ts'
import { Ranker } from '../ranking/ranker.ts'
import { queryTerms, type WeightedTerm } from '../ranking/term-weight.ts'
import type { Analyser } from '../text/analyser.ts'
import { LsaIndex } from './lsa-index.ts'
import type { LsaModel } from './lsa-model.ts'

/** So many that the standard error of their mean is below 0.02. */
const samples = 300
/** In smaller collections the best ten agree by chance. */
const documentsMin = 250
/** As many content words as questions have. */
const termsMax = 8
const termsMin = 3
const averagePrecisionDepth = 10
/** The trust in a collection that is too small to measure. */
const unknown = 0.75
const trustMax = 4
/** Chosen on six collections, not derived. */
const power = 4.5

/**
 * How far the semantic leg can be trusted in a collection, from 0 to 4: the odds that one of its ten best documents is
 * among the ten best of the lexical leg, to the power of 4.5. The queries are the openings of documents, which name
 * their subject as queries do. The document itself, which both legs find, is left out.
 */
export function lsaTrust(corpus: Corpus, analyser: Analyser, model: LsaModel): number {
  if (corpus.slots.size < documentsMin) return unknown
  const meaning = new LsaIndex(corpus, model)
  const ranker = new Ranker(corpus, fieldWeights())
  const step = Math.max(1, Math.floor(corpus.slots.end / samples))
  let [both, all] = [0, 0]
  for (let slot = 0; slot < corpus.slots.end; slot += step) {
    const document = corpus.slots.document(slot)
    const terms = document === undefined ? [] : opening(analyser, document)
    if (terms.length < termsMin) continue
    const request = { limit: averagePrecisionDepth, accept: (other: number) => other !== slot }
    const byWords = new Set(ranker.rank(terms, request).map(({ id }) => id))
    both += meaning.nearest(meaning.ofTerms(terms), request).filter(({ id }) => byWords.has(id)).length
    all += averagePrecisionDepth
  }
  if (all === 0) return unknown
  return Math.min(trustMax, (both / Math.max(1, all - both)) ** power)
}

function opening(analyser: Analyser, { title, text = '' }: SearchDocument): WeightedTerm[] {
  return queryTerms(analyser, `${title} ${text}`)
    .filter(({ optional }) => !optional)
    .slice(0, termsMax)
    .map((term) => ({ ...term, weight: 1 }))
}
