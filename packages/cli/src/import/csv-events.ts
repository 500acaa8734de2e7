import type { Event } from '@inkling/contracts'
import type { Converter, Output } from './converter.ts'
import type { CsvHeader } from './read-csv-header.ts'
import { splitCsv } from './split-csv.ts'
import { type Row, type RowContext, toEvent } from './to-event.ts'

/**
 * The most lines of a quoted field. A field that is longer has a stray quote, which must not hide the rest of the
 * file.
 */
const maxHeldLines = 100

interface HeldLine {
  readonly text: string
  readonly number: number
}

/** Converts the lines of a CSV file, its header first, to events. Quoted fields may contain line ends. */
export class CsvEvents implements Converter<Event> {
  readonly #header: CsvHeader
  readonly #context: RowContext
  #headerSeen = false
  #held: HeldLine[] = []
  #quoteIsOpen = false

  constructor(header: CsvHeader, context: RowContext) {
    this.#header = header
    this.#context = context
  }

  read(text: string, number: number, output: Output<Event>): void {
    if (this.#held.length === 0 && text === '') return
    if (!this.#headerSeen) this.#skipHeader(output)
    else if (this.#held.length === 0 && !text.includes('"')) this.#row(text.split(','), number, text.length, output)
    else this.#hold({ text, number }, output)
  }

  end(output: Output<Event>): void {
    while (this.#held.length > 0) this.#giveUpFirst(output)
  }

  #skipHeader(output: Output<Event>): void {
    this.#headerSeen = true
    const { ignored } = this.#header
    if (ignored.length > 0) output.note(`columns ignored: ${ignored.join(', ')}`)
  }

  /** A row is complete if it has an even number of quotes. */
  #hold(line: HeldLine, output: Output<Event>): void {
    this.#held.push(line)
    if (line.text.split('"').length % 2 === 0) this.#quoteIsOpen = !this.#quoteIsOpen
    if (!this.#quoteIsOpen) this.#release(output)
    else if (this.#held.length > maxHeldLines) this.#giveUpFirst(output)
  }

  #release(output: Output<Event>): void {
    const text = this.#held.map((line) => line.text).join('\n')
    const fields = splitCsv(text)
    const [first, ...others] = this.#held
    if (!first) return
    const isWhole = fields && (others.length === 0 || fields.length === this.#header.names.length)
    if (!isWhole) this.#giveUpFirst(output)
    else {
      this.#held = []
      this.#row(fields, first.number, text.length, output)
    }
  }

  /** Skips the first held line, which is at fault, and reads the lines after it as if it did not exist. */
  #giveUpFirst(output: Output<Event>): void {
    const [first, ...others] = this.#held
    this.#held = []
    this.#quoteIsOpen = false
    if (first) output.put(first.number, 'malformed', 0)
    for (const { text, number } of others) this.read(text, number, output)
  }

  #row(fields: readonly string[], number: number, length: number, output: Output<Event>): void {
    const { names } = this.#header
    const isWhole = fields.length === names.length
    output.put(number, isWhole ? toEvent(this.#fieldsOf(fields), number, this.#context) : 'columns', length)
  }

  #fieldsOf(fields: readonly string[]): Row {
    const { columns } = this.#header
    const at = (column: number | undefined) => (column === undefined ? '' : (fields[column] ?? ''))
    return {
      session: at(columns.session),
      user: at(columns.user),
      item: at(columns.item),
      time: columns.time === undefined ? undefined : at(columns.time),
      type: at(columns.type),
    }
  }
}
