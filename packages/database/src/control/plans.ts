import type { PlanLimits, PlanSettings } from '@inkling/contracts'
import { type Plan, planNames, plans } from '@inkling/contracts/names'
import type { Deadline } from '@inkling/resilience'
import type { Database } from '../client/create-database.ts'

type Platform = Pick<Database, 'platform'>

interface Row {
  readonly name: string
  readonly limits: Partial<PlanLimits>
  readonly updated_at: Date
}

const limitNames = Object.keys(plans.starter) as (keyof PlanLimits)[]

/** The built-in limits, and in their place those that are stored. A limit that this version does not know is left. */
function toSettings(name: Plan, row: Row | undefined): PlanSettings {
  const limits = Object.fromEntries(limitNames.map((limit) => [limit, row?.limits[limit] ?? plans[name][limit]]))
  return { name, limits: limits as PlanLimits, ...(row && { updatedAt: row.updated_at.toISOString() }) }
}

/** Every plan with its limits in force, the smallest first. */
export const listPlans = (database: Platform, deadline: Deadline): Promise<PlanSettings[]> =>
  database.platform({ name: 'list plans', deadline }, async (sql) => {
    const rows = await sql<Row[]>`select name, limits, updated_at from control.plans`
    const byName = new Map(rows.map((row) => [row.name, row]))
    return planNames.map((name) => toSettings(name, byName.get(name)))
  })

/** Stores limits in place of those that were stored; a limit that is not named is the built-in one again. */
export const putPlan = (
  database: Platform,
  name: Plan,
  limits: Partial<PlanLimits>,
  deadline: Deadline,
): Promise<PlanSettings> =>
  database.platform({ name: 'put plan', deadline }, async (sql) => {
    const [row] = await sql<Row[]>`
      insert into control.plans (name, limits) values (${name}, ${sql.json(limits as never)})
      on conflict (name) do update set limits = excluded.limits, updated_at = now()
      returning name, limits, updated_at`
    return toSettings(name, row)
  })
