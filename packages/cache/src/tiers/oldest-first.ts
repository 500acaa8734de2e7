/** A map or a set, which iterates in the order of insertion. */
interface Ordered<T> {
  readonly size: number
  [Symbol.iterator](): Iterator<T, undefined>
}

/**
 * Finds the oldest element of a map or a set. After many deletions a new iterator is slow to find it, and one that goes
 * on is not. But V8 keeps for an iterator each table that the collection had since the iterator last went on, with all
 * that was in it. So one that has not gone on for as many deletions as there are elements is replaced: what was deleted
 * and is still held is never more than that, and the time per deletion stays constant.
 */
export class OldestFirst<T> {
  readonly #all: Ordered<T>
  #iterator: Iterator<T, undefined> | undefined
  #deletions = 0

  constructor(all: Ordered<T>) {
    this.#all = all
  }

  /** The oldest element, if it is deleted before the next call; undefined if there is none. */
  next(): T | undefined {
    this.#deletions = 0
    this.#iterator ??= this.#all[Symbol.iterator]()
    const { value } = this.#iterator.next()
    if (value !== undefined) return value
    this.#iterator = this.#all[Symbol.iterator]()
    return this.#iterator.next().value
  }

  /** An element was deleted that `next` did not return. */
  noteDeletion(): void {
    if (++this.#deletions <= this.#all.size) return
    this.#iterator = undefined
    this.#deletions = 0
  }
}
