import { NearWords } from '../fuzzy/near-words.ts'
import { growArray } from '../memory/grow-array.ts'
import type { AnalysedForm } from '../text/analyser.ts'
import type { CorpusState } from './corpus-state.ts'
import { JoinedForms } from './joined-forms.ts'
import { SortedForms } from './sorted-forms.ts'
import { Vocabulary } from './vocabulary.ts'

/** How many forms are filed per step: some milliseconds of work. */
const filedAtOnce = 4096

/** The words as documents write them, folded but not stemmed. Each has the number of its term. */
export class SurfaceForms extends Vocabulary {
  readonly #terms: Vocabulary
  #termOf = new Uint32Array(64)
  /** By number, 1 for a form of a stop word. */
  #isStop = new Uint8Array(64)
  #near = new NearWords(this)
  #sorted = new SortedForms(this)
  /** Made by the first search for parts of words. */
  #joined: JoinedForms | undefined

  constructor(terms: Vocabulary) {
    super()
    this.#terms = terms
  }

  override get state(): CorpusState['forms'] {
    return { ...super.state, termOf: this.termNumbers }
  }

  override get bytes(): number {
    const lookups = this.#near.bytes + this.#sorted.bytes + (this.#joined?.bytes ?? 0)
    return super.bytes + this.#termOf.byteLength + this.#isStop.byteLength + lookups
  }

  /** The forms by cosine. */
  get near(): Pick<NearWords, 'find' | 'forEachStartingWith'> {
    return this.#near
  }

  /** The numbers of the forms that have the prefix and that a document holds, in no order. */
  startingWith(prefix: string): number[] {
    return this.#sorted.startingWith(prefix)
  }

  /** The numbers of the forms that hold the part and that a document holds, in no order. */
  containing(part: string): number[] {
    this.#joined ??= new JoinedForms(
      this,
      Array.from(this.held(), ({ number }) => number),
    )
    return this.#joined.containing(part)
  }

  /** The number of the term that a form is stemmed to. */
  termOf(form: number): number {
    return this.#termOf[form]!
  }

  isStop(form: number): boolean {
    return this.#isStop[form] === 1
  }

  /** The number of a form, which gets a new one if it is unknown. */
  addWithTerm({ form, term, hash, isStop }: AnalysedForm): number {
    const known = this.numberOf(form, hash)
    if (known !== undefined) return known
    const number = this.add(form, hash)
    this.#termOf = growArray(this.#termOf, number + 1)
    this.#termOf[number] = this.#terms.add(term)
    this.#isStop = growArray(this.#isStop, number + 1)
    this.#isStop[number] = isStop ? 1 : 0
    this.#file(number)
    return number
  }

  /** The number of each form's term, by the form's number. */
  get termNumbers(): Uint32Array<ArrayBuffer> {
    return this.#termOf.subarray(0, this.end)
  }

  /** Gives forms that have been restored the numbers of their terms. */
  *restoreTerms(terms: Uint32Array<ArrayBuffer>, isStopTerm: (term: string) => boolean): Generator<void> {
    this.#termOf = growArray(terms, 64)
    this.#isStop = new Uint8Array(this.#termOf.length)
    for (let number = 0; number < this.end; number++) {
      if (this.textOf(number) !== undefined) this.#file(number)
      this.#isStop[number] = isStopTerm(this.#terms.textOf(this.termOf(number)) ?? '') ? 1 : 0
      if (number % filedAtOnce === 0) yield
    }
  }

  override releaseUnheld(): void {
    super.releaseUnheld()
    this.#near = new NearWords(this)
    this.#sorted = new SortedForms(this)
    this.#joined = undefined
    for (const { number } of this.held()) this.#file(number)
  }

  /** By term number: the form that most documents write, the first of equals. It is shown to people for the term. */
  commonest(): (string | undefined)[] {
    const found: { text: string; documents: number }[] = []
    for (const { text, number, documents } of this.held()) {
      const term = this.termOf(number)
      const best = found[term]
      if (best === undefined || documents > best.documents || (documents === best.documents && text < best.text))
        found[term] = { text, documents }
    }
    return Array.from(found, (best) => best?.text)
  }

  #file(number: number): void {
    this.#near.add(number)
    this.#sorted.add(number)
    this.#joined?.add(number)
  }
}
