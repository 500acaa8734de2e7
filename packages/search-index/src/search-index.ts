import { Columns } from './columns/columns.ts'
import { complete } from './completion/complete.ts'
import type { Completion } from './completion/word-completions.ts'
import { Corpus } from './corpus/corpus.ts'
import { decodeCorpus, encodeCorpus } from './corpus/corpus-state.ts'
import type { SearchDocument } from './document.ts'
import { slotTest } from './filter/slot-test.ts'
import { characteristicTerms } from './ranking/characteristic-terms.ts'
import { termWeight } from './ranking/term-weight.ts'
import { type SearchContext, search } from './search.ts'
import { SearchProfile, type SearchTuning } from './search-profile.ts'
import type { SearchPage, SearchRequest, SimilarHit, SimilarRequest } from './search-request.ts'
import { LsaIndex } from './semantics/lsa-index.ts'
import type { LsaModel } from './semantics/lsa-model.ts'
import { CorpusSpelling } from './spelling/corpus-spelling.ts'
import { type Correction, Speller } from './spelling/speller.ts'
import { type Analyser, analyserFor } from './text/analyser.ts'
import type { Language } from './text/languages.ts'
import { plainText } from './text/plain-text.ts'

export interface SearchIndexOptions extends SearchTuning {
  /** Selects the stemmer and the stop words. Default: `en`. */
  readonly language?: Language
}

/**
 * A search index in memory. Every change is visible to the next call. Answers do not depend on the order of changes.
 */
export class SearchIndex<Document extends SearchDocument = SearchDocument> {
  readonly language: Language
  readonly #analyser: Analyser
  readonly #corpus: Corpus
  readonly #columns: Columns
  readonly #spelling: CorpusSpelling
  /** Never changed, only replaced as a whole. */
  #context: SearchContext

  /** @throws RangeError for a field weight out of range or too many synonym rules */
  constructor({ language = 'en', ...tuning }: SearchIndexOptions = {}) {
    const analyser = analyserFor(language)
    const corpus = new Corpus(analyser)
    const columns = new Columns(corpus.slots)
    this.language = language
    this.#analyser = analyser
    this.#corpus = corpus
    this.#columns = columns
    this.#spelling = new CorpusSpelling(analyser, corpus)
    const [speller, profile] = [new Speller(this.#spelling), this.profile(tuning)]
    this.#context = { analyser, corpus, columns, speller, profile, lsa: undefined }
  }

  /**
   * An index as `encode` left it. Neither its tuning nor its model is part of the bytes.
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

  /** As `decode`, a few milliseconds of work per step, so that other requests can be served in between. */
  static *decodeInSteps<Document extends SearchDocument = SearchDocument>(
    bytes: Uint8Array,
    tuning: SearchTuning = {},
  ): Generator<void, SearchIndex<Document>> {
    const { note, ...state } = decodeCorpus(bytes)
    const index = new SearchIndex<Document>({ ...tuning, language: note as Language })
    yield* index.#corpus.restore(state)
    return index
  }

  /** The distinct terms under which an index of `language` holds a text, in the order of the text. */
  static termsOf(text: string, language: Language): Set<string> {
    const terms = new Set<string>()
    const [analyser, plain] = [analyserFor(language), plainText(text)]
    analyser.forEachTerm(plain, (term) => terms.add(term))
    analyser.forEachSpelling(plain, ({ term }) => terms.add(term))
    return terms
  }

  /** The documents and the index as bytes. Reading them is much faster than indexing. Documents must survive JSON. */
  encode(): Uint8Array<ArrayBuffer> {
    return this.#compacting(() => encodeCorpus(this.#corpus.state(), this.language))
  }

  /**
   * The vectors of the documents that `encode` returned last, for `use`. Nothing may change between the two calls.
   * Empty without a model.
   */
  encodeVectors(): Uint8Array<ArrayBuffer> {
    return this.#context.lsa?.encodeVectors() ?? new Uint8Array()
  }

  /** Documents held. */
  get size(): number {
    return this.#corpus.slots.size
  }

  /** Memory held, estimated: postings, vocabulary, columns, vectors, the default profile, and the documents. */
  get bytes(): number {
    const { lsa, profile } = this.#context
    return this.#corpus.bytes + this.#corpus.documentBytes + this.#columns.bytes + profile.bytes + (lsa?.bytes ?? 0)
  }

  /** The part of `bytes` that the documents themselves take. */
  get documentBytes(): number {
    return this.#corpus.documentBytes
  }

  /** The document as it was put; `undefined` when there is none. */
  document(id: string): Document | undefined {
    // The corpus holds only documents that `put` took; `decode` restores these.
    return this.#corpus.document(id) as Document | undefined
  }

  has(id: string): boolean {
    return this.#corpus.slots.slotOf(id) !== undefined
  }

  /**
   * Adds the document, or replaces the one with its id. The index keeps the object, which must not change afterwards.
   */
  put(document: Document): void {
    this.remove(document.id)
    this.#corpus.put(document)
    this.#context.lsa?.add(this.#corpus.slots.end - 1)
  }

  /** False when there was no such document. */
  remove(id: string): boolean {
    const slot = this.#corpus.slots.slotOf(id)
    if (slot === undefined) return false
    this.#context.lsa?.free(slot)
    return this.#compacting(() => this.#corpus.remove(id))
  }

  /**
   * Words and short phrases of titles that begin as typed, the last word perhaps unfinished, the most frequent first.
   * @throws RangeError for a limit below 1
   */
  complete(typed: string, limit: number): Completion[] {
    checkLimit(limit)
    return complete(this.#corpus, this.#analyser, this.#spelling, typed, limit)
  }

  /** The query in the words of the documents; undefined when nothing in it looks misspelt. */
  correct(query: string): Correction | undefined {
    return this.#context.speller.correct(query)
  }

  /**
   * Ranks by the semantic leg too from now on. The documents held get their vectors at once, some 50 µs each, unless
   * `vectors` holds them; later documents get theirs when they are put.
   * @throws RangeError if `vectors` is not what `encodeVectors` returned for this model and these documents
   */
  use(model: LsaModel, vectors?: Uint8Array): void {
    this.#context = { ...this.#context, lsa: new LsaIndex(this.#corpus, model, vectors) }
  }

  /** The model that `use` was given last. */
  get model(): LsaModel | undefined {
    return this.#context.lsa?.model
  }

  /**
   * Compiles a tuning for `profile` of a search. Compiling reads every synonym rule; keep the profile for later
   * searches.
   * @throws RangeError for a field weight out of range or too many synonym rules
   */
  profile(tuning: SearchTuning): SearchProfile {
    return new SearchProfile(this.#analyser, this.#corpus, tuning)
  }

  /**
   * Ranks by all legs, unless the request names a mode or an order.
   * @throws RangeError for a limit below 1, or a profile of another index
   */
  search(request: SearchRequest): SearchPage {
    checkLimit(request.limit)
    return search({ ...this.#context, profile: this.#profileOf(request) }, request)
  }

  /**
   * Documents similar to the given documents, text and tags together.
   * @throws RangeError for a limit below 1, or a profile of another index
   */
  similar(request: SimilarRequest): SimilarHit[] {
    const { itemIds = [], text, tags, limit, exclude = [], filter } = request
    checkLimit(limit)
    const { ranker, weights } = this.#profileOf(request)
    const slots = [...new Set(itemIds)].flatMap((id) => this.#corpus.slots.slotOf(id) ?? [])
    const terms = characteristicTerms(this.#analyser, this.#corpus, { slots, text, tags }, weights)
    const accept = slotTest(this.#corpus, this.#columns, { filter, exclude: [...itemIds, ...exclude] })
    const bound = terms.reduce((sum, term) => sum + termWeight(this.#corpus, term), 0)
    return ranker.rank(terms, { limit, accept }).map(({ id, score }) => ({ id, score: score / bound }))
  }

  #profileOf({ profile = this.#context.profile }: Pick<SearchRequest, 'profile'>): SearchProfile {
    if (profile.corpus !== this.#corpus)
      throw new RangeError('profile belongs to another index; make one with the profile method of this index')
    return profile
  }

  /** The vectors follow when the corpus moves its slots together; columns are read again. */
  #compacting<T>(work: () => T): T {
    const { end } = this.#corpus.slots
    const done = work()
    if (this.#corpus.slots.end < end) {
      this.#context.lsa?.compact()
      this.#columns.clear()
    }
    return done
  }
}

function checkLimit(limit: number): void {
  if (!Number.isInteger(limit) || limit < 1)
    throw new RangeError(`limit is ${limit}; it must be an integer of at least 1`)
}
