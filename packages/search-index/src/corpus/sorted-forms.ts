import type { Forms } from './forms.ts'

/** As many forms as are looked through one by one before they are sorted in. */
const UNSORTED_MAX = 512

/** Finds the forms that begin with something. Sorts them when first asked, later only those that have come since. */
export class SortedForms {
  readonly #forms: Forms
  #sorted: number[] = []
  #sortedEnd = 0
  #generation = 0

  constructor(forms: Forms) {
    this.#forms = forms
  }

  get bytes(): number {
    const perNumber = 8
    return this.#sorted.length * perNumber
  }

  /** Numbers of the forms that begin with the prefix and that a document holds, in no order. */
  startingWith(prefix: string): number[] {
    this.#sortIn()
    const found: number[] = []
    for (let at = this.#firstFrom(prefix); at < this.#sorted.length; at++) {
      const form = this.#sorted[at] as number
      if (!this.#text(form).startsWith(prefix)) break
      found.push(form)
    }
    for (let form = this.#sortedEnd; form < this.#forms.end; form++) {
      if (this.#text(form).startsWith(prefix)) found.push(form)
    }
    return found.filter((form) => this.#forms.documentsWith(form) > 0)
  }

  #sortIn(): void {
    if (this.#generation !== this.#forms.generation) {
      this.#sorted = []
      this.#sortedEnd = 0
      this.#generation = this.#forms.generation
    }
    if (this.#forms.end - this.#sortedEnd <= UNSORTED_MAX) return
    for (; this.#sortedEnd < this.#forms.end; this.#sortedEnd++) this.#sorted.push(this.#sortedEnd)
    // Timsort merges the run that is sorted already with the new one.
    this.#sorted.sort((a, b) => (this.#text(a) < this.#text(b) ? -1 : 1))
  }

  #firstFrom(prefix: string): number {
    let low = 0
    let high = this.#sorted.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.#text(this.#sorted[middle] as number) < prefix) low = middle + 1
      else high = middle
    }
    return low
  }

  #text(form: number): string {
    return this.#forms.textOf(form) ?? ''
  }
}
