import type { ScenarioSettings } from '@inkling/contracts'
import { type Database, deleteScenario, listScenarios, maxScenarios, putScenario } from '@inkling/database'
import { InklingError } from '@inkling/errors'
import type { Caller, Upstream } from '@inkling/service-kit'
import { checkRules } from './check-rules.ts'

export interface ScenarioStoreOptions {
  readonly database: Database
  /** It reads filters. */
  readonly search: Upstream
  readonly onChanged: (tenantId: string) => Promise<unknown>
}

/** The placements of a tenant, in Postgres. */
export function scenarioStore({ database, search, onChanged }: ScenarioStoreOptions) {
  return {
    list: (caller: Caller) => listScenarios(database.of(caller)),
    async put(id: string, settings: ScenarioSettings, caller: Caller) {
      await checkRules(search, settings, '', caller)
      const stored = await putScenario(database.of(caller), id, settings)
      if (!stored)
        throw new InklingError('conflict', `There are ${maxScenarios} scenarios; delete one before you create another`)
      await onChanged(caller.principal.tenantId)
      return stored
    },
    async delete(id: string, caller: Caller) {
      const isDeleted = await deleteScenario(database.of(caller), id)
      if (isDeleted) await onChanged(caller.principal.tenantId)
      return isDeleted
    },
  }
}
