import { createHash } from 'node:crypto'
import type { DatabaseReport } from '@inkling/contracts'
import type { Database } from '../../client/create-database.ts'
import type { Sql } from '../../client/tenant-database.ts'
import { explain } from './explain.ts'
import { StatementPlanner } from './statement-planner.ts'
import { topStatements } from './top-statements.ts'

type Platform = Pick<Database, 'platform'>

interface KeptPlan {
  readonly role: string
  readonly queryId: string
  readonly hash: string
  /** As people read it, without costs and values. */
  readonly plan: string
}

const mostStatements = 20
/** Of a statement, the newest are kept. */
const mostPlans = 5
const keptDays = 30

/**
 * Plans the statements that took the most time in the last day, and keeps the plans. A plan is made without values, for
 * the tenant with the most rows; Postgres may choose another one for rare values or a small tenant.
 * @param owner the owner of the tables, who may take the roles of the services
 */
export async function keepPlans(owner: Platform, database: Platform): Promise<void> {
  const plans = await owner.platform({ name: 'plan statements' }, async (sql) => {
    await sql`set transaction read only`
    const planner = new StatementPlanner(sql)
    const found: KeptPlan[] = []
    for (const statement of await topStatements(sql, mostStatements)) {
      const planned = await planner.plan(statement)
      if (planned === undefined) continue
      const plan = await explain(sql, statement, planned.tenantId, 'text')
      found.push({ role: statement.role, queryId: statement.queryId, plan, hash: hashOf(plan) })
    }
    return found
  })
  if (plans.length > 0) await database.platform({ name: 'keep plans' }, (sql) => store(sql, plans))
}

/** Another partition, which is read as the others are, is no other plan. */
const hashOf = (plan: string): string =>
  createHash('sha256')
    .update([...new Set(plan.replace(/\d+/g, '').split('\n'))].join('\n'))
    .digest('hex')
    .slice(0, 16)

async function store(sql: Sql, plans: readonly KeptPlan[]) {
  await sql`
    insert into operations.statement_plans as p (role, query_id, plan_hash, plan)
    select role, "queryId"::bigint, hash, plan
    from jsonb_to_recordset(${sql.json(plans.map((plan) => ({ ...plan })))})
      as r (role text, "queryId" text, hash text, plan text)
    on conflict (role, query_id, plan_hash) do update set last_seen_at = now(), plan = excluded.plan`
  await sql`
    delete from operations.statement_plans p where last_seen_at < now() - make_interval(days => ${keptDays})
      or ${mostPlans} <= (select count(*) from operations.statement_plans n
        where n.role = p.role and n.query_id = p.query_id and n.last_seen_at > p.last_seen_at)`
}

/** The newest plan of each statement, and the one before. */
export const readPlans = async (sql: Sql): Promise<DatabaseReport['plans']> => [
  ...(await sql<DatabaseReport['plans']>`
    select statement, role, plan, first_seen_at as since, case when previous is not null
      then json_build_object('plan', previous, 'until', previous_at) end as previous
    from (
      select role, query_id, plan, first_seen_at,
        row_number() over newest as nth, lead(plan) over newest as previous,
        lead(last_seen_at) over newest as previous_at
      from operations.statement_plans
      window newest as (partition by role, query_id order by last_seen_at desc, first_seen_at desc)
    ) p join operations.statements using (role, query_id)
    where nth = 1 order by first_seen_at desc, query_id limit 20`),
]
