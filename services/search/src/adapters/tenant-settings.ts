import { type Caches, keyOf } from '@inkling/cache'
import type { SearchSettings } from '@inkling/contracts'
import type { Logger } from '@inkling/telemetry'

export interface TenantSettings {
  /** The tenant's settings, the same object while they are cached; none if they are not known within `waitMs`. */
  get(tenantId: string, waitMs: number): Promise<SearchSettings>
  /** The tenant's settings if they are in memory. */
  peek(tenantId: string): SearchSettings | undefined
  /** Lets every process read the tenant's settings again. */
  changed(tenantId: string): Promise<boolean>
}

const tags = ['search-settings']
const dayMs = 86_400_000

/** Search settings by tenant. While Postgres is unavailable, the last known ones are used. */
export function tenantSettings(
  caches: Pick<Caches, 'define' | 'invalidate'>,
  read: (tenantId: string) => Promise<SearchSettings>,
  logger: Pick<Logger, 'warn'>,
): TenantSettings {
  const cache = caches.define<SearchSettings>({ name: 'search-settings', isShared: false, graceMs: dayMs })
  const readLogged = (tenantId: string) =>
    read(tenantId).catch((error: unknown) => {
      logger.warn(
        { err: error, tenantId },
        'postgres unavailable: cannot read search settings; using known ones or none',
      )
      throw error
    })
  const ask = (tenantId: string, waitMs?: number) =>
    cache.get(keyOf(tenantId, 'settings'), () => readLogged(tenantId), {
      tags,
      ...(waitMs !== undefined && { waitMs }),
    })
  cache.keepWarm(({ tenantId }) => ask(tenantId))
  return {
    async get(tenantId, waitMs) {
      return cache.hit(keyOf(tenantId, 'settings')) ?? ask(tenantId, waitMs).catch(() => ({}))
    },
    peek: (tenantId) => cache.peekStale(keyOf(tenantId, 'settings')),
    changed: (tenantId) => caches.invalidate(tenantId, tags),
  }
}
