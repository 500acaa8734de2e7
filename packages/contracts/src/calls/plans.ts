import { Type } from 'typebox'
import { defineCall } from '../call.ts'
import { PlanName, PlanSettings, PlanSettingsBody } from '../schemas/plan.ts'

const administration = { service: 'maintenance', scope: 'admin', priority: 'critical', idempotent: true } as const

export const listPlans = defineCall({
  ...administration,
  id: 'listPlans',
  method: 'GET',
  path: '/plans',
  summary: 'List the plans with their limits',
  description: 'Returns every plan with the limits in force, the smallest plan first.',
  answers: { 200: Type.Object({ data: Type.Array(PlanSettings) }, { description: 'The plans' }) },
})

export const putPlan = defineCall({
  ...administration,
  id: 'putPlan',
  method: 'PUT',
  path: '/plans/:name',
  summary: 'Replace the limits of a plan',
  description: `Stores the limits. Every process follows them within a second, for all tenants of the plan.

- A limit that the body leaves out is the built-in one, so \`{"limits": {}}\` undoes all changes.
- A change is in the audit log, with the limits before and after.`,
  params: Type.Object({ name: PlanName }),
  body: PlanSettingsBody,
  answers: { 200: PlanSettings },
})
