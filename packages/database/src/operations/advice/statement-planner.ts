import postgres from 'postgres'
import type { Sql } from '../../client/tenant-database.ts'
import { describeTable, type TableFacts } from './describe-table.ts'
import { type AskedStatement, explain } from './explain.ts'
import { nodesOf, type PlanNode } from './plan-node.ts'

/** A plan, and the tenant for which it was made. */
export interface Planned {
  readonly plan: PlanNode
  readonly tenantId: string
}

/** Plans statements in one transaction of the owner, and remembers what it learned about tables. */
export class StatementPlanner {
  readonly #sql: Sql
  readonly #tables = new Map<string, Promise<TableFacts | undefined>>()

  constructor(sql: Sql) {
    this.#sql = sql
  }

  /**
   * The plan for the tenant with the most rows in the largest table of the statement; undefined if Postgres cannot plan
   * the statement without its values.
   */
  async plan(statement: AskedStatement): Promise<Planned | undefined> {
    try {
      const plan = await explain(this.#sql, statement, '', 'json')
      const tenantId = await this.#largestTenant(plan)
      return { tenantId, plan: tenantId === '' ? plan : await explain(this.#sql, statement, tenantId, 'json') }
    } catch (error) {
      if (error instanceof postgres.PostgresError) return undefined
      throw error
    }
  }

  table(schema: string, relation: string): Promise<TableFacts | undefined> {
    const key = `${schema}.${relation}`
    const known = this.#tables.get(key) ?? describeTable(this.#sql, schema, relation)
    this.#tables.set(key, known)
    return known
  }

  async #largestTenant(plan: PlanNode): Promise<string> {
    let largest: TableFacts | undefined
    for (const { Schema: schema, 'Relation Name': relation } of nodesOf(plan)) {
      const table = schema && relation ? await this.table(schema, relation) : undefined
      if (table && table.tenantId !== '' && table.rows > (largest?.rows ?? 0)) largest = table
    }
    return largest?.tenantId ?? ''
  }
}
