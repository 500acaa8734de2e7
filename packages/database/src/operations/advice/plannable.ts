/** What the rows of a partial index have in a column: one of these values, written as literals. */
export interface PartialKey {
  readonly column: string
  readonly literals: readonly string[]
}

/** As row-level security compares it. */
const tenant = "nullif(current_setting('inkling.tenant_id', true), '')"

/**
 * The statement as Postgres can plan it, and plans it for the services. pg_stat_statements puts a placeholder for every
 * constant, also where none may stand: the field of `extract`, and the text of a typed literal. Constants that decide
 * which partial index fits are put back: those of the indexes. The tenant is that of the transaction, so that the
 * planner knows how many rows it has. Placeholders are numbered again without gaps.
 * @param meanRows how many rows a call returns: the planner takes a limit that it does not know for a tenth of all rows
 */
export function plannable(statement: string, meanRows: number, partialKeys: readonly PartialKey[]): string {
  const known = partialKeys.reduce(withLiterals, statement)
  const numbers = new Map<string, number>()
  return known
    .replace(/\bextract\s*\(\s*\$\d+\s+from\b/gi, 'extract(epoch from')
    .replace(/\b(interval|timestamptz|timestamp|date|time)\s+(\$\d+)/gi, '$2::$1')
    .replace(/\btenant_id\s*=\s*\$\d+/gi, `tenant_id = ${tenant}`)
    .replace(/\blimit\s+\$\d+/gi, `limit ${Math.max(1, Math.ceil(meanRows))}`)
    .replace(/\$(\d+)/g, (_, number: string) => {
      numbers.set(number, numbers.get(number) ?? numbers.size + 1)
      return `$${numbers.get(number)}`
    })
}

function withLiterals(statement: string, { column, literals }: PartialKey): string {
  const placeholders = literals.map(() => '\\$\\d+').join('\\s*,\\s*')
  const [one] = literals
  return literals.length === 1
    ? statement.replace(new RegExp(`\\b(${column}\\s*=\\s*)\\$\\d+`, 'gi'), (_, start: string) => start + one)
    : statement.replace(
        new RegExp(`\\b(${column}\\s+in\\s*)\\(\\s*${placeholders}\\s*\\)`, 'gi'),
        (_, start: string) => `${start}(${literals.join(', ')})`,
      )
}
