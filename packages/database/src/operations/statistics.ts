import type { DatabaseReport } from '@inkling/contracts'
import type { Deadline } from '@inkling/resilience'
import type { Database } from '../client/create-database.ts'
import type { Sql } from '../client/tenant-database.ts'
import { readPlans } from './advice/statement-plans.ts'
import { readDuplicateIndexes, readUnusedIndexes } from './statistics-of-indexes.ts'
import { readLockWaits, readTransactions } from './statistics-of-sessions.ts'
import { findStatements, readStatements } from './statistics-of-statements.ts'
import { readTables } from './statistics-of-tables.ts'

/** What Postgres counts of this database, and what it does at this moment. */
export const readStatistics = (database: Pick<Database, 'platform'>, deadline: Deadline) =>
  database.platform({ name: 'read statistics', deadline }, async (sql): Promise<DatabaseReport> => {
    const statements = await findStatements(sql)
    return {
      ...(await readWhole(sql)),
      ...(await readTables(sql)),
      statements: statements ? await readStatements(sql) : null,
      plans: statements ? await readPlans(sql) : [],
      unusedIndexes: await readUnusedIndexes(sql),
      duplicateIndexes: await readDuplicateIndexes(sql),
      transactions: await readTransactions(sql, statements),
      lockWaits: await readLockWaits(sql, statements),
    }
  })

type Whole = Pick<
  DatabaseReport,
  | 'bytes'
  | 'connections'
  | 'serverConnections'
  | 'maxConnections'
  | 'bufferHitRatio'
  | 'committed'
  | 'rolledBack'
  | 'deadlocks'
  | 'temporaryBytes'
  | 'since'
  | 'seesAll'
>

async function readWhole(sql: Sql): Promise<Whole> {
  const [whole] = await sql<[Whole]>`
    select pg_database_size(datname)::float8 as bytes, numbackends as connections,
      (select sum(numbackends)::int from pg_stat_database) as "serverConnections",
      current_setting('max_connections')::int as "maxConnections",
      blks_hit::float8 / nullif(blks_hit + blks_read, 0) as "bufferHitRatio",
      xact_commit::float8 as committed, xact_rollback::float8 as "rolledBack", deadlocks::float8 as deadlocks,
      temp_bytes::float8 as "temporaryBytes", stats_reset as since,
      pg_has_role('pg_read_all_stats', 'usage') as "seesAll"
    from pg_stat_database where datname = current_database()`
  return whole
}
