import { calls, type Plan, type PlanSettings, type PlanSettingsBody } from '@inkling/contracts'
import { audit, type Caller, implement } from '@inkling/service-kit'
import type { FastifyInstance } from 'fastify'

export interface StoredPlans {
  list(caller: Caller): Promise<PlanSettings[]>
  put(caller: Caller, name: Plan, body: PlanSettingsBody): Promise<PlanSettings>
}

export async function plansRoute(app: FastifyInstance, { plans }: { readonly plans: StoredPlans }): Promise<void> {
  implement(app, calls.listPlans, async (caller) => ({ data: await plans.list(caller) }))

  implement(app, calls.putPlan, async ({ params: { name }, body, ...caller }) => {
    const before = (await plans.list(caller)).find((plan) => plan.name === name)
    const after = await plans.put(caller, name, body)
    audit(caller, 'plan changed', { before, after })
    return after
  })
}
