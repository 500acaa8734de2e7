import type { ItemChange } from '@inkling/database'
import type { ResidentModels } from '@inkling/read-model'
import type { Catalogue } from '../domain/catalogue.ts'
import type { TenantSettings } from './tenant-settings.ts'

/**
 * Returns a function that finds the tenant's index in memory, waiting at most `waitMs` while it is loaded. Items that
 * have expired are not in it. An index of another language than that of the settings is dropped, and is built again in
 * the background.
 */
export function residentCatalogues(
  models: Pick<ResidentModels<Catalogue, ItemChange>, 'getWithin' | 'drop'>,
  settings: Pick<TenantSettings, 'peek'>,
  clock: () => number = Date.now,
) {
  return async (tenantId: string, waitMs: number) => {
    const resident = await models.getWithin(tenantId, waitMs)
    resident?.model.expire(clock())
    const known = settings.peek(tenantId)
    if (!resident || !known || (known.language ?? 'en') === resident.model.index.language) return resident
    models.drop(tenantId)
    return models.getWithin(tenantId, 0)
  }
}

export type ResidentCatalogueOf = ReturnType<typeof residentCatalogues>
