import { Columns } from './columns/columns.ts'
import { complete } from './completion/complete.ts'
import type { Completion } from './completion/completion.ts'
import { Corpus } from './corpus/corpus.ts'
import { decodeCorpus, encodeCorpus } from './corpus/corpus-state.ts'
import type { PerField } from './corpus/fields.ts'
import type { SearchDocument } from './document.ts'
import { countFacets } from './facets/count-facets.ts'
import { type SlotTest, slotTest } from './filter/slot-test.ts'
import type { HybridHit } from './fusion/hybrid-hit.ts'
import { HybridRanker } from './fusion/hybrid-ranker.ts'
import { highlight } from './highlight/highlight.ts'
import { Meaning } from './meaning/meaning.ts'
import type { MeaningModel } from './meaning/meaning-model.ts'
import { readQuery } from './query/read-query.ts'
import { type SynonymRule, Synonyms } from './query/synonyms.ts'
import { characteristicTerms } from './ranking/characteristic-terms.ts'
import { type FieldWeights, fieldWeights } from './ranking/field-weights.ts'
import { acceptedSlots, matchingSlots } from './ranking/matching-slots.ts'
import type { Position } from './ranking/position.ts'
import { Ranker } from './ranking/ranker.ts'
import { termGain } from './ranking/term-gain.ts'
import type { WeightedTerm } from './ranking/weighted-term.ts'
import type { SearchHit, SearchPage, SearchRequest } from './search-request.ts'
import type { SimilarHit, SimilarRequest } from './similar-request.ts'
import { firstById } from './sort/first-by-id.ts'
import { sortedHits } from './sort/sorted-hits.ts'
import { CorpusSpelling } from './spelling/corpus-spelling.ts'
import { type Correction, Speller } from './spelling/speller.ts'
import { withTypedTerms } from './spelling/typed-terms.ts'
import type { Analyser } from './text/analyser.ts'
import { analyserFor } from './text/analyser-for.ts'
import type { Language } from './text/languages.ts'
import { type Total, totalOf } from './total.ts'

/** What can be changed without indexing anew. */
export interface SearchTuning {
  /** What a word counts in each field, from 0 to 100; 5 in the title, 3 in tags and 1 in the text unless told otherwise. */
  readonly fieldWeights?: FieldWeights | undefined
  readonly synonyms?: readonly SynonymRule[] | undefined
}

export interface SearchIndexOptions extends SearchTuning {
  /** Whose stemmer and stop words to use; `en` unless told otherwise. */
  readonly language?: Language
}

/** A request, and which slots it lets be found. */
type Asked = SearchRequest & { readonly accept: SlotTest | undefined }

/** A full-text index in memory. Every change is visible to the next call; answers do not depend on the order of changes. */
export class SearchIndex<Document extends SearchDocument = SearchDocument> {
  readonly language: Language
  readonly #analyser: Analyser
  readonly #corpus: Corpus
  readonly #columns: Columns
  #weights: Readonly<PerField>
  #ranker: Ranker
  #hybrid: HybridRanker
  #synonyms: Synonyms
  readonly #spelling: CorpusSpelling
  readonly #speller: Speller
  #meaning: Meaning | undefined

  /** @throws RangeError for a field weight out of range or too many synonym rules */
  constructor({ language = 'en', ...tuning }: SearchIndexOptions = {}) {
    this.language = language
    this.#analyser = analyserFor(language)
    this.#corpus = new Corpus(this.#analyser)
    this.#columns = new Columns(this.#corpus.slots)
    this.#weights = fieldWeights(tuning.fieldWeights)
    this.#synonyms = new Synonyms(this.#analyser, tuning.synonyms ?? [])
    this.#ranker = new Ranker(this.#corpus, this.#weights)
    this.#spelling = new CorpusSpelling(this.#analyser, this.#corpus)
    this.#speller = new Speller(this.#spelling)
    this.#hybrid = new HybridRanker(this.#corpus, this.#analyser, this.#ranker, this.#weights)
  }

  /** Replaces the tuning as a whole, from the next call on. @throws RangeError as the constructor does, changing nothing */
  tune(tuning: SearchTuning): void {
    const weights = fieldWeights(tuning.fieldWeights)
    this.#synonyms = new Synonyms(this.#analyser, tuning.synonyms ?? [])
    this.#weights = weights
    this.#ranker = new Ranker(this.#corpus, weights)
    this.#hybrid = new HybridRanker(this.#corpus, this.#analyser, this.#ranker, weights)
  }

  /**
   * An index as `encode` left it; neither its tuning nor its model is part of that.
   * @throws RangeError if the bytes are not a snapshot of this version
   */
  static decode<Document extends SearchDocument = SearchDocument>(
    bytes: Uint8Array,
    tuning: SearchTuning = {},
  ): SearchIndex<Document> {
    const steps = SearchIndex.decodeInSteps<Document>(bytes, tuning)
    for (;;) {
      const step = steps.next()
      if (step.done === true) return step.value
    }
  }

  /** As `decode`, a few milliseconds of work at each step, so that others may be served in between. */
  static *decodeInSteps<Document extends SearchDocument = SearchDocument>(
    bytes: Uint8Array,
    tuning: SearchTuning = {},
  ): Generator<void, SearchIndex<Document>> {
    const { note, ...state } = decodeCorpus(bytes)
    const index = new SearchIndex<Document>({ ...tuning, language: note as Language })
    yield* index.#corpus.restore(state)
    return index
  }

  /** The documents and the index as bytes, which are much faster to read than documents are to index. Documents must survive JSON. */
  encode(): Uint8Array<ArrayBuffer> {
    return this.#compacting(() => encodeCorpus(this.#corpus.state(), this.language))
  }

  /** Where meaning has placed the documents that `encode` gave last, for `use`; nothing may have changed in between. Empty without a model. */
  placed(): Uint8Array<ArrayBuffer> {
    return this.#meaning?.placed() ?? new Uint8Array()
  }

  /** Documents held. */
  get size(): number {
    return this.#corpus.slots.size
  }

  /** Memory held, estimated: postings, vocabulary, columns, and the documents themselves. */
  get bytes(): number {
    const meaning = this.#meaning === undefined ? 0 : this.#meaning.bytes + this.#hybrid.bytes
    return this.#corpus.bytes + this.#corpus.documentBytes + this.#columns.bytes + this.#ranker.bytes + meaning
  }

  /** The part of `bytes` that the documents themselves take. */
  get documentBytes(): number {
    return this.#corpus.documentBytes
  }

  /** The document as it was put; `undefined` when there is none. */
  document(id: string): Document | undefined {
    // Only `put` fills the corpus, and `decode` with what was put.
    return this.#corpus.document(id) as Document | undefined
  }

  has(id: string): boolean {
    return this.#corpus.slots.slotOf(id) !== undefined
  }

  /** Adds the document, or replaces the one with its id. The index keeps the object, which must not change afterwards. */
  put(document: Document): void {
    this.remove(document.id)
    this.#corpus.put(document)
    this.#meaning?.add(this.#corpus.slots.end - 1)
  }

  /** False when there was no such document. */
  remove(id: string): boolean {
    const slot = this.#corpus.slots.slotOf(id)
    if (slot === undefined) return false
    this.#meaning?.free(slot)
    return this.#compacting(() => this.#corpus.remove(id))
  }

  /**
   * Words and short phrases of titles that begin as typed, the last word perhaps unfinished, the most frequent first.
   * Throws a RangeError for a limit below 1.
   */
  complete(typed: string, limit: number): Completion[] {
    return complete(this.#corpus, this.#analyser, this.#spelling, typed, checkedLimit(limit))
  }

  /** The query in the words of the documents; undefined when nothing in it looks misspelt. */
  correct(query: string): Correction | undefined {
    return this.#speller.correct(query)
  }

  /**
   * Searches by meaning too from now on. The documents held are placed at once, which takes some 50 µs each, unless `placed` says
   * where; later ones as they come.
   * @throws RangeError if `placed` is not what `placed()` gave of an index with this model and these documents
   */
  use(model: MeaningModel, placed?: Uint8Array): void {
    this.#meaning = new Meaning(this.#corpus, model, placed)
  }

  /** What `use` was given last. */
  get model(): MeaningModel | undefined {
    return this.#meaning?.model
  }

  /** Ranks by words, and by meaning where there is a model, unless an order is asked for. Throws a RangeError for a limit below 1. */
  search(request: SearchRequest): SearchPage {
    const limit = checkedLimit(request.limit)
    const correction = request.correct === true ? this.#speller.correct(request.query, request) : undefined
    const query = correction?.corrected ?? request.query
    const { terms: wanted, quoted } = readQuery(this.#analyser, this.#corpus, this.#synonyms, { ...request, query })
    const terms = correction ? withTypedTerms(this.#analyser, this.#corpus, wanted, correction) : wanted
    const accept = slotTest(this.#corpus, this.#columns, request, quoted)
    const isListed = isBlank(query) || request.sort !== undefined || request.facets !== undefined
    const matches = isListed ? this.#matches(terms, request, accept) : undefined
    const depth = limit + (request.shown?.size ?? 0)
    const asked = { ...request, limit: depth, accept }
    const found = this.#found(terms, { ...asked, limit: depth + 1 }, matches)
    const fresh = found.filter(({ id }) => request.shown?.has(id) !== true)
    const hits = fresh.slice(0, limit)
    const next = fresh.length > limit ? hits.at(-1) : undefined
    return {
      hits: this.#detailed(hits, terms, request),
      ...(next && { next: positionOf(next) }),
      total: this.#total(terms, asked, found, matches),
      ...(matches && request.facets && { facets: countFacets(this.#columns, matches, request.facets) }),
      ...(correction && { correction }),
    }
  }

  /** Documents about the same as the given documents, text and tags together. Throws a RangeError for a limit below 1. */
  similar({ itemIds = [], text, tags, limit, exclude = [], filter }: SimilarRequest): SimilarHit[] {
    const slots = [...new Set(itemIds)].flatMap((id) => this.#corpus.slots.slotOf(id) ?? [])
    const terms = characteristicTerms(this.#analyser, this.#corpus, { slots, text, tags }, this.#weights)
    const accept = slotTest(this.#corpus, this.#columns, { filter, exclude: [...itemIds, ...exclude] })
    const bound = terms.reduce((sum, term) => sum + termGain(this.#corpus, term), 0)
    return this.#ranker
      .rank(terms, { limit: checkedLimit(limit), accept })
      .map(({ id, score }) => ({ id, score: score / bound }))
  }

  /** Meaning follows where the corpus moves its slots together; columns are made anew. */
  #compacting<T>(work: () => T): T {
    const { end } = this.#corpus.slots
    const done = work()
    if (this.#corpus.slots.end < end) {
      this.#meaning?.compact()
      this.#columns.clear()
    }
    return done
  }

  #matches(terms: readonly WeightedTerm[], { query }: SearchRequest, accept: SlotTest | undefined): Uint32Array {
    return isBlank(query) ? acceptedSlots(this.#corpus, accept) : matchingSlots(this.#corpus, terms, accept)
  }

  #found(
    terms: readonly WeightedTerm[],
    request: Asked,
    matches: Uint32Array | undefined,
  ): readonly (Position & Partial<HybridHit>)[] {
    const { query, limit, after, sort } = request
    if (matches !== undefined && sort === undefined && isBlank(query))
      return firstById(this.#corpus, matches, { limit, after })
    if (matches === undefined || sort === undefined) return this.#ranked(terms, request)
    return sortedHits(this.#corpus, this.#columns, matches, { sort, limit, after }).map((hit) => ({
      ...hit,
      score: this.#ranker.scoreOf(terms, this.#corpus.slots.slotOf(hit.id) ?? -1),
    }))
  }

  #ranked(terms: readonly WeightedTerm[], request: Asked): readonly (Position & Partial<HybridHit>)[] {
    const { limit, after, accept, mode } = request
    const rank = { limit, after, accept }
    const meaning = this.#meaning
    if (mode === 'lexical') return this.#ranker.rank(terms, rank)
    if (mode === 'semantic' && meaning) return meaning.nearest(meaning.ofTerms(terms), rank)
    return this.#hybrid.rank(terms, { ...rank, meaning, legs: request.legs, fusion: request.fusion })
  }

  #meaningFor({ query, sort, mode }: SearchRequest): Meaning | undefined {
    return isBlank(query) || sort !== undefined || mode === 'lexical' ? undefined : this.#meaning
  }

  /** Counts what words find; what meaning alone finds comes on top. */
  #total(
    terms: readonly WeightedTerm[],
    request: Asked,
    found: readonly Position[],
    matches: Uint32Array | undefined,
  ): Total {
    const { accept, after, limit } = request
    const isAll = after === undefined && found.length <= limit
    const isWords = this.#meaningFor(request) === undefined
    if (matches && (isWords || !isAll)) return { value: matches.length, relation: isWords ? 'exact' : 'atLeast' }
    const total = totalOf(this.#corpus, terms, { found: found.length, isAll, isFiltered: accept !== undefined })
    return isWords || isAll ? total : { ...total, relation: 'atLeast' }
  }

  #detailed(
    hits: readonly (Position & Partial<HybridHit>)[],
    terms: readonly WeightedTerm[],
    request: SearchRequest,
  ): SearchHit[] {
    if (request.highlight !== true && request.explain !== true) return hits.map(positionOf)
    const gains = new Map(
      terms.filter((term) => !term.optional).map((term) => [term.term, termGain(this.#corpus, term)]),
    )
    return hits.map((hit) => {
      const document = request.highlight === true ? this.#corpus.document(hit.id) : undefined
      return {
        ...positionOf(hit),
        ...(document && { highlight: highlight(this.#analyser, document, gains) }),
        ...(request.explain === true && {
          terms: this.#ranker.explain(terms, this.#corpus.slots.slotOf(hit.id) ?? -1),
          ...(hit.legs && { legs: hit.legs }),
        }),
      }
    })
  }
}

const positionOf = ({ id, score, key }: Position): Position => ({ id, score, ...(key !== undefined && { key }) })

const isBlank = (query: string): boolean => query.trim() === ''

function checkedLimit(limit: number): number {
  if (Number.isInteger(limit) && limit >= 1) return limit
  throw new RangeError(`limit is ${limit}; it must be an integer of at least 1`)
}
