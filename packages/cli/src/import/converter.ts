import type { SkipReason } from './skip-reasons.ts'

export interface Notes {
  /** Receives a remark about the whole file; repetitions are dropped. */
  note(text: string): void
}

/** Receives the output of a converter. */
export interface Output<T extends object> extends Notes {
  /**
   * Receives the value of a line, or the reason why it was skipped. `length` is the length of the source in characters,
   * from which the size of a request is estimated.
   */
  put(line: number, result: T | SkipReason, length: number): void
}

/** Converts the lines of one file, given in order, to values that the API accepts. */
export interface Converter<T extends object> {
  /** Reads a line without its line end. Numbers begin at 1. The output may come with a later line. */
  read(line: string, number: number, output: Output<T>): void
  /** Outputs everything that was held back for a later line. */
  end(output: Output<T>): void
}
