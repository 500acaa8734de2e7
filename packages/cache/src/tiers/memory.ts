import { CacheKey } from '../cache-key.ts'
import type { Entry } from '../entry.ts'
import { S3Fifo } from './s3-fifo.ts'

export interface MemoryLimits {
  readonly maxEntries: number
  readonly maxBytes: number
  /** The largest share of entries and bytes that one tenant may hold, above 0 and at most 1. */
  readonly tenantShare: number
}

interface Tenant {
  readonly entries: S3Fifo<Entry>
  readonly maxBytes: number
  readonly maxEntries: number
  /** Whether it was read since it was last spared. */
  isUsed: boolean
  /** The power of two of its size. */
  size: number
}

/** What one entry takes beside its value. */
const overheadBytes = 200
const maxSpared = 32

/**
 * Entries in memory, evicted by S3-FIFO within each tenant. If there is no room, a tenant of about the largest size
 * gives it, so that no tenant pushes out those that hold less than half as much. Of tenants of one size,
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
    const { ownerText, id } = key
    const tenant = this.#tenants.get(ownerText) ?? this.#add(ownerText)
    const bytes = entry.bytes + overheadBytes
    this.#change(ownerText, tenant, ({ entries, maxBytes, maxEntries }) => {
      if (bytes > maxBytes) entries.delete(id)
      else entries.set(id, entry, bytes)
      while (entries.size > maxEntries || entries.bytes > maxBytes) this.#evictFrom(entries)
    })
    while (this.#entries > this.#limits.maxEntries || this.#bytes > this.#limits.maxBytes)
      this.#change(...this.#victim(), ({ entries }) => this.#evictFrom(entries))
  }

  delete({ ownerText, id }: CacheKey): void {
    const tenant = this.#tenants.get(ownerText)
    if (tenant) this.#change(ownerText, tenant, ({ entries }) => entries.delete(id))
  }

  /** Removes all entries of the key's owner. */
  forget({ ownerText }: CacheKey): void {
    const tenant = this.#tenants.get(ownerText)
    if (!tenant) return
    this.#entries -= tenant.entries.size
    this.#bytes -= tenant.entries.bytes
    this.#tenants.delete(ownerText)
    this.#bySize.get(tenant.size)?.delete(ownerText)
  }

  /** Removes the entries that may be served no more. Only a full cache would evict them. */
  sweep(nowMs: number): void {
    for (const [ownerText, tenant] of this.#tenants)
      this.#change(ownerText, tenant, ({ entries }) => entries.deleteWhere(({ keptUntilMs }) => keptUntilMs <= nowMs))
  }

  clear(): void {
    this.#tenants.clear()
    this.#bySize.clear()
    this.#entries = 0
    this.#bytes = 0
  }

  /** The keys that were used most and exist, and how often; of one owner at most its share of `count`. */
  hottest(count: number): [CacheKey, number][] {
    const all = [...this.#tenants].flatMap(([ownerText, { entries }]) =>
      entries
        .hottest(Math.max(1, count * this.#shareOf(ownerText)))
        .filter(([id]) => entries.peek(id)?.value !== null)
        .map(([id, heat]): [CacheKey, number] => [CacheKey.restored(ownerText, id), heat]),
    )
    return all.sort(([, one], [, other]) => other - one).slice(0, count)
  }

  /** Halves what `hottest` counts. */
  coolDown(): void {
    for (const { entries } of this.#tenants.values()) entries.coolDown()
  }

  get stats() {
    return { entries: this.#entries, bytes: this.#bytes, evictions: this.#evictions }
  }

  #add(ownerText: string): Tenant {
    const { maxBytes, maxEntries } = this.#limits
    const share = this.#shareOf(ownerText)
    const limits = { maxBytes: Math.floor(maxBytes * share), maxEntries: Math.max(1, Math.floor(maxEntries * share)) }
    const tenant = { entries: new S3Fifo<Entry>(), ...limits, isUsed: true, size: -1 }
    this.#tenants.set(ownerText, tenant)
    return tenant
  }

  #shareOf(ownerText: string): number {
    return ownerText === '' ? 1 : this.#limits.tenantShare
  }

  #evictFrom(entries: S3Fifo<Entry>): void {
    entries.evict()
    this.#evictions++
  }

  /** Changes the entries of a tenant, and counts them and their bytes. */
  #change(ownerText: string, tenant: Tenant, change: (tenant: Tenant) => void): void {
    const { entries } = tenant
    const [size, bytes] = [entries.size, entries.bytes]
    change(tenant)
    this.#entries += entries.size - size
    this.#bytes += entries.bytes - bytes
    this.#file(ownerText, tenant)
  }

  /** Lists a tenant under its size, or removes an empty one. */
  #file(ownerText: string, tenant: Tenant): void {
    const { size, bytes } = tenant.entries
    if (size === 0) this.#tenants.delete(ownerText)
    const power = size === 0 ? -1 : 31 - Math.clz32(bytes)
    if (power === tenant.size) return
    this.#bySize.get(tenant.size)?.delete(ownerText)
    tenant.size = power
    if (power >= 0) this.#bySize.set(power, (this.#bySize.get(power) ?? new Set()).add(ownerText))
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
