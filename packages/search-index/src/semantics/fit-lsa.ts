import { Corpus } from '../corpus/corpus.ts'
import type { SearchDocument } from '../document.ts'
import { rightSingularVectors } from '../linear-algebra/right-singular-vectors.ts'
import { SparseMatrix } from '../linear-algebra/sparse-matrix.ts'
import { inverseDocumentFrequency } from '../ranking/term-weight.ts'
import { analyserFor } from '../text/analyser.ts'
import type { Language } from '../text/languages.ts'
import { cluster, unit } from '../vectors/cluster.ts'
import { quantise } from '../vectors/direction.ts'
import { LsaModel } from './lsa-model.ts'
import { lsaTrust } from './lsa-trust.ts'
import { commonTerms, type FitInput, rowsOf, sampled } from './training-matrix.ts'

/** A bound on the documents, and so on the time and memory, of a fit. */
const documentsMax = 20_000
const dimensionsMax = 256
/** More dimensions distinguish documents; fewer bring together documents that use different words for the same. */
const dimensionsPerRoot = 3
/** Smaller collections have no centroids: a search compares every vector. */
const clusteredMin = 8_000

/**
 * Latent semantic analysis (Deerwester, Dumais, Furnas, Landauer, Harshman 1990) of BM25F weights. A pure function of
 * the set of documents, whatever their order; a large set is sampled by id. It takes seconds, so it belongs in a worker
 * thread.
 */
export function fitLsa(documents: readonly SearchDocument[], language: Language = 'en'): LsaModel {
  const analyser = analyserFor(language)
  // A joined spelling occurs with its parts and nothing else, which would pull the parts together.
  const corpus = new Corpus(analyser, { hasSpellings: false })
  for (const document of sampled(documents, documentsMax)) corpus.put(document)
  const terms = commonTerms(corpus, analyser)
  const rarity = terms.map((term) => inverseDocumentFrequency(corpus.documentsWith(term), corpus.slots.size))
  const model = modelOf({ corpus, analyser, terms, rarity }, documents.length)
  return new LsaModel({ ...model.parts, trust: lsaTrust(corpus, analyser, model) })
}

function modelOf(fitted: FitInput, documents: number): LsaModel {
  const { corpus, terms, rarity } = fitted
  const matrix = new SparseMatrix(rowsOf(fitted), terms.length)
  const wanted = Math.min(dimensionsMax, Math.round(dimensionsPerRoot * Math.sqrt(documents)))
  const { count, vectors } = rightSingularVectors(matrix, wanted)
  const quantised = terms.map((_, row) => quantise(vectors.subarray(row * count, (row + 1) * count)))
  return new LsaModel({
    dimensions: count,
    trust: 1,
    averageLengths: corpus.averageLengths,
    terms,
    scales: Float32Array.from(quantised, ({ scale }, row) => scale * rarity[row]!),
    vectors: joined(
      quantised.map(({ values }) => values),
      count,
    ),
    centroids: centroidsOf(matrix.times(vectors, count), count, documents),
  })
}

function centroidsOf(rows: Float32Array, width: number, documents: number): Int8Array {
  if (documents < clusteredMin) return new Int8Array(0)
  const units: Float64Array[] = []
  for (let start = 0; start < rows.length; start += width) {
    const vector = unit(Float64Array.from(rows.subarray(start, start + width)))
    if (vector !== undefined) units.push(vector)
  }
  return cluster(units, Math.round(Math.sqrt(documents)))
}

function joined(rows: readonly Int8Array[], width: number): Int8Array {
  const all = new Int8Array(rows.length * width)
  rows.forEach((row, n) => {
    all.set(row, n * width)
  })
  return all
}
