import { CliError } from '../cli-error.ts'
import { parseAccessLine } from './access-log/parse-access-line.ts'
import { parseJsonLine } from './json-line.ts'
import { readCsvHeader } from './read-csv-header.ts'
import type { Source } from './source.ts'

/** What a person may say of a file; the rest is seen from its content. */
export const contents = ['events', 'items', 'access-log'] as const
export type Content = (typeof contents)[number]

export type Format = 'csv events' | 'ndjson events' | 'ndjson items' | 'access log'

/** Web servers log what attackers send, so the first line may be anything. */
const maxLinesTried = 100

/**
 * The format of a file, told from its first lines; names are not trusted.
 * @throws CliError when it is none that is known, or not the one that was asked for.
 */
export function detectFormat({ name, sample }: Pick<Source, 'name' | 'sample'>, asked?: Content): Format {
  const first = sample.find((line) => line.trim() !== '') ?? ''
  if (asked === 'access-log') return 'access log'
  if (first.startsWith('{')) return asked ? `ndjson ${asked}` : jsonFormat(name, first)
  if (first.startsWith('['))
    throw new CliError(`${name} is a JSON array; one object per line is needed: jq -c '.[]' ${name} > lines.ndjson`)
  if (asked === 'items') throw new CliError(`${name} is not NDJSON, and items are read from NDJSON only.`)
  if (!asked && sample.slice(0, maxLinesTried).some(parseAccessLine)) return 'access log'
  if (first !== '') checkHeader(name, first)
  return 'csv events'
}

function jsonFormat(name: string, line: string): Format {
  const object = parseJsonLine(line) ?? {}
  if ('itemId' in object || 'item_id' in object) return 'ndjson events'
  if ('id' in object && ('title' in object || 'text' in object)) return 'ndjson items'
  throw new CliError(
    `The first line of ${name} is neither an event (itemId) nor an item (id, title). Give --format events or --format items.`,
  )
}

function checkHeader(name: string, line: string): void {
  try {
    readCsvHeader(line)
  } catch (cause) {
    const hint = 'It is read as CSV because it is neither NDJSON nor a web server log.'
    throw new CliError(`${name}: ${(cause as Error).message}\n${hint}`, { cause })
  }
}
