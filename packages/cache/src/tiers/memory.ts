import { LRUCache } from 'lru-cache'
import type { CacheKey } from '../cache-key.ts'
import type { Entry } from '../entry.ts'

export interface MemoryLimits {
  readonly maxEntries: number
  readonly maxBytes: number
  /** The largest share of entries and bytes that one tenant may hold, above 0 and at most 1. */
  readonly tenantShare: number
}

interface Tenant {
  readonly entries: LRUCache<string, Entry>
  /** Whether it was read since it was last spared. */
  isUsed: boolean
  /** The power of two of its size. */
  size: number
}

/** What one entry takes beside its value. */
const overheadBytes = 200
const maxSpared = 32

/**
 * Entries in memory, least recently used first out within each tenant. If there is no room, a tenant of about the
 * largest size gives it, so that no tenant pushes out those that hold less than half as much. Of tenants of one size,
 * one that was read lately is spared (CLOCK).
 */
export class MemoryTier {
  readonly #limits: MemoryLimits
  readonly #tenants = new Map<string, Tenant>()
  readonly #bySize = new Map<number, Set<string>>()
  #entries = 0
  #bytes = 0
  #evictions = 0

  constructor(limits: MemoryLimits) {
    this.#limits = limits
  }

  get(key: CacheKey): Entry | undefined {
    const tenant = this.#tenants.get(key.ownerText)
    if (!tenant) return undefined
    tenant.isUsed = true
    return tenant.entries.get(key.id)
  }

  peek(key: CacheKey): Entry | undefined {
    return this.#tenants.get(key.ownerText)?.entries.peek(key.id)
  }

  set(key: CacheKey, entry: Entry): void {
    const tenant = this.#tenants.get(key.ownerText) ?? this.#add(key.ownerText)
    const before = tenant.entries.size
    this.#bytes -= tenant.entries.calculatedSize
    tenant.entries.set(key.id, entry, { size: entry.bytes + overheadBytes })
    this.#settle(key.ownerText, tenant, before)
    while (this.#entries > this.#limits.maxEntries || this.#bytes > this.#limits.maxBytes) this.#evict()
  }

  delete(key: CacheKey): void {
    const tenant = this.#tenants.get(key.ownerText)
    if (!tenant) return
    const before = tenant.entries.size
    this.#bytes -= tenant.entries.calculatedSize
    tenant.entries.delete(key.id)
    this.#settle(key.ownerText, tenant, before)
  }

  /** Removes all entries of the key's owner. */
  forget({ ownerText }: CacheKey): void {
    const tenant = this.#tenants.get(ownerText)
    if (!tenant) return
    const before = tenant.entries.size
    this.#bytes -= tenant.entries.calculatedSize
    tenant.entries.clear()
    this.#settle(ownerText, tenant, before)
  }

  get stats() {
    return { entries: this.#entries, bytes: this.#bytes, evictions: this.#evictions }
  }

  #add(tenantId: string): Tenant {
    const share = tenantId === '' ? 1 : this.#limits.tenantShare
    const entries = new LRUCache<string, Entry>({
      maxSize: Math.max(1, Math.floor(this.#limits.maxBytes * share)),
      dispose: (_entry, _id, reason) => {
        if (reason === 'evict') this.#evictions++
      },
    })
    const tenant = { entries, isUsed: true, size: -1 }
    this.#tenants.set(tenantId, tenant)
    return tenant
  }

  /** Counts a tenant's entries and bytes after a change, and keeps it within its share of entries. */
  #settle(tenantId: string, tenant: Tenant, entriesBefore: number): void {
    const share = tenantId === '' ? 1 : this.#limits.tenantShare
    while (tenant.entries.size > Math.max(1, this.#limits.maxEntries * share)) tenant.entries.pop()
    this.#entries += tenant.entries.size - entriesBefore
    this.#bytes += tenant.entries.calculatedSize
    const size = tenant.entries.size === 0 ? -1 : 31 - Math.clz32(tenant.entries.calculatedSize)
    if (size === tenant.size) return
    this.#bySize.get(tenant.size)?.delete(tenantId)
    tenant.size = size
    if (size < 0) this.#tenants.delete(tenantId)
    else this.#bySize.set(size, (this.#bySize.get(size) ?? new Set()).add(tenantId))
  }

  #evict(): void {
    const [tenantId, tenant] = this.#victim()
    const before = tenant.entries.size
    this.#bytes -= tenant.entries.calculatedSize
    tenant.entries.pop()
    this.#settle(tenantId, tenant, before)
  }

  #victim(): [string, Tenant] {
    for (let size = 31; size >= 0; size--) {
      const candidates = this.#bySize.get(size)
      if (!candidates || candidates.size === 0) continue
      let spared = 0
      for (const tenantId of candidates) {
        const tenant = this.#tenants.get(tenantId) as Tenant
        candidates.delete(tenantId)
        candidates.add(tenantId)
        if (!tenant.isUsed || spared++ >= Math.min(maxSpared, candidates.size)) return [tenantId, tenant]
        tenant.isUsed = false
      }
    }
    throw new RangeError('the limits of the cache leave no room for an entry')
  }
}
