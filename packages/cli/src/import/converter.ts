import type { SkipReason } from './skip-reasons.ts'

/** Where a converter puts what it makes of the lines. */
export interface Output<T extends object> {
  /**
   * What a line gives, or why it gives nothing. `length` is that of the source, in characters, from which the size of a
   * request is estimated.
   */
  put(line: number, result: T | SkipReason, length: number): void
  /** Something to tell once about the whole file. */
  note(text: string): void
}

/** Turns the lines of one file, given in order, into what the API takes. */
export interface Converter<T extends object> {
  /** Takes the line (without its end) with this number, from 1. What it gives may come out now or with a later line. */
  read(line: string, number: number, output: Output<T>): void
  /** Gives out what was still held back for a line that did not come. */
  end(output: Output<T>): void
}
