import type { Deadline } from '@inkling/resilience'
import type postgres from 'postgres'

export type Sql = postgres.TransactionSql<{ bigint: bigint }>

/** A part of a statement, made by a {@link Sql} and put into another one. */
export type Fragment = postgres.PendingQuery<postgres.Row[]>

/** The tenant for which statements run, and their deadline. The caller of a request is one. */
export interface DatabaseCaller {
  readonly principal: { readonly tenantId: string }
  readonly deadline: Deadline
}

/**
 * Postgres as one tenant sees it: its rows alone. On a request path, every statement ends at the request's deadline.
 * It is of one cluster: if another one takes its place, such as a restored one, all later transactions are refused.
 */
export interface TenantDatabase {
  readonly tenantId: string
  /** Names the cluster; empty if the process has made no transaction yet. */
  readonly cluster: string
  /**
   * Runs `work` in one transaction; `name` names its span.
   * @throws InklingError dependency_unavailable, overloaded or deadline_exceeded; all other database errors as they
   * are.
   */
  transaction<T>(name: string, work: (sql: Sql) => Promise<T>): Promise<T>
}
