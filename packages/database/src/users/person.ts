import type { Fragment, Sql } from '../client/tenant-database.ts'

/** A user, and which rows of theirs are meant. */
export interface Person {
  readonly userId: string
  /** Sessions in which the user was seen. Rows of these without a user are the user's, too. */
  readonly sessions: readonly string[]
  /** RFC 3339: rows that came later are not meant. */
  readonly until: string
}

/** A table with rows of users. */
export interface PersonalTable {
  readonly table: string
  /** When a row came. */
  readonly at: string
  readonly isOf: (sql: Sql, person: Person) => Fragment
}

/** Rows with a `user_id`, and those of the user's sessions without one. */
export const ofUserOrSession = (sql: Sql, { userId, sessions }: Person): Fragment =>
  sql`(user_id = ${userId} or user_id is null and session_id = any (${[...sessions]}::text[]))`

/** A condition: the rows of a table that are the person's. */
export const rowsOf = (sql: Sql, tenantId: string, { at, isOf }: PersonalTable, person: Person): Fragment =>
  sql`tenant_id = ${tenantId} and ${sql(at)} <= ${person.until}::text::timestamptz and ${isOf(sql, person)}`
