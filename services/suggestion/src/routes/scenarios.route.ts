import { calls, type Scenario, type ScenarioSettings } from '@inkling/contracts'
import { InklingError } from '@inkling/errors'
import { type Caller, implement } from '@inkling/service-kit'
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

  implement(app, calls.putScenario, async ({ params, body, principal, deadline, reply }) => {
    const { id: _id, createdAt: _createdAt, updatedAt: _updatedAt, ...settings } = body
    const { scenario, isNew } = await scenarios.put(params.id, settings, { principal, deadline })
    reply.status(isNew ? 201 : 200)
    return scenario
  })

  implement(app, calls.deleteScenario, async ({ params, principal, deadline, reply }) => {
    const isDeleted = await scenarios.delete(params.id, { principal, deadline })
    if (!isDeleted) throw new InklingError('not_found', `There is no scenario ${params.id}`)
    reply.status(204)
    return undefined
  })
}
