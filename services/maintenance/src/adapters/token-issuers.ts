import { identityTags } from '@inkling/contracts/api-key'
import { type Database, deleteTokenIssuer, listTokenIssuers, putTokenIssuer } from '@inkling/database'
import type { TokenIssuers } from '../routes/token-issuers.route.ts'
import type { tellGateways } from './tell-gateways.ts'

/** Whose tokens are taken for a tenant. A change is made known after its commit and before its answer. */
export function createTokenIssuers(database: Database, tell: ReturnType<typeof tellGateways>): TokenIssuers {
  return {
    list: (caller) => listTokenIssuers(database.of(caller)),
    async put(caller, id, body) {
      const stored = await putTokenIssuer(database.of(caller), id, body)
      await tell(identityTags.tenant(caller.principal.tenantId), caller)
      return stored
    },
    async remove(caller, id) {
      await deleteTokenIssuer(database.of(caller), id)
      await tell(identityTags.tenant(caller.principal.tenantId), caller)
    },
  }
}
