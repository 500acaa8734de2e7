import { createHash } from 'node:crypto'
import type { Deadline } from '@inkling/resilience'
import type { Database } from '../../client/create-database.ts'
import { indexes, sameIndex } from '../statistics-of-indexes.ts'

/** An index that costs more than it gives. */
export interface NeedlessIndex {
  readonly id: string
  readonly table: string
  readonly index: string
  /** What follows the name in `create index`, to have it back. */
  readonly definition: string
  readonly reason: string
  readonly sizeBytes: number
}

const smallBytes = 1_000_000

/**
 * Indexes that are the same as another one, and those of 1 MB or more that no query used since Postgres counts, once
 * statements were watched for a day. Never one that keeps rows unique.
 */
export const findNeedlessIndexes = (
  database: Pick<Database, 'platform'>,
  deadline: Deadline,
): Promise<NeedlessIndex[]> =>
  database.platform({ name: 'find needless indexes', deadline }, async (sql) => {
    const found = await sql<Omit<NeedlessIndex, 'id'>[]>`
      with all_indexes as materialized (
        select i.*, c.relname as "index", format('%I.%I', tn.nspname, t.relname) as "table",
          substring(pg_get_indexdef(indexrelid) from ' (ON .*)$') as definition,
          not indisunique and not indisexclusion
            and not exists (select from pg_constraint where conindid = indexrelid) as is_needless,
          first_value(i.name) over (partition by ${sameIndex(sql)} order by indisunique desc, i.name) as first
        from (${indexes(sql)}) i join pg_class c on c.oid = indexrelid
        join pg_class t on t.oid = indrelid join pg_namespace tn on tn.oid = t.relnamespace
      )
      select "table", "index", definition, bytes as "sizeBytes",
        case when first <> name then 'The same as ' || first else 'No query used it' end as reason
      from all_indexes
      where is_needless and (first <> name or scans = 0 and bytes >= ${smallBytes} and exists (
        select from operations.table_writes where at < now() - interval '23 hours'))
      order by bytes desc, name limit 50`
    return found.map((each) => ({ id: idOf(`drop ${each.table} ${each.index}`), ...each }))
  })

const idOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 12)
