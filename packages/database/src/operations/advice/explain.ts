import type postgres from 'postgres'
import type { Sql } from '../../client/tenant-database.ts'
import type { PlanNode } from './plan-node.ts'

/** A statement that Postgres can plan, with placeholders for its values, and who sends it. */
export interface AskedStatement {
  readonly role: string
  readonly plannable: string
}

/** `json` has the costs, `text` is for people and has none. */
type Format = 'json' | 'text'

const prepared = 'inkling_explained'
const extended = { prepare: false, simple: false } as postgres.UnsafeQueryOptions

/**
 * Plans a statement without its values, as the role that sends it and for a tenant, so that row-level security is in
 * the plan. Runs nothing. The transaction must be one of a member of the role; what this sets ends with it.
 * @throws PostgresError if a placeholder stands where Postgres cannot tell the type, or the role may not be taken
 */
export async function explain(sql: Sql, asked: AskedStatement, tenantId: string, format: 'json'): Promise<PlanNode>
export async function explain(sql: Sql, asked: AskedStatement, tenantId: string, format: 'text'): Promise<string>
export async function explain(sql: Sql, { role, plannable }: AskedStatement, tenantId: string, format: Format) {
  try {
    return await sql.savepoint(async (inner) => {
      await inner`
        select set_config('role', ${role}, true), set_config('inkling.tenant_id', ${tenantId}, true),
          set_config('plan_cache_mode', 'force_generic_plan', true)`
      // The extended protocol takes one command.
      await inner.unsafe(`prepare ${prepared} as ${plannable}`, [], extended)
      const [row] = await inner<{ parameters: number }[]>`
        select cardinality(parameter_types) as parameters from pg_prepared_statements where name = ${prepared}`
      const values = Array.from({ length: row?.parameters ?? 0 }, () => 'null').join(', ')
      const options = format === 'json' ? 'format json, verbose' : 'costs off'
      const rows = await inner.unsafe<{ 'QUERY PLAN': string | [{ Plan: PlanNode }] }[]>(
        `explain (${options}) execute ${prepared}${values && `(${values})`}`,
      )
      const [first] = rows
      const plan = first?.['QUERY PLAN']
      return typeof plan === 'object' ? plan[0].Plan : rows.map((line) => line['QUERY PLAN']).join('\n')
    })
  } finally {
    await sql`
      select set_config('role', 'none', true), set_config('inkling.tenant_id', '', true)`
    const left = await sql`select from pg_prepared_statements where name = ${prepared}`
    if (left.length > 0) await sql.unsafe(`deallocate ${prepared}`)
  }
}
