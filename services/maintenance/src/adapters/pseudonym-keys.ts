import { identityTags } from '@inkling/contracts/api-key'
import { type Database, hasUsers, putPseudonymKey, readPseudonymKey, replacePseudonymKey } from '@inkling/database'
import type { Caller } from '@inkling/service-kit'
import type { PseudonymKeys } from '../routes/pseudonym-keys.route.ts'
import type { tellGateways } from './tell-gateways.ts'

/** The keys of pseudonyms. A change is made known after its commit and before its answer. */
export function createPseudonymKeys(database: Database, tell: ReturnType<typeof tellGateways>): PseudonymKeys {
  const tellOf = (caller: Caller) => tell(identityTags.tenant(caller.principal.tenantId), caller)
  return {
    read: (caller) => readPseudonymKey(database.of(caller)),
    async put(caller) {
      const stored = await putPseudonymKey(database.of(caller), hasUsers)
      // Also for a repeated call: the first may have been cut off before it told them.
      await tellOf(caller)
      return stored
    },
    async replace(caller) {
      const key = await replacePseudonymKey(database.of(caller))
      await tellOf(caller)
      return key
    },
  }
}
