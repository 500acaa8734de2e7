import { Type } from 'typebox'
import { defineCall } from '../call.ts'
import { Scenario, ScenarioId, ScenarioSettings } from '../schemas/scenario.ts'

const params = Type.Object({ id: ScenarioId('The name of the placement') })

export const listScenarios = defineCall({
  id: 'listScenarios',
  method: 'GET',
  path: '/scenarios',
  summary: 'List the placements of suggestions',
  description: 'Returns all of them, by name. A tenant has at most 100.',
  service: 'suggestion',
  scope: 'suggestions:read',
  idempotent: true,
  answers: { 200: Type.Object({ data: Type.Array(Scenario) }) },
})

export const putScenario = defineCall({
  id: 'putScenario',
  method: 'PUT',
  path: '/scenarios/:id',
  summary: 'Create a placement of suggestions or replace its settings',
  description: `A placement has weights of its own, learned from the feedback on its answers. They start from the
weights of the tenant. Settings that are absent get their defaults; what was learned stays.`,
  service: 'suggestion',
  scope: 'items:write',
  idempotent: true,
  params,
  body: ScenarioSettings,
  answers: { 200: Scenario, 201: Scenario },
})

export const deleteScenario = defineCall({
  id: 'deleteScenario',
  method: 'DELETE',
  path: '/scenarios/:id',
  summary: 'Delete a placement and what it has learned',
  description: `Suggestions for it are refused from then on, and its experiment stops. What the tenant has learned as a
whole stays.`,
  service: 'suggestion',
  scope: 'items:write',
  idempotent: true,
  params,
  answers: { 204: null },
})
