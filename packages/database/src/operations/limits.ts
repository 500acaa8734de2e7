import type { Database } from '../client/create-database.ts'
import { vacuumAt } from './statistics-of-tables.ts'

/** How near Postgres is to what makes it slow or stops it. */
export interface PostgresLimits {
  readonly oldestTransactionSeconds: number
  /** The longest wait for a lock that lasts. */
  readonly lockWaitSeconds: number
  /** The share of the connections that are open, of those that no superuser has for itself; 0 to 1. */
  readonly connections: number
  /** The oldest transaction id that is not frozen, as the share of those there are: at 1 Postgres writes no more. */
  readonly transactionIds: number
  /** The most dead rows of a table, divided by those at which its vacuum begins; of tables with 10,000 or more. */
  readonly deadRows: number
}

/** Ids are compared modulo 2^32, so half of them are in the past. */
const usableIds = 2 ** 31
const fewDeadRows = 10_000

export const readLimits = (database: Pick<Database, 'platform'>): Promise<PostgresLimits> =>
  database.platform({ name: 'read limits' }, async (sql) => {
    const [limits] = await sql<[PostgresLimits]>`
      with sessions as materialized (
        select pid, xact_start, backend_type from pg_stat_activity where datname = current_database()
      )
      select
        (select coalesce(max(extract(epoch from clock_timestamp() - xact_start)), 0)::float8 from sessions
          where backend_type = 'client backend' and pid <> pg_backend_pid()) as "oldestTransactionSeconds",
        (select coalesce(max(extract(epoch from clock_timestamp() - waitstart)), 0)::float8
          from pg_locks join sessions using (pid) where not granted) as "lockWaitSeconds",
        (select sum(numbackends) from pg_stat_database)::float8
          / (current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int)
          as connections,
        (select max(age(datfrozenxid))::float8 from pg_database) / ${usableIds}::float8 as "transactionIds",
        (select coalesce(max(n_dead_tup / greatest(${vacuumAt(sql)}, 1)), 0)::float8
          from pg_stat_user_tables s join pg_class c on c.oid = relid where n_dead_tup >= ${fewDeadRows})
          as "deadRows"`
    return limits
  })
