import { Columns } from './columns/columns.ts'
import { complete } from './completion/complete.ts'
import type { Completion } from './completion/completion.ts'
import { Corpus } from './corpus/corpus.ts'
import { decodeCorpus, encodeCorpus } from './corpus/corpus-state.ts'
import type { PerField } from './corpus/fields.ts'
import type { SearchDocument } from './document.ts'
import { slotTest } from './filter/slot-test.ts'
import { HybridRanker } from './fusion/hybrid-ranker.ts'
import { type SynonymRule, Synonyms } from './query/synonyms.ts'
import { characteristicTerms } from './ranking/characteristic-terms.ts'
import { type FieldWeights, fieldWeights } from './ranking/field-weights.ts'
import { Ranker } from './ranking/ranker.ts'
import { termGain } from './ranking/term-weight.ts'
import { type Searched, search } from './search.ts'
import type { SearchPage, SearchRequest } from './search-request.ts'
import { Meaning } from './semantics/meaning.ts'
import type { MeaningModel } from './semantics/meaning-model.ts'
import type { SimilarHit, SimilarRequest } from './similar-request.ts'
import { CorpusSpelling } from './spelling/corpus-spelling.ts'
import { type Correction, Speller } from './spelling/speller.ts'
import type { Analyser } from './text/analyser.ts'
import { analyserFor } from './text/analyser-for.ts'
import type { Language } from './text/languages.ts'

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

/** A full-text index in memory. Every change is visible to the next call; answers do not depend on the order of changes. */
export class SearchIndex<Document extends SearchDocument = SearchDocument> {
  readonly language: Language
  readonly #analyser: Analyser
  readonly #corpus: Corpus
  readonly #columns: Columns
  readonly #spelling: CorpusSpelling
  #searched: Searched
  #weights: Readonly<PerField>

  /** @throws RangeError for a field weight out of range or too many synonym rules */
  constructor({ language = 'en', ...tuning }: SearchIndexOptions = {}) {
    const analyser = analyserFor(language)
    const corpus = new Corpus(analyser)
    this.language = language
    this.#analyser = analyser
    this.#corpus = corpus
    this.#columns = new Columns(corpus.slots)
    this.#spelling = new CorpusSpelling(analyser, corpus)
    this.#weights = fieldWeights(tuning.fieldWeights)
    this.#searched = {
      ...{ analyser, corpus, columns: this.#columns, speller: new Speller(this.#spelling), meaning: undefined },
      ...this.#tuned(tuning),
    }
  }

  /** Replaces the tuning as a whole, from the next call on. @throws RangeError as the constructor does, changing nothing */
  tune(tuning: SearchTuning): void {
    const tuned = this.#tuned(tuning)
    this.#weights = fieldWeights(tuning.fieldWeights)
    this.#searched = { ...this.#searched, ...tuned }
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
    return this.#searched.meaning?.placed() ?? new Uint8Array()
  }

  /** Documents held. */
  get size(): number {
    return this.#corpus.slots.size
  }

  /** Memory held, estimated: postings, vocabulary, columns, and the documents themselves. */
  get bytes(): number {
    const meaning =
      this.#searched.meaning === undefined ? 0 : this.#searched.meaning.bytes + this.#searched.hybrid.bytes
    return this.#corpus.bytes + this.#corpus.documentBytes + this.#columns.bytes + this.#searched.ranker.bytes + meaning
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
    this.#searched.meaning?.add(this.#corpus.slots.end - 1)
  }

  /** False when there was no such document. */
  remove(id: string): boolean {
    const slot = this.#corpus.slots.slotOf(id)
    if (slot === undefined) return false
    this.#searched.meaning?.free(slot)
    return this.#compacting(() => this.#corpus.remove(id))
  }

  /**
   * Words and short phrases of titles that begin as typed, the last word perhaps unfinished, the most frequent first.
   * Throws a RangeError for a limit below 1.
   */
  complete(typed: string, limit: number): Completion[] {
    checkLimit(limit)
    return complete(this.#corpus, this.#analyser, this.#spelling, typed, limit)
  }

  /** The query in the words of the documents; undefined when nothing in it looks misspelt. */
  correct(query: string): Correction | undefined {
    return this.#searched.speller.correct(query)
  }

  /**
   * Searches by meaning too from now on. The documents held are placed at once, which takes some 50 µs each, unless `placed` says
   * where; later ones as they come.
   * @throws RangeError if `placed` is not what `placed()` gave of an index with this model and these documents
   */
  use(model: MeaningModel, placed?: Uint8Array): void {
    this.#searched = { ...this.#searched, meaning: new Meaning(this.#corpus, model, placed) }
  }

  /** What `use` was given last. */
  get model(): MeaningModel | undefined {
    return this.#searched.meaning?.model
  }

  /** Ranks by words, and by meaning where there is a model, unless an order is asked for. Throws a RangeError for a limit below 1. */
  search(request: SearchRequest): SearchPage {
    checkLimit(request.limit)
    return search(this.#searched, request)
  }

  /** Documents about the same as the given documents, text and tags together. Throws a RangeError for a limit below 1. */
  similar({ itemIds = [], text, tags, limit, exclude = [], filter }: SimilarRequest): SimilarHit[] {
    checkLimit(limit)
    const slots = [...new Set(itemIds)].flatMap((id) => this.#corpus.slots.slotOf(id) ?? [])
    const terms = characteristicTerms(this.#analyser, this.#corpus, { slots, text, tags }, this.#weights)
    const accept = slotTest(this.#corpus, this.#columns, { filter, exclude: [...itemIds, ...exclude] })
    const bound = terms.reduce((sum, term) => sum + termGain(this.#corpus, term), 0)
    return this.#searched.ranker.rank(terms, { limit, accept }).map(({ id, score }) => ({ id, score: score / bound }))
  }

  #tuned({ fieldWeights: given, synonyms = [] }: SearchTuning): Pick<Searched, 'synonyms' | 'ranker' | 'hybrid'> {
    const weights = fieldWeights(given)
    const rules = new Synonyms(this.#analyser, synonyms)
    const ranker = new Ranker(this.#corpus, weights)
    return { synonyms: rules, ranker, hybrid: new HybridRanker(this.#corpus, this.#analyser, ranker, weights) }
  }

  /** Meaning follows where the corpus moves its slots together; columns are made anew. */
  #compacting<T>(work: () => T): T {
    const { end } = this.#corpus.slots
    const done = work()
    if (this.#corpus.slots.end < end) {
      this.#searched.meaning?.compact()
      this.#columns.clear()
    }
    return done
  }
}

function checkLimit(limit: number): void {
  if (!Number.isInteger(limit) || limit < 1)
    throw new RangeError(`limit is ${limit}; it must be an integer of at least 1`)
}
