import { WordTable } from './word-table.ts'

/** Values by word, looked up where the word stands in a text. */
export class WordMemory<Value> {
  readonly #table = new WordTable()
  readonly #values: Value[] = []

  get size(): number {
    return this.#values.length
  }

  at(text: string, start: number, end: number, hash: number): Value | undefined {
    const number = this.#table.numberAt(text, start, end, hash)
    return number < 0 ? undefined : this.#values[number]
  }

  /** For a word that has no value yet. */
  set(word: string, hash: number, value: Value): void {
    this.#table.set(this.#values.push(value) - 1, word, hash)
  }
}
