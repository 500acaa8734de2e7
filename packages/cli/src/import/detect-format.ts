import { CliError } from '../cli-error.ts'
import { parseAccessLine } from './access-log/parse-access-line.ts'
import { parseJsonLine } from './json-line.ts'
import { readCsvHeader } from './read-csv-header.ts'
import type { Source } from './source.ts'

/** What `--format` may say about a file. */
export const contents = ['events', 'items', 'access-log'] as const
export type Content = (typeof contents)[number]

export type Format = 'csv events' | 'ndjson events' | 'ndjson items' | 'access log'

/** Web servers log what attackers send, so the first lines may be malformed. */
const maxLinesTried = 100

/**
 * Detects the format of a file from its first lines; the name of the file does not matter.
 * @throws CliError if the format is unknown or contradicts `--format`.
 */
export function detectFormat({ name, sample }: Pick<Source, 'name' | 'sample'>, asked?: Content): Format {
  const first = sample.find((line) => line.trim() !== '') ?? ''
  if (asked === 'access-log') return 'access log'
  if (first.startsWith('{')) return asked ? `ndjson ${asked}` : jsonFormat(name, first)
  if (first.startsWith('['))
    throw new CliError(
      `${name} is a JSON array, but one object per line is needed. Convert it: jq -c '.[]' ${name} > lines.ndjson`,
    )
  if (asked === 'items')
    throw new CliError(`${name} is not NDJSON. Items are read from NDJSON only: one object per line with id and title.`)
  if (!asked && sample.slice(0, maxLinesTried).some(parseAccessLine)) return 'access log'
  if (first !== '') checkHeader(name, first)
  return 'csv events'
}

function jsonFormat(name: string, line: string): Format {
  const object = parseJsonLine(line) ?? {}
  if ('itemId' in object || 'item_id' in object) return 'ndjson events'
  if ('id' in object && ('title' in object || 'text' in object)) return 'ndjson items'
  throw new CliError(
    `The first line of ${name} is neither an event (itemId) nor an item (id, title). Give --format events or items.`,
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
