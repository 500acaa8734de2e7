import { fnv1a } from '@inkling/learning'
import type { Corpus } from '../corpus/corpus.ts'
import type { PerField } from '../corpus/fields.ts'
import type { SearchDocument } from '../document.ts'
import type { SparseRow } from '../linear-algebra/sparse-matrix.ts'
import { Bm25f, fieldWeights } from '../ranking/bm25f.ts'
import type { Analyser } from '../text/analyser.ts'

/** A bound on the terms that one fit looks at. */
const termsMax = 30_000
/** A term in fewer documents co-occurs with too little to be placed. */
const holdersMin = 2
const defaultWeights = fieldWeights()

export interface FitInput {
  readonly corpus: Corpus
  readonly analyser: Analyser
  readonly terms: readonly string[]
  readonly rarity: readonly number[]
}

/** The terms that most documents hold, stop words left out. */
export function commonTerms({ terms }: Corpus, analyser: Analyser): string[] {
  return [...terms.held()]
    .filter(({ text, documents }) => documents >= holdersMin && !analyser.isStopTerm(text))
    .sort((a, b) => b.documents - a.documents || (a.text < b.text ? -1 : 1))
    .slice(0, termsMax)
    .map(({ text }) => text)
}

/** A row per document: the BM25F weight of each term. */
export function rowsOf({ corpus, analyser, terms, rarity }: FitInput): SparseRow[] {
  const columnOf = new Map(terms.map((term, column) => [term, column]))
  return Array.from({ length: corpus.slots.end }, (_, slot) => {
    const columns: number[] = []
    const values: number[] = []
    forEachWeight(corpus, analyser, corpus.averageLengths, slot, (term, weight) => {
      const column = columnOf.get(term)
      if (column === undefined) return
      columns.push(column)
      values.push(weight * rarity[column]!)
    })
    return { columns, values }
  })
}

/** Visits the BM25F saturation of each term of a document, stop words left out, under given average lengths. */
function forEachWeight(
  corpus: Corpus,
  analyser: Analyser,
  averageLengths: Readonly<PerField>,
  slot: number,
  visit: (term: string, weight: number) => void,
): void {
  const bm25f = new Bm25f(corpus.slots.lengths, averageLengths, defaultWeights)
  corpus.forEachTerm(slot, (number, packed) => {
    const term = corpus.terms.textOf(number)
    if (term !== undefined && !analyser.isStopTerm(term)) visit(term, bm25f.saturation(packed, slot))
  })
}

/**
 * At most `countMax` documents, by id: those whose ids have the lowest hashes, which is a deterministic random sample.
 */
export function sampled(documents: readonly SearchDocument[], countMax: number): SearchDocument[] {
  const byId = (a: SearchDocument, b: SearchDocument): number => (a.id < b.id ? -1 : 1)
  if (documents.length <= countMax) return documents.toSorted(byId)
  return documents
    .map((document) => ({ document, hash: hashOf(document.id) }))
    .sort((a, b) => a.hash - b.hash || byId(a.document, b.document))
    .slice(0, countMax)
    .map(({ document }) => document)
    .sort(byId)
}

/** FNV-1a with a final mix, without which ids with the same ending would stay together. */
function hashOf(text: string): number {
  const hash = fnv1a(text)
  return Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d) >>> 0
}
