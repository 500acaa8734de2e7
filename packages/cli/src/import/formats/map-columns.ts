/** Where the fields of a file are. */
export interface ColumnMap<F extends string> {
  readonly columns: Readonly<Partial<Record<F, number>>>
  readonly ignored: readonly string[]
  /** Names that several columns have; the first one is used. */
  readonly repeated: readonly string[]
}

/** Lower case without punctuation, so that `Session ID`, `session_id` and `sessionId` are one name. */
export const plainName = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '')

/** Finds the column of each field: the one that `--columns` gives, else the most usual name. */
export function mapColumns<F extends string>(
  names: readonly string[],
  known: Readonly<Record<F, readonly string[]>>,
  given: Readonly<Record<string, string>> = {},
): ColumnMap<F> {
  const plain = names.map(plainName)
  const columns: Partial<Record<F, number>> = {}
  for (const field of Object.keys(known) as F[]) {
    const column = given[field] === undefined ? usual(known[field], plain) : columnOf(given[field], names, plain)
    if (column >= 0) columns[field] = column
  }
  const used = new Set<unknown>(Object.values(columns))
  const first = (name: string) => plain.indexOf(plainName(name))
  return {
    columns,
    ignored: names.filter((name, index) => name !== '' && !used.has(index) && !used.has(first(name))),
    repeated: [...new Set(names.filter((name, index) => name !== '' && first(name) !== index))],
  }
}

function usual(names: readonly string[], plain: readonly string[]): number {
  const present = names.find((name) => plain.includes(name))
  return present === undefined ? -1 : plain.indexOf(present)
}

function columnOf(name: string, names: readonly string[], plain: readonly string[]): number {
  const exact = names.indexOf(name)
  return exact >= 0 ? exact : plain.indexOf(plainName(name))
}

/** The mapping as text, such as `item ← movieId`. */
export const describeColumns = (names: readonly string[], columns: Readonly<Partial<Record<string, number>>>) =>
  Object.entries(columns).map(([field, column]) => `${field} ← ${names[column ?? -1] ?? ''}`)
