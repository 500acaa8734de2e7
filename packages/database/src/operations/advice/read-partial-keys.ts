import type { Sql } from '../../client/tenant-database.ts'
import type { PartialKey } from './plannable.ts'

const oneOf = /\(?\b(\w+) = (?:'((?:[^']|'')*)'::\w+|ANY \(ARRAY\[([^\]]*)\]\))/g

/** The constants in the conditions of all partial indexes. */
export async function readPartialKeys(sql: Sql): Promise<PartialKey[]> {
  const conditions = await sql<{ condition: string }[]>`
    select distinct pg_get_expr(indpred, indrelid) as condition from pg_index i join pg_class c on c.oid = indrelid
    where indpred is not null and relnamespace in (
      select oid from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema')
    order by 1`
  return conditions.flatMap(({ condition }) =>
    [...condition.matchAll(oneOf)].map(([, column = '', one, many]) => ({
      column,
      literals: one === undefined ? (many?.match(/'(?:[^']|'')*'/g) ?? []) : [`'${one}'`],
    })),
  )
}
