import type { Output } from './converter.ts'
import type { SkipReason } from './skip-reasons.ts'
import type { Tally } from './tally.ts'

/** The values of one request and the line that each came from. */
export interface Batch<T> {
  readonly values: T[]
  readonly lines: number[]
}

export interface BatchLimits {
  readonly size: number
  /** The most characters of source lines in a batch. A longer line is a batch of its own. */
  readonly length: number
}

/**
 * Collects the output of a converter in batches. It drops lines up to `resumeAfterLine`: they were acknowledged
 * before.
 */
export class Batcher<T extends object> implements Output<T> {
  readonly #limits: BatchLimits
  readonly #resumeAfterLine: number
  readonly #tally: Tally
  readonly #full: Batch<T>[] = []
  #batch: Batch<T> = { values: [], lines: [] }
  #length = 0

  constructor(limits: BatchLimits, resumeAfterLine: number, tally: Tally) {
    this.#limits = limits
    this.#resumeAfterLine = resumeAfterLine
    this.#tally = tally
  }

  put(line: number, result: T | SkipReason, length: number): void {
    if (line <= this.#resumeAfterLine) return
    if (typeof result === 'string') this.#tally.skip(line, result)
    else this.#add(line, result, length)
  }

  #add(line: number, value: T, length: number): void {
    if (this.#length + length > this.#limits.length) this.close()
    this.#batch.values.push(value)
    this.#batch.lines.push(line)
    this.#length += length
    if (this.#batch.values.length >= this.#limits.size) this.close()
  }

  note(text: string): void {
    this.#tally.note(text)
  }

  /** Ends the current batch, even if it is not full. */
  close(): void {
    if (this.#batch.values.length > 0) this.#full.push(this.#batch)
    this.#batch = { values: [], lines: [] }
    this.#length = 0
  }

  get hasFull(): boolean {
    return this.#full.length > 0
  }

  /** Removes and returns the full batches, in order. */
  takeFull(): readonly Batch<T>[] {
    return this.#full.splice(0)
  }
}
