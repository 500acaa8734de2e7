import { growArray } from '../memory/grow-array.ts'
import { addFrequencies, type PackedFrequencies } from './fields.ts'

/** Sparse frequencies by number. One instance is reused for every document. */
export class Counts {
  /** The numbers counted, in the order of their first occurrence. */
  readonly numbers: number[] = []
  #frequencies = new Uint16Array(256)
  #sorted = new Uint32Array(256)

  get(number: number): PackedFrequencies {
    return this.#frequencies[number] ?? 0
  }

  set(number: number, packed: PackedFrequencies): void {
    if (number >= this.#frequencies.length) this.#frequencies = growArray(this.#frequencies, number + 1)
    if (this.#frequencies[number] === 0) this.numbers.push(number)
    this.#frequencies[number] = packed
  }

  /** Counts one occurrence more; `add` is one of `addOccurrence`. */
  count(number: number, add: (packed: PackedFrequencies) => PackedFrequencies): void {
    if (number >= this.#frequencies.length) this.#frequencies = growArray(this.#frequencies, number + 1)
    const before = this.#frequencies[number]!
    if (before === 0) this.numbers.push(number)
    this.#frequencies[number] = add(before)
  }

  add(number: number, packed: PackedFrequencies): void {
    const before = this.get(number)
    this.set(number, before === 0 ? packed : addFrequencies(before, packed))
  }

  /** The numbers counted, ascending. Valid until the next call. */
  ascending(): Uint32Array {
    this.#sorted = growArray(this.#sorted, this.numbers.length)
    this.#sorted.set(this.numbers)
    return this.#sorted.subarray(0, this.numbers.length).sort()
  }

  clear(): void {
    for (const number of this.numbers) this.#frequencies[number] = 0
    this.numbers.length = 0
  }
}
