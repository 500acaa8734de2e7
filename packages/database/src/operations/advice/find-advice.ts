import type { Deadline } from '@inkling/resilience'
import type { Database } from '../../client/create-database.ts'
import { findHypopg, resetHypotheticals } from './hypothetical.ts'
import { IndexSearch, type ProvedIndex } from './index-search.ts'
import { topStatements } from './top-statements.ts'

const mostStatements = 30

/** Why no index can be proved; undefined if it can. */
export const unprovable = (owner: Pick<Database, 'platform'>, deadline: Deadline): Promise<string | undefined> =>
  owner.platform({ name: 'find hypopg', deadline }, async (sql) =>
    (await findHypopg(sql)) === undefined
      ? 'The extension hypopg is missing: install it for Postgres, and run `create extension hypopg`'
      : undefined,
  )

/**
 * Looks for indexes that make the statements faster that took the most time in the last day. Each is proved: the
 * planner has preferred it with the statistics of the tables, for the role that sends the statement, under its
 * row-level security. Greedy, statement by statement: what was found for one is there for the next. Changes nothing.
 * @param owner the owner of the tables, who may take the roles of the services
 */
export const findIndexes = (owner: Pick<Database, 'platform'>, deadline: Deadline): Promise<ProvedIndex[]> =>
  owner.platform({ name: 'find indexes', deadline }, async (sql) => {
    await sql`set transaction read only`
    const schema = await findHypopg(sql)
    if (schema === undefined) return []
    await resetHypotheticals(sql, schema)
    const search = new IndexSearch(sql, schema)
    const found: ProvedIndex[] = []
    for (const statement of await topStatements(sql, mostStatements)) {
      const best = await search.improve(statement)
      if (best) found.push(best)
    }
    await resetHypotheticals(sql, schema)
    return found.toSorted((a, b) => b.savedMsPerHour - a.savedMsPerHour)
  })
