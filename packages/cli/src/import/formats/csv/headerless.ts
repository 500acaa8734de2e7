import type { Sample } from '../format.ts'
import { rowsOf, type Table } from './table.ts'

/** A published data set without a header, which its columns tell. */
interface Headerless {
  readonly name: string
  readonly content: 'events' | 'items'
  readonly separator: string
  readonly names: readonly string[]
  /** What each column matches in every row. */
  readonly shapes: readonly RegExp[]
}

const whole = /^\d+$/
const isoTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/
const seconds = /^\d{9,10}$/
const stars = /^[0-5](\.\d)?$/
const anything = /./
const clicks = ['session_id', 'timestamp', 'item_id']
const ratings = ['user_id', 'item_id', 'rating', 'timestamp']

const known: readonly Headerless[] = [
  {
    name: 'Yoochoose clicks',
    content: 'events',
    separator: ',',
    names: [...clicks, 'category'],
    shapes: [whole, isoTime, whole, /^(S|\d+)$/],
  },
  {
    name: 'Yoochoose buys',
    content: 'events',
    separator: ',',
    names: [...clicks, 'price', 'quantity'],
    shapes: [whole, isoTime, whole, whole, whole],
  },
  {
    name: 'MovieLens ratings.dat',
    content: 'events',
    separator: '::',
    names: ratings,
    shapes: [whole, whole, stars, seconds],
  },
  {
    name: 'MovieLens u.data',
    content: 'events',
    separator: '\t',
    names: ratings,
    shapes: [whole, whole, stars, seconds],
  },
  {
    name: 'MovieLens movies.dat',
    content: 'items',
    separator: '::',
    names: ['id', 'title', 'genres'],
    shapes: [whole, anything, anything],
  },
  { name: 'MS MARCO passages', content: 'items', separator: '\t', names: ['id', 'text'], shapes: [whole, /\D/] },
  {
    name: 'MS MARCO documents',
    content: 'items',
    separator: '\t',
    names: ['id', 'url', 'title', 'text'],
    shapes: [/^D\d+$/, /^https?:/, anything, anything],
  },
]

const maxRowsTried = 100

/** Recognises a published data set that has no header. */
export function headerlessTable(
  source: Pick<Sample, 'sample'>,
): { table: Table; name: string; content: 'events' | 'items' } | undefined {
  for (const { name, content, separator, names, shapes } of known) {
    const table = { separator, names, headerLine: 0 }
    const rows = rowsOf(source, table).slice(0, maxRowsTried)
    const fits = (row: readonly string[]) =>
      row.length === shapes.length && shapes.every((shape, index) => shape.test(row[index] ?? ''))
    if (rows.length > 0 && rows.every(fits)) return { table, name, content }
  }
  return undefined
}
