import type { Plan, PlanLimits, Plans } from '@inkling/contracts'
import { type Database, readPlans } from '@inkling/database'

/** What the plan of a tenant allows. A plan that this version does not know counts as the smallest one. */
export const planLimits = (plans: Plans, plan: string | undefined): PlanLimits =>
  plan !== undefined && Object.hasOwn(plans, plan) ? plans[plan as Plan] : plans.starter

/** Reads what a tenant's plan allows. */
export const limitsOfTenant =
  (database: Pick<Database, 'platform'>, plans: Plans) =>
  async (tenantId: string): Promise<PlanLimits> =>
    planLimits(plans, (await readPlans(database, [tenantId])).get(tenantId))
