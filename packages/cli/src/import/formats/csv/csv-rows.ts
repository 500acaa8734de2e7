import type { Converter, Output } from '../../converter.ts'
import type { SkipReason } from '../../skip-reasons.ts'
import type { Sample } from '../format.ts'
import { hasQuotes, splitCsv } from './split-csv.ts'
import type { Table } from './table.ts'

/**
 * The most lines of a quoted field. A field that is longer has a stray quote, which must not hide the rest of the
 * file.
 */
const maxHeldLines = 100

interface HeldLine {
  readonly text: string
  readonly number: number
}

export type ConvertFields<T extends object> = (
  fields: readonly string[],
  line: number,
  output: Output<T>,
) => T | SkipReason

/** Converts the rows of a table. Quoted fields may contain line ends. */
export class CsvRows<T extends object> implements Converter<T> {
  readonly #table: Table
  readonly #convert: ConvertFields<T>
  readonly #notes: readonly string[]
  readonly #foreign: Sample['foreign']
  #held: HeldLine[] = []
  #quoteIsOpen = false

  /** @param foreign tells whether lines must be checked for bytes of another encoding; without it they are */
  constructor(table: Table, convert: ConvertFields<T>, notes: readonly string[], foreign: Sample['foreign']) {
    this.#table = table
    this.#convert = convert
    this.#notes = notes
    this.#foreign = foreign
  }

  read(text: string, number: number, output: Output<T>): void {
    if (this.#held.length === 0 && text === '') return
    if (number <= this.#table.headerLine) this.#skipHeader(number, output)
    else if (this.#held.length === 0 && !hasQuotes(text, this.#table.separator))
      this.#row(text.split(this.#table.separator), number, text, output)
    else this.#hold({ text, number }, output)
  }

  end(output: Output<T>): void {
    while (this.#held.length > 0) this.#giveUpFirst(output)
    for (const note of this.#notes) output.note(note)
  }

  #skipHeader(number: number, output: Output<T>): void {
    if (number < this.#table.headerLine) output.put(number, 'comment', 0)
  }

  /** A row is complete if it has an even number of quotes. */
  #hold(line: HeldLine, output: Output<T>): void {
    this.#held.push(line)
    if (line.text.split('"').length % 2 === 0) this.#quoteIsOpen = !this.#quoteIsOpen
    if (!this.#quoteIsOpen) this.#release(output)
    else if (this.#held.length > maxHeldLines) this.#giveUpFirst(output)
  }

  #release(output: Output<T>): void {
    const text = this.#held.map((line) => line.text).join('\n')
    const fields = splitCsv(text, this.#table.separator)
    const [first, ...others] = this.#held
    if (!first) return
    const isWhole = fields && (others.length === 0 || fields.length === this.#table.names.length)
    if (!isWhole) this.#giveUpFirst(output)
    else {
      this.#held = []
      this.#row(fields, first.number, text, output)
    }
  }

  /** Skips the first held line, which is at fault, and reads the lines after it as if it did not exist. */
  #giveUpFirst(output: Output<T>): void {
    const [first, ...others] = this.#held
    this.#held = []
    this.#quoteIsOpen = false
    if (first) output.put(first.number, first.text.isWellFormed() ? 'malformed' : 'encoding', 0)
    for (const { text, number } of others) this.read(text, number, output)
  }

  #row(fields: readonly string[], number: number, text: string, output: Output<T>): void {
    output.put(number, this.#resultOf(fields, number, text, output), text.length)
  }

  #resultOf(fields: readonly string[], number: number, text: string, output: Output<T>): T | SkipReason {
    const { names } = this.#table
    if (this.#foreign?.seen !== false && !text.isWellFormed()) return 'encoding'
    if (fields.length !== names.length) return 'columns'
    if (fields[0] === names[0] && fields.every((field, index) => field.trim() === names[index])) return 'header'
    return this.#convert(fields, number, output)
  }
}
