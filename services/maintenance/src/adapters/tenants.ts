import { createApiKey, deriveApiKey } from '@inkling/contracts/api-key'
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
import { type JobSubmitter, submitRun } from '@inkling/queues'
import type { Caller } from '@inkling/service-kit'
import type { Tenants } from '../routes/tenants.route.ts'
import { runLog } from './runs.ts'

/**
 * Tenants and their keys, as an operator sees them: each call reads and writes the tenant that it names. A request with
 * an `Idempotency-Key` that is executed again, after a crash, makes the same key: it finds the first one instead of
 * creating a second, and can still show the secret.
 */
export function createTenants(database: Database, submitter: JobSubmitter, secret: string): Tenants {
  const freshKey = ({ executionId }: Caller) => (executionId ? deriveApiKey(secret, executionId) : createApiKey())
  const of = ({ deadline }: Caller, tenantId: string) => database.of({ principal: { tenantId }, deadline })
  return {
    create: (caller, { id, ...facts }) => createTenant(of(caller, id), facts, freshKey(caller)),
    list: ({ deadline }, afterId, limit) => listTenants(database, afterId, limit, deadline),
    read: (caller, id) => readTenant(of(caller, id)),
    async update(caller, id, patch) {
      if (patch.status === 'suspended') refuseOwn(caller, id)
      return updateTenant(of(caller, id), patch)
    },
    async erase(caller, erasedTenantId) {
      refuseOwn(caller, erasedTenantId)
      await updateTenant(of(caller, erasedTenantId), { status: 'deleting' })
      const erasure = { kind: 'erase', options: { erasedTenantId }, unless: 'queued', isKept: true } as const
      return submitRun(runLog(database, caller), submitter, erasure)
    },
    listKeys: (caller, id) => listKeys(of(caller, id)),
    createKey: (caller, id, facts) => createKey(of(caller, id), facts, freshKey(caller)),
    updateKey: (caller, id, keyId, patch) => updateKey(of(caller, id), keyId, patch),
    rotateKey: (caller, id, keyId, overlapSeconds) =>
      rotateKey(of(caller, id), keyId, overlapSeconds, freshKey(caller)),
    revokeKey: (caller, id, keyId) => deleteKey(of(caller, id), keyId),
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
