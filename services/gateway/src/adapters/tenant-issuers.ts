import { type Caches, keyOf, platform } from '@inkling/cache'
import { identityTags } from '@inkling/contracts/api-key'
import { type Database, readTenantIssuers, type TenantIssuers } from '@inkling/database'
import { InklingError } from '@inkling/errors'
import { Deadline } from '@inkling/resilience'

type Found = TenantIssuers | null

export interface KnownIssuers {
  /**
   * Whose tokens are taken for a tenant, null if there is no such tenant; without a promise if it is in memory.
   * @throws InklingError dependency_unavailable, at the deadline at the latest
   */
  find(tenantId: string, deadline: Deadline): Found | Promise<Found>
  /** What is in memory and fresh; undefined if nothing is. */
  known(tenantId: string): Found | undefined
}

const readTimeoutMs = 2_000
const refreshWaitMs = 50
const unknownMs = 1_000
const retryMs = 250
/** As for keys: tokens are taken for so long while Postgres is unavailable. */
const graceMs = 86_400_000

/** Issuers of tokens as Postgres has them, kept and invalidated as keys are. */
export function tenantIssuers(caches: Pick<Caches, 'define'>, database: Database, ttlMs: number): KnownIssuers {
  const cache = caches.define<Found>({
    name: 'issuers',
    isShared: false,
    ttlMs,
    unknownTtlMs: Math.min(ttlMs, unknownMs),
    graceMs,
    softTimeoutMs: refreshWaitMs,
    hardTimeoutMs: readTimeoutMs,
    backoffMs: retryMs,
    sizeBytes: (found) => 200 + 1_000 * (found?.issuers.length ?? 0),
  })
  const read = (tenantId: string, deadline: Deadline): Promise<Found> =>
    cache.get(keyOf(platform, tenantId), () => readTenantIssuers(database, tenantId, new Deadline(readTimeoutMs)), {
      tags: () => [identityTags.tenant(tenantId)],
      waitMs: deadline.remainingMs,
    })
  const known = (tenantId: string) => cache.hit(keyOf(platform, tenantId))
  return {
    known,
    find(tenantId, deadline) {
      const found = known(tenantId)
      return found === undefined ? read(tenantId, deadline).catch(asUnavailable) : found
    },
  }
}

function asUnavailable(cause: unknown): never {
  throw new InklingError('dependency_unavailable', 'The token cannot be checked at the moment; try again shortly', {
    internal: 'postgres did not answer in time',
    retryAfterSeconds: 2,
    cause,
  })
}
