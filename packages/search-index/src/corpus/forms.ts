import { NearWords } from '../likeness/near-words.ts'
import type { AnalysedForm } from '../text/analyser.ts'
import { SortedForms } from './sorted-forms.ts'
import { Vocabulary } from './vocabulary.ts'
import { withCapacity } from './with-capacity.ts'

/** The words as documents write them, folded but not stemmed, each with the number of its term. */
export class Forms extends Vocabulary {
  readonly #terms: Vocabulary
  #termOf = new Uint32Array(64)
  /** By number, 1 for a form of a stop word. */
  #isStop = new Uint8Array(64)
  #near = new NearWords(this)
  #sorted = new SortedForms(this)

  constructor(terms: Vocabulary) {
    super()
    this.#terms = terms
  }

  override get bytes(): number {
    return super.bytes + this.#termOf.byteLength + this.#isStop.byteLength + this.#near.bytes + this.#sorted.bytes
  }

  /** The forms by likeness. */
  get near(): Pick<NearWords, 'find' | 'forEachStartingWith'> {
    return this.#near
  }

  /** Numbers of the forms that begin with the prefix and that a document holds, in no order. */
  startingWith(prefix: string): number[] {
    return this.#sorted.startingWith(prefix)
  }

  /** The number of the term that a form is stemmed to. */
  termOf(form: number): number {
    return this.#termOf[form] as number
  }

  isStop(form: number): boolean {
    return this.#isStop[form] === 1
  }

  /** The number of a form, a new one if it has none. */
  addWithTerm({ form, term, hash, isStop }: AnalysedForm): number {
    const known = this.numberOf(form, hash)
    if (known !== undefined) return known
    const number = this.add(form, hash)
    this.#termOf = withCapacity(this.#termOf, number + 1)
    this.#termOf[number] = this.#terms.add(term)
    this.#isStop = withCapacity(this.#isStop, number + 1)
    this.#isStop[number] = isStop ? 1 : 0
    this.#file(number)
    return number
  }

  /** The number of each form's term, by the form's number. */
  get termNumbers(): Uint32Array {
    return this.#termOf.subarray(0, this.end)
  }

  restoreWithTerms(forms: readonly string[], terms: Uint32Array, isStopTerm: (term: string) => boolean): void {
    this.restore(forms)
    this.#termOf = terms.slice()
    this.#isStop = Uint8Array.from(terms, (term) => (isStopTerm(this.#terms.textOf(term) ?? '') ? 1 : 0))
    forms.forEach((form, number) => {
      if (form !== '') this.#file(number)
    })
  }

  override releaseUnheld(): void {
    super.releaseUnheld()
    this.#near = new NearWords(this)
    this.#sorted = new SortedForms(this)
    for (const { number } of this.held()) this.#file(number)
  }

  /** By term number, the form that most documents write, the first of equals: what a person should read for the term. */
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
  }
}
