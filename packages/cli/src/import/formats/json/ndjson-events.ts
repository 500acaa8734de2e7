import type { Event } from '@inkling/contracts'
import type { Converter, Notes, Output } from '../../converter.ts'
import type { SkipReason } from '../../skip-reasons.ts'
import { type RowContext, toEvent } from '../../to-event.ts'
import { type EventFields, eventRow } from './event-fields.ts'
import { type JsonObject, parseJsonLine } from './json-line.ts'

const kept = ['id', 'value', 'context', 'receiptId'] as const

/** Converts objects, one per line, with the field names of `POST /events` or of other tools. It keeps given ids. */
export class NdjsonEvents implements Converter<Event> {
  readonly #context: RowContext
  readonly #fields: EventFields
  readonly #known: ReadonlySet<string>

  constructor(context: RowContext, fields: EventFields) {
    this.#context = context
    this.#fields = fields
    this.#known = new Set([...kept, ...Object.values(fields).flat()])
  }

  read(line: string, number: number, output: Output<Event>): void {
    if (line.trim() === '') return
    const object = parseJsonLine(line)
    output.put(number, this.#resultOf(line, object, number, output), line.length)
    for (const name in object) if (!this.#known.has(name)) output.note(`field ignored: ${name}`)
  }

  #resultOf(line: string, object: JsonObject | undefined, number: number, notes: Notes): Event | SkipReason {
    if (!line.isWellFormed()) return 'encoding'
    return object ? this.#convert(object, number, notes) : 'notJson'
  }

  #convert(object: JsonObject, number: number, notes: Notes): Event | SkipReason {
    const event = toEvent(eventRow(object, this.#fields), number, this.#context, notes)
    if (typeof event === 'string') return event
    for (const name of kept) if (object[name] != null) Object.assign(event, { [name]: object[name] })
    return event
  }

  end(): void {}
}
