/** What a condition asks of one table that an index can answer. Columns are as Postgres quotes them. */
export type ColumnTest =
  | { readonly kind: 'equal' | 'range'; readonly alias: string; readonly columns: readonly string[] }
  /** True or false for a row whatever the parameters are: an index may hold the rows alone for which it is true. */
  | { readonly kind: 'constant'; readonly alias: string; readonly expression: string }

const name = '(?:"(?:[^"]|"")+"|[a-z_][a-z0-9_]*)'
const column = `(${name})\\.(${name})`
const equality = new RegExp(`^${column} = (.+)$`)
const equalityOfMany = new RegExp(`^${column} = ANY \\((.+)\\)$`)
const reversed = new RegExp(`^(.+) = ${column}$`)
const comparison = new RegExp(`^${column} (?:<|<=|>|>=) (.+)$`)
const rowComparison = /^ROW\((.+)\) (?:<|<=|>|>=) ROW\((.+)\)$/
const nullTest = new RegExp(`^${column} IS (?:NOT )?NULL$`)
const truth = new RegExp(`^(?:NOT )?${column}$`)

/** The tests of columns in a condition of a plan that was made with `verbose`; what no index answers is left out. */
export const columnTests = (condition: string): ColumnTest[] => conjuncts(condition).flatMap(testsOf)

/** The parts of a condition that are all true. */
export function conjuncts(condition: string): string[] {
  const text = unwrapped(condition)
  const ends = outside(text).filter((at) => text.startsWith(' AND ', at))
  if (ends.length === 0) return [text]
  return [...ends, text.length].flatMap((end, nth) =>
    conjuncts(text.slice(nth === 0 ? 0 : (ends[nth - 1] ?? 0) + ' AND '.length, end)),
  )
}

function testsOf(part: string): ColumnTest[] {
  const constant = nullTest.exec(part) ?? truth.exec(part)
  if (constant) return [{ kind: 'constant', alias: constant[1] ?? '', expression: withoutAlias(part) }]
  const row = rowComparison.exec(part)
  if (row) return rowTest(row[1] ?? '')
  const range = comparison.exec(part)
  if (range) return [{ kind: 'range', alias: range[1] ?? '', columns: [range[2] ?? ''] }]
  const many = equalityOfMany.exec(part)
  if (many) return [{ kind: 'equal', alias: many[1] ?? '', columns: [many[2] ?? ''] }]
  return [equality.exec(part)?.slice(1, 3), reversed.exec(part)?.slice(2, 4)].flatMap((found) =>
    found ? [{ kind: 'equal' as const, alias: found[0] ?? '', columns: [found[1] ?? ''] }] : [],
  )
}

function rowTest(list: string): ColumnTest[] {
  const fields = list.split(', ').map((field) => new RegExp(`^${column}$`).exec(field))
  const alias = fields[0]?.[1]
  if (alias === undefined || !fields.every((field) => field?.[1] === alias)) return []
  return [{ kind: 'range', alias, columns: fields.map((field) => field?.[2] ?? '') }]
}

const withoutAlias = (text: string): string => text.replace(new RegExp(column), '$2')

/** Without the parentheses that hold all of it. */
function unwrapped(text: string): string {
  const inner = text.slice(1, -1)
  if (!(text.startsWith('(') && text.endsWith(')')) || depthsOf(inner).some((depth) => depth < 0)) return text
  return unwrapped(inner)
}

/** The positions that are in no parentheses and no quotes. */
const outside = (text: string): number[] => depthsOf(text).flatMap((depth, at) => (depth === 0 ? [at] : []))

/** How many parentheses are open at each character; NaN within quotes. */
function depthsOf(text: string): number[] {
  let depth = 0
  let quote = ''
  return [...text].map((character) => {
    if (quote !== '') {
      if (character === quote) quote = ''
      return Number.NaN
    }
    if (character === "'" || character === '"') quote = character
    if (character === '(') depth++
    if (character === ')') depth--
    return depth
  })
}
