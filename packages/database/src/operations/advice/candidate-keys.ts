import type { ScanNeed } from './scan-needs.ts'

/** The columns of an index, and the condition of its rows if it does not hold all. */
export interface IndexKey {
  /** Such as `tenant_id` or `created_at DESC`. */
  readonly columns: readonly string[]
  readonly where: string | undefined
}

const mostColumns = 4

/**
 * The indexes that may answer what a scan asks, by the rule of Valentin et al. (DB2 Advisor, 2000): columns that are
 * compared for equality first, then one range or the order of the rows. The tenant is the first column: row-level
 * security compares it in each statement, and the rows of a tenant stay together. Of the others, the one with the most
 * different values comes first.
 * @param distinctValues of a column, as the statistics of Postgres estimate them
 */
export function candidateKeys(need: ScanNeed, distinctValues: (column: string) => number): IndexKey[] {
  const rank = (column: string) => (column === 'tenant_id' ? Number.POSITIVE_INFINITY : distinctValues(column))
  const sorted = (columns: readonly string[]) => [...columns].sort((a, b) => rank(b) - rank(a))
  const equal = sorted(need.equal)
  const tenant = equal.filter((column) => column === 'tenant_id')
  const heads = [
    equal,
    equal.slice(0, tenant.length + 1),
    tenant,
    ...need.joined.flatMap((column) => [[...tenant, column], sorted([...equal, column])]),
  ]
  const tails = [[], ...need.ranges, need.order]
  const lists = heads.flatMap((head) => tails.map((tail) => [...head, ...tail.filter((key) => !isIn(head, key))]))
  const where = need.constants.length > 0 ? need.constants.map((each) => `(${each})`).join(' AND ') : undefined
  return unique(lists.filter(({ length }) => length > 0 && length <= mostColumns)).flatMap((columns) =>
    where === undefined
      ? [{ columns, where }]
      : [
          { columns, where: undefined },
          { columns, where },
        ],
  )
}

export const nameOf = (key: string): string => key.replace(/ (DESC|NULLS).*$/, '')
const isIn = (head: readonly string[], key: string): boolean => head.some((column) => column === nameOf(key))
const unique = (lists: readonly (readonly string[])[]): (readonly string[])[] => [
  ...new Map(lists.map((list) => [list.join(), list])).values(),
]
