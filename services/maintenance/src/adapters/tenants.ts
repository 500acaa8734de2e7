import { createApiKey, deriveApiKey, identityTags } from '@inkling/contracts/api-key'
import {
  createKey,
  createTenant,
  type Database,
  deleteKey,
  listKeys,
  listTenants,
  readTenant,
  rotateKey,
  updateKey,
  updateTenant,
} from '@inkling/database'
import { InklingError } from '@inkling/errors'
import { submitRun } from '@inkling/queues'
import type { Caller } from '@inkling/service-kit'
import type { Tenants } from '../routes/tenants.route.ts'
import { runLog } from './runs.ts'
import type { tellGateways } from './tell-gateways.ts'

export interface TenantsParts {
  readonly database: Database
  readonly tellGateways: ReturnType<typeof tellGateways>
  /** How long after its deletion requests of a tenant may be under way. It is erased then. */
  readonly eraseSettleMs: number
  /** Keys of requests with an `Idempotency-Key` are derived from it. */
  readonly secret: string
}

/**
 * Tenants and their keys, as an operator sees them: each call reads and writes the tenant that it names. A change is
 * made known after its commit and before its answer, so that no gateway accepts by what it had cached.
 *
 * A request with an `Idempotency-Key` that is executed again, after a crash, makes the same key: it finds the first one
 * instead of creating a second, and can still show the secret.
 */
export function createTenants({ database, secret, eraseSettleMs, ...parts }: TenantsParts): Tenants {
  const freshKey = ({ executionId }: Caller) => (executionId ? deriveApiKey(secret, executionId) : createApiKey())
  const of = ({ deadline }: Caller, tenantId: string) => database.of({ principal: { tenantId }, deadline })
  const changedTenant = (caller: Caller, id: string) => parts.tellGateways(identityTags.tenant(id), caller)
  const changedKey = (caller: Caller, id: string) => parts.tellGateways(identityTags.key(id), caller)
  return {
    create: (caller, { id, ...facts }) => createTenant(of(caller, id), facts, freshKey(caller)),
    list: ({ deadline }, afterId, limit) => listTenants(database, afterId, limit, deadline),
    read: (caller, id) => readTenant(of(caller, id)),
    async update(caller, id, patch) {
      if (patch.status === 'suspended') refuseOwn(caller, id)
      const tenant = await updateTenant(of(caller, id), patch)
      await changedTenant(caller, id)
      return tenant
    },
    async erase(caller, erasedTenantId) {
      refuseOwn(caller, erasedTenantId)
      await updateTenant(of(caller, erasedTenantId), { status: 'deleting' })
      await changedTenant(caller, erasedTenantId)
      const runAt = new Date(Date.now() + eraseSettleMs).toISOString()
      return submitRun(runLog(database, caller), {
        ...{ kind: 'erase', options: { erasedTenantId }, unless: 'queued', priority: 'high' },
        ...{ runAt, dedupeKey: `erase ${erasedTenantId}` },
      })
    },
    listKeys: (caller, id) => listKeys(of(caller, id)),
    createKey: (caller, id, facts) => createKey(of(caller, id), facts, freshKey(caller)),
    async updateKey(caller, id, keyId, patch, within) {
      const key = await updateKey(of(caller, id), keyId, patch, within)
      await changedKey(caller, keyId)
      return key
    },
    async rotateKey(caller, id, keyId, overlapSeconds, within) {
      const key = await rotateKey(of(caller, id), keyId, overlapSeconds, freshKey(caller), within)
      await changedKey(caller, keyId)
      return key
    },
    async revokeKey(caller, id, keyId) {
      await deleteKey(of(caller, id), keyId)
      await changedKey(caller, keyId)
    },
  }
}

/** A caller that closes its own tenant could not open it again. */
function refuseOwn({ principal }: Caller, tenantId: string): void {
  if (principal.tenantId === tenantId)
    throw new InklingError(
      'conflict',
      `The tenant ${tenantId} holds the key you use; use an admin key of another tenant`,
    )
}
