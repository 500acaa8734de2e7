import { byLeg } from '../fusion/learned-fusion.ts'
import { SearchIndex, type SearchIndexOptions } from '../search-index.ts'
import { fitLsa } from '../semantics/fit-lsa.ts'
import { type Accuracy, accuracy, averagePrecisionDepth } from './accuracy.ts'
import { type Collection, judgedQueries, type Query } from './collection.ts'
import { evaluateLearned, type QueryHits } from './evaluate-learned.ts'
import { evaluateTypos, type TypoReport } from './evaluate-typos.ts'
import { explained, type Leg, legs, served } from './legs.ts'
import type { Slip } from './misspell.ts'

export interface SearchEvaluateOptions extends Collection {
  readonly index?: SearchIndexOptions
  /** If given, misspelt queries are measured too. */
  readonly slip?: Slip | undefined
  /** Also measures a fusion that is learned from the judgements. */
  readonly isLearned?: boolean | undefined
  /** A monotonic clock, in milliseconds. */
  readonly clock: () => number
}

export interface SearchReport extends Accuracy {
  /** Queries measured. */
  queries: number
  /** Queries without a relevant document, which are left out. */
  unjudged: number
  documents: number
  /** Milliseconds of a search for ten results, one thread, warmed up. */
  millisP50: number
  millisP99: number
  indexSeconds: number
  /** Fitting the LSA model. In service, a worker does it. */
  fitSeconds: number
  /** Memory of the index, documents and model included. */
  indexBytes: number
  /** Of titles, tags and texts in UTF-8. */
  textBytes: number
  /** Each leg alone. Feedback retrieves nothing by itself; it reorders the hits of all legs. */
  legs: Record<string, Accuracy>
  /** The fusion that is learned from the judgements, five-fold. */
  learned?: Accuracy
  /** By how much was misspelt: nothing, one word, every word. */
  typos?: Record<string, TypoReport>
}

const listed = 10
const putsPerStep = 256

/** Indexes a collection and measures its searches, by the code that serves. In steps, so that a caller can stop it. */
export function* evaluateSearch(options: SearchEvaluateOptions): Generator<void, SearchReport> {
  const { documents, judgements, slip, clock } = options
  const queries = judgedQueries(options)
  const index = new SearchIndex(options.index)
  const startMs = clock()
  for (const [n, document] of documents.entries()) {
    index.put(document)
    if (n % putsPerStep === 0) yield
  }
  const indexedMs = clock()
  index.use(fitLsa(documents, index.language))
  const fittedMs = clock()
  const alone: Record<string, Accuracy> = {}
  for (const [name, leg] of Object.entries(legs)) alone[name] = accuracy(yield* runsOf(index, queries, leg), judgements)
  const asked = yield* explainedOf(index, queries)
  alone.feedback = accuracy(
    asked.map(({ id, hits }) => ({ id, found: byLeg(hits, 'feedback') })),
    judgements,
  )
  const blended = accuracy(
    asked.map(({ id, hits }) => ({ id, found: hits.map((hit) => hit.id) })),
    judgements,
  )
  const millis = yield* timesOf(index, queries, clock)
  return {
    queries: queries.length,
    unjudged: options.queries.length - queries.length,
    documents: index.size,
    ...blended,
    millisP50: percentile(millis, 0.5),
    millisP99: percentile(millis, 0.99),
    indexSeconds: (indexedMs - startMs) / 1000,
    fitSeconds: (fittedMs - indexedMs) / 1000,
    indexBytes: index.bytes,
    textBytes: documents.reduce((sum, document) => sum + textBytesOf(document), 0),
    legs: alone,
    ...(options.isLearned && { learned: yield* evaluateLearned(asked, judgements) }),
    ...(slip && { typos: yield* evaluateTypos(index, queries, judgements, slip) }),
  }
}

function* runsOf(index: SearchIndex, queries: readonly Query[], leg: Leg) {
  const runs = []
  for (const { id, text } of queries) {
    runs.push({ id, found: leg(index, text, averagePrecisionDepth) })
    yield
  }
  return runs
}

function* explainedOf(index: SearchIndex, queries: readonly Query[]): Generator<void, QueryHits[]> {
  const asked: QueryHits[] = []
  for (const { id, text } of queries) {
    asked.push({ id, hits: explained(index, text, averagePrecisionDepth) })
    yield
  }
  return asked
}

/** Times, ascending. Earlier searches have warmed up the code. */
function* timesOf(index: SearchIndex, queries: readonly Query[], clock: () => number) {
  const millis: number[] = []
  for (const { text } of queries) {
    const startMs = clock()
    served(index, text, listed)
    millis.push(clock() - startMs)
    yield
  }
  return millis.sort((a, b) => a - b)
}

function percentile(ascending: readonly number[], share: number): number {
  return ascending[Math.min(ascending.length - 1, Math.floor(ascending.length * share))] ?? 0
}

const encoder = new TextEncoder()

function textBytesOf({ title, tags = [], text = '' }: Collection['documents'][number]): number {
  return [title, ...tags, text].reduce((sum, part) => sum + encoder.encode(part).length, 0)
}
