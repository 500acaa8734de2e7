import { plainName } from '../map-columns.ts'

interface Dialect {
  readonly name: string
  /** Names that tell it, in lower case and without punctuation. */
  readonly columns: readonly string[]
}

const dialects: readonly Dialect[] = [
  { name: 'MovieLens', columns: ['userid', 'movieid', 'timestamp'] },
  { name: 'RetailRocket', columns: ['visitorid', 'event', 'itemid'] },
  { name: 'Gorse', columns: ['feedbacktype', 'userid', 'itemid'] },
  { name: 'REES46', columns: ['eventtime', 'eventtype', 'productid', 'usersession'] },
  { name: 'diginetica', columns: ['sessionid', 'itemid', 'timeframe'] },
  { name: 'Amazon reviews', columns: ['userid', 'parentasin', 'rating'] },
]

/** The published data set or tool that writes these columns, if one is known. */
export function dialectOf(names: readonly string[]): string | undefined {
  const plain = new Set(names.map(plainName))
  return dialects.find(({ columns }) => columns.every((column) => plain.has(column)))?.name
}
