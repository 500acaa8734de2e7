import { type Plan, type PlanLimits, type Plans, planNames } from '@inkling/contracts'
import { type Database, readPlans } from '@inkling/database'

/** A plan that this version does not know counts as the smallest one. */
export const knownPlan = (plan: string | undefined): Plan => planNames.find((name) => name === plan) ?? 'starter'

/** What the plan of a tenant allows. */
export const planLimits = (plans: Plans, plan: string | undefined): PlanLimits => plans[knownPlan(plan)]

/** Reads what a tenant's plan allows. */
export const limitsOfTenant =
  (database: Pick<Database, 'platform'>, plans: () => Plans) =>
  async (tenantId: string): Promise<PlanLimits> =>
    planLimits(plans(), (await readPlans(database, [tenantId])).get(tenantId))
