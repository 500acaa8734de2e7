import { splitCsv } from './csv/split-csv.ts'
import type { FormatOptions, Sample } from './format.ts'
import { parseJsonLine } from './json/json-line.ts'
import { firstObjects } from './json/json-values.ts'
import { UnknownFormat } from './unknown-format.ts'

const logs =
  'Inkling reads these logs: Common, Combined, with virtual hosts, nginx, Caddy and Traefik as JSON, AWS load ' +
  'balancers, W3C extended (IIS, CloudFront) and HAProxy, also behind the prefixes of syslog, Docker and Kubernetes.'

interface Kind {
  readonly pattern: RegExp
  readonly text: string
}

/** Contents that are often taken for events or items, by their first lines. */
const kinds: readonly Kind[] = [
  { pattern: /^\s*<(?:!doctype html|html)/i, text: 'is an HTML page, perhaps an error page instead of a download.' },
  { pattern: /^\s*<\?xml|^\s*<[a-z][\w:-]*[\s>]/i, text: 'is XML. Convert it to CSV or NDJSON first.' },
  {
    pattern: /^(?:-- |\/\*|INSERT INTO|CREATE TABLE|SET |COPY .* FROM stdin)/im,
    text: 'is an SQL dump. Export the table as CSV instead.',
  },
  {
    pattern: /^query-id\tcorpus-id\tscore|^\S+[\t ](?:0|Q0)[\t ]\S+[\t ]-?\d+\s*$/,
    text: 'holds relevance judgements. They belong to `inkling evaluate search --qrels`.',
  },
  {
    pattern: /^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d \[\w+\]|^\[[A-Z][a-z]{2} [A-Z][a-z]{2} \d\d [^\]]+\] \[/m,
    text: `is an error log of a web server, which has no page views. Import its access log. ${logs}`,
  },
  {
    pattern: /"(?:GET|POST|HEAD) \S+ HTTP\/|\b(?:GET|POST) \/\S* |\[\d\d\/[A-Z][a-z]{2}\/\d{4}:/m,
    text: `is a log of another kind. ${logs}`,
  },
  {
    pattern: /^(?:<\d+>)?(?:[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d|\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d\S*) \S+ .*\w/m,
    text: `is a log, but no log of a web server. ${logs}`,
  },
]

const maxLinesTried = 20
const maxShown = 200

const needs =
  'Events need the column item_id and one of session_id and user_id, such as session_id,user_id,item_id,timestamp; ' +
  'items need id and one of title and text.'

/** Says what a file seems to be that no format reads, and what to do. */
export function nameContent(source: Sample, options: FormatOptions): UnknownFormat {
  const { name, sample } = source
  const lines = sample.filter((line) => line.trim() !== '')
  const first = lines[0] ?? ''
  const kind = kinds.find(({ pattern }) => pattern.test(lines.slice(0, maxLinesTried).join('\n')))
  if (kind) {
    const what = `${name} ${kind.text}`
    return new UnknownFormat(`${what}\nThe first line is: ${first.slice(0, maxShown)}`, what)
  }
  return /^\s*[{[]/.test(first) ? jsonContent(source) : tableContent(name, first, options)
}

function jsonContent({ name, sample }: Sample): UnknownFormat {
  const object = parseJsonLine(firstObjects(sample).texts[0] ?? '')
  const names = Object.keys(object ?? {})
  if (names.length === 0) {
    const what = `${name} is JSON without objects. Events and items are JSON objects.`
    return new UnknownFormat(what, what)
  }
  const what =
    `${name} holds JSON objects with the fields ${names.slice(0, 20).join(', ')}. They are neither events ` +
    '(itemId, and userId or sessionId) nor items (id, and title or text), nor a log that Inkling knows.'
  const advice =
    'Say which field is which, such as --columns id=code,title=label or --columns item=product,user=customer. ' +
    '--format events or --format items says what they are.'
  return new UnknownFormat(`${what} ${advice}`, what, names)
}

function tableContent(name: string, first: string, { content, columns }: FormatOptions): UnknownFormat {
  const names = headerOf(first)
  const wanted = content === 'items' ? 'items' : 'events or items'
  const given = columns
    ? ` --columns ${Object.entries(columns)
        .map((pair) => pair.join('='))
        .join(',')} does not fit.`
    : ''
  const problem = names
    ? `The columns ${names.join(', ')} do not tell which ones are those of ${wanted}.`
    : 'Its first line is no header with known names.'
  const advice = names
    ? 'Say which column is which, such as --columns item=product,user=customer or --columns id=code,title=label.'
    : 'If the file has no header, give the names of all columns, such as ' +
      '--header session_id,timestamp,item_id,category.'
  const taken = `${name} is read as CSV because it is neither JSON nor a web server log.`
  const line = `The first line is: ${first.slice(0, maxShown)}`
  return new UnknownFormat(
    `${taken}${given} ${problem} ${advice}\n${needs}\n${line}`,
    `${taken} ${problem} ${needs}`,
    names,
  )
}

/** The names in the first line of a table; undefined if it holds values. */
function headerOf(first: string): string[] | undefined {
  const rows = [',', ';', '\t', '|'].map((separator) => splitCsv(first, separator) ?? [])
  const fields = rows.reduce((most, row) => (row.length > most.length ? row : most), [])
  const isHeader = fields.length > 1 && fields.every((field) => !/^\s*(?:-?[\d.:TZ+-]+)?\s*$/.test(field))
  return isHeader ? fields.map((field) => field.trim()) : undefined
}
