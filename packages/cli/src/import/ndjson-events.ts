import type { Event } from '@inkling/contracts'
import type { Converter, Output } from './converter.ts'
import { type JsonObject, parseJsonLine, textOf } from './json-line.ts'
import type { SkipReason } from './skip-reasons.ts'
import { type Row, type RowContext, toEvent } from './to-event.ts'

const kept = ['id', 'value', 'context', 'receiptId'] as const
const read = ['type', 'sessionId', 'session_id', 'userId', 'user_id', 'itemId', 'item_id', 'occurredAt', 'timestamp']
const known = new Set<string>([...kept, ...read])

/** Converts lines of NDJSON, with the field names of `POST /events` or of the CSV, to events. It keeps given ids. */
export class NdjsonEvents implements Converter<Event> {
  readonly #context: RowContext

  constructor(context: RowContext) {
    this.#context = context
  }

  read(line: string, number: number, output: Output<Event>): void {
    if (line === '') return
    const object = parseJsonLine(line)
    output.put(number, object ? this.#convert(object, number) : 'malformed', line.length)
    for (const name in object) if (!known.has(name)) output.note(`field ignored: ${name}`)
  }

  #convert(object: JsonObject, number: number): Event | SkipReason {
    const event = toEvent(eventRow(object), number, this.#context)
    if (typeof event === 'string') return event
    for (const name of kept) if (object[name] != null) Object.assign(event, { [name]: object[name] })
    return event
  }

  end(): void {}
}

/** The fields of a line that a CSV can have too. */
export function eventRow(object: JsonObject): Row {
  const time = object.occurredAt ?? object.timestamp
  return {
    session: textOf(object.sessionId ?? object.session_id),
    user: textOf(object.userId ?? object.user_id),
    item: textOf(object.itemId ?? object.item_id),
    time: time == null ? undefined : textOf(time),
    type: textOf(object.type),
  }
}
