import type { AttributeValue, SearchDocument } from '../document.ts'
import { growArray } from '../memory/grow-array.ts'

/** A value that filters compare, facets count and orders sort by. */
export type Value = string | number | boolean
export type ValueTest = (value: Value) => boolean

/** A field of documents. Two fields of one name must read the same. */
export interface ColumnField {
  readonly name: string
  read(document: SearchDocument): AttributeValue | undefined
}

/** The number that stands for no value. */
const none = 0
/** An array element and a map entry for each distinct value. */
const perValueBytes = 48
const unknown = 0
const passed = 1
const failed = 2

export const isValue = (value: AttributeValue | undefined): value is Value =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'

/**
 * One field of all documents: its distinct values by number, and by slot the number of a value, or the position of a
 * list of numbers. A slot never gets a second document, so every slot is read once; entries of freed slots stay.
 */
export class Column {
  readonly #field: ColumnField
  /** By number; the first stands for none. */
  readonly #values: (Value | undefined)[] = [undefined]
  readonly #numbers = new Map<Value, number>()
  /** By slot: the number of its value, or minus the position of its list. */
  #entries = new Int32Array(64)
  #end = 0
  /** Each list: its length, then the distinct numbers. No list is at position 0. */
  #lists = new Uint32Array(64)
  #listsEnd = 1

  constructor(field: ColumnField) {
    this.#field = field
  }

  /** Without the values themselves, which belong to the documents. */
  get bytes(): number {
    return this.#entries.byteLength + this.#lists.byteLength + this.#values.length * perValueBytes
  }

  /** Reads the slots up to `end` that it has not read yet. */
  readTo(end: number, documentAt: (slot: number) => SearchDocument | undefined): void {
    this.#entries = growArray(this.#entries, end)
    for (; this.#end < end; this.#end++) {
      const document = documentAt(this.#end)
      const value = document && this.#field.read(document)
      this.#entries[this.#end] = Array.isArray(value) ? -this.#placeOf(value) : this.#numberOf(value)
    }
  }

  /** The value in a slot; undefined where there is none, or a list. */
  valueAt(slot: number): Value | undefined {
    const entry = this.#entries[slot]!
    return entry > none ? this.#values[entry] : undefined
  }

  /** Tests whether the value of a slot, or one of its list, passes. Each distinct value is tested once. */
  test(passes: ValueTest): (slot: number) => boolean {
    const verdicts = new Uint8Array(this.#values.length)
    verdicts[none] = failed
    const isPassing = (number: number): boolean => {
      if (verdicts[number] === unknown) verdicts[number] = passes(this.#values[number]!) ? passed : failed
      return verdicts[number] === passed
    }
    return (slot) => {
      const entry = this.#entries[slot]!
      return entry >= none ? isPassing(entry) : this.#someOf(-entry, isPassing)
    }
  }

  /** Counts how many of these slots have each value. A list counts once for each distinct element. */
  forEachCount(slots: Uint32Array, visit: (value: Value, count: number) => void): void {
    const counts = new Uint32Array(this.#values.length)
    for (const slot of slots) {
      const entry = this.#entries[slot]!
      if (entry >= none) counts[entry] = counts[entry]! + 1
      else this.#countList(-entry, counts)
    }
    for (let number = none + 1; number < counts.length; number++)
      if (counts[number]! > 0) visit(this.#values[number]!, counts[number]!)
  }

  #someOf(place: number, isPassing: (number: number) => boolean): boolean {
    const end = place + this.#lists[place]!
    for (let n = place + 1; n <= end; n++) if (isPassing(this.#lists[n]!)) return true
    return false
  }

  #countList(place: number, counts: Uint32Array): void {
    const end = place + this.#lists[place]!
    for (let n = place + 1; n <= end; n++) {
      const number = this.#lists[n]!
      counts[number] = counts[number]! + 1
    }
  }

  #numberOf(value: AttributeValue | undefined): number {
    if (!isValue(value)) return none
    const known = this.#numbers.get(value)
    if (known !== undefined) return known
    const number = this.#values.push(value) - 1
    this.#numbers.set(value, number)
    return number
  }

  #placeOf(list: readonly AttributeValue[]): number {
    const numbers = [...new Set(list.filter(isValue))].map((value) => this.#numberOf(value))
    const place = this.#listsEnd
    this.#listsEnd += numbers.length + 1
    this.#lists = growArray(this.#lists, this.#listsEnd)
    this.#lists[place] = numbers.length
    this.#lists.set(numbers, place + 1)
    return place
  }
}
