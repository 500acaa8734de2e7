import type { ItemLine } from '@inkling/contracts'
import type { Converter, Output } from './converter.ts'
import { type JsonObject, parseJsonLine, textOf } from './json-line.ts'
import type { SkipReason } from './skip-reasons.ts'
import { isTooLong } from './to-event.ts'

const optional = ['text', 'kind', 'tags', 'attributes', 'url', 'sizeBytes', 'expiresAt'] as const
const known = new Set<string>(['id', 'title', ...optional])
const titleLength = 80

/** Converts lines of NDJSON, as `POST /items` accepts them, to items. The server validates the values of fields. */
export class NdjsonItems implements Converter<ItemLine> {
  read(line: string, number: number, output: Output<ItemLine>): void {
    if (line === '') return
    const object = parseJsonLine(line)
    output.put(number, object ? toItem(object) : 'malformed', line.length)
    for (const name in object) if (!known.has(name)) output.note(`field ignored: ${name}`)
    if (object && !titleOf(object)) output.note('items without a title got the first words of their text as title')
  }

  end(): void {}
}

function toItem(object: JsonObject): ItemLine | SkipReason {
  const id = textOf(object.id)
  if (id === '') return 'noItem'
  if (isTooLong(id)) return 'longId'
  const title = titleOf(object) || firstWords(textOf(object.text))
  if (title === '') return 'noText'
  const item: ItemLine = { id, title }
  for (const name of optional) if (object[name] != null) Object.assign(item, { [name]: object[name] })
  return item
}

const titleOf = (object: JsonObject) => textOf(object.title).trim()

/** An item must have a title, but collections of documents often have documents without one. */
function firstWords(text: string): string {
  const line = text
    .trim()
    .slice(0, 2 * titleLength)
    .replace(/\s+/g, ' ')
  if (line.length <= titleLength) return line
  const end = line.lastIndexOf(' ', titleLength)
  return `${line.slice(0, end > 0 ? end : titleLength).toWellFormed()}…`
}
