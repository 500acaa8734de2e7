interface Words {
  textOf(number: number): string | undefined
  documentsWith(number: number): number
}

/** As many words as are looked through one by one before they are sorted in. */
const UNSORTED_MAX = 512

/** Finds the words that begin with something. Sorts them when first asked, later only those that have come since. */
export class SortedForms {
  readonly #words: Words
  readonly #sorted: number[] = []
  readonly #unsorted: number[] = []

  constructor(words: Words) {
    this.#words = words
  }

  get bytes(): number {
    const perNumber = 8
    return (this.#sorted.length + this.#unsorted.length) * perNumber
  }

  add(number: number): void {
    this.#unsorted.push(number)
  }

  /** Numbers of the words that begin with the prefix and that a document holds, in no order. */
  startingWith(prefix: string): number[] {
    if (this.#unsorted.length > UNSORTED_MAX) this.#sortIn()
    const found = this.#unsorted.filter((number) => this.#text(number).startsWith(prefix))
    for (let at = this.#firstFrom(prefix); at < this.#sorted.length; at++) {
      const number = this.#sorted[at] as number
      if (!this.#text(number).startsWith(prefix)) break
      found.push(number)
    }
    return found.filter((number) => this.#words.documentsWith(number) > 0)
  }

  #sortIn(): void {
    for (const number of this.#unsorted) this.#sorted.push(number)
    this.#unsorted.length = 0
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

  #text(number: number): string {
    return this.#words.textOf(number) ?? ''
  }
}
