import { calls, type Scenario, type ScenarioSettings } from '@inkling/contracts'
import { InklingError } from '@inkling/errors'
import { audit, type Caller, implement } from '@inkling/service-kit'
import type { FastifyInstance } from 'fastify'

export interface ScenariosOptions {
  readonly scenarios: {
    list(caller: Caller): Promise<readonly Scenario[]>
    /** @throws InklingError validation_failed for a rule whose filter cannot be read; conflict if there are too many */
    put(id: string, settings: ScenarioSettings, caller: Caller): Promise<{ scenario: Scenario; isNew: boolean }>
    delete(id: string, caller: Caller): Promise<boolean>
  }
}

export async function scenariosRoute(app: FastifyInstance, { scenarios }: ScenariosOptions): Promise<void> {
  implement(app, calls.listScenarios, async ({ principal, deadline }) => ({
    data: [...(await scenarios.list({ principal, deadline }))],
  }))

  implement(app, calls.putScenario, async ({ params, body, reply, ...caller }) => {
    const { id: _id, createdAt: _createdAt, updatedAt: _updatedAt, ...settings } = body
    const { scenario, isNew } = await scenarios.put(params.id, settings, caller)
    audit(caller, isNew ? 'scenario created' : 'scenario set', { scenario: params.id, settings })
    reply.status(isNew ? 201 : 200)
    return scenario
  })

  implement(app, calls.deleteScenario, async ({ params, reply, ...caller }) => {
    const isDeleted = await scenarios.delete(params.id, caller)
    if (!isDeleted) throw new InklingError('not_found', `There is no scenario ${params.id}`)
    audit(caller, 'scenario deleted', { scenario: params.id })
    reply.status(204)
    return undefined
  })
}
