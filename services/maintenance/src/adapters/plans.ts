import { plansTag } from '@inkling/contracts/api-key'
import { type Database, listPlans, putPlan } from '@inkling/database'
import type { StoredPlans } from '../routes/plans.route.ts'
import type { tellGateways } from './tell-gateways.ts'

/** The limits of plans, in Postgres. A change is made known after its commit and before its answer. */
export const createPlans = (database: Database, tell: ReturnType<typeof tellGateways>): StoredPlans => ({
  list: ({ deadline }) => listPlans(database, deadline),
  async put(caller, name, { limits }) {
    const stored = await putPlan(database, name, limits, caller.deadline)
    await tell(plansTag, caller)
    return stored
  },
})
