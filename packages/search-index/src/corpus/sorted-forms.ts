interface Words {
  textOf(number: number): string | undefined
  documentsWith(number: number): number
}

/** This many new words are scanned one by one before they are sorted in. */
const unsortedMax = 512

/** Finds the words with a prefix. Sorts all words at the first call, and later only the new ones. */
export class SortedForms {
  readonly #words: Words
  #sorted = new Uint32Array(0)
  readonly #unsorted: number[] = []

  constructor(words: Words) {
    this.#words = words
  }

  get bytes(): number {
    const perNumber = 8
    return this.#sorted.byteLength + this.#unsorted.length * perNumber
  }

  add(number: number): void {
    this.#unsorted.push(number)
  }

  /** The numbers of the words that have the prefix and that a document holds, in no order. */
  startingWith(prefix: string): number[] {
    if (this.#unsorted.length > unsortedMax) this.#sortIn()
    const found = this.#unsorted.filter((number) => this.#text(number).startsWith(prefix))
    for (let at = this.#firstFrom(prefix); at < this.#sorted.length; at++) {
      const number = this.#sorted[at]!
      if (!this.#text(number).startsWith(prefix)) break
      found.push(number)
    }
    return found.filter((number) => this.#words.documentsWith(number) > 0)
  }

  /** Sorts the new words alone and merges them in, so that few new words cost little beside many. */
  #sortIn(): void {
    const added = this.#unsorted.splice(0).sort((a, b) => (this.#text(a) < this.#text(b) ? -1 : 1))
    const all = new Uint32Array(this.#sorted.length + added.length)
    let from = 0
    added.forEach((number, n) => {
      const to = this.#firstFrom(this.#text(number), from)
      if (to > from) all.set(this.#sorted.subarray(from, to), from + n)
      all[to + n] = number
      from = to
    })
    all.set(this.#sorted.subarray(from), from + added.length)
    this.#sorted = all
  }

  #firstFrom(prefix: string, from = 0): number {
    let low = from
    let high = this.#sorted.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.#text(this.#sorted[middle]!) < prefix) low = middle + 1
      else high = middle
    }
    return low
  }

  #text(number: number): string {
    return this.#words.textOf(number) ?? ''
  }
}
