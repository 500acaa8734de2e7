import type { SearchSettings } from '@inkling/contracts'
import { withTimeout } from '@inkling/resilience'
import type { Logger } from '@inkling/telemetry'
import { LRUCache } from 'lru-cache'

export interface SettingsCacheOptions {
  readonly read: (tenantId: string) => Promise<SearchSettings>
  readonly clock: () => number
  readonly logger: Logger
}

interface Entry {
  readonly settings: SearchSettings
  readonly readMs: number
}

const maxTenants = 10_000
/** If no wake-up told of a change, the second search after this time sees it. */
const freshMs = 500

/**
 * Search settings by tenant, the same object until they change. Only the first search of a tenant waits for them. While
 * Postgres is unavailable, the last known settings are used.
 */
export class SettingsCache {
  readonly #options: SettingsCacheOptions
  readonly #entries = new LRUCache<string, Entry>({ max: maxTenants })
  readonly #reading = new Map<string, Promise<SearchSettings>>()

  constructor(options: SettingsCacheOptions) {
    this.#options = options
  }

  /** The tenant's settings; none if they are not known within `waitMs`. */
  async get(tenantId: string, waitMs: number): Promise<SearchSettings> {
    const entry = this.#entries.get(tenantId)
    if (!entry) return (await withTimeout(this.refresh(tenantId), waitMs)) ?? {}
    if (this.#options.clock() - entry.readMs > freshMs) void this.refresh(tenantId)
    return entry.settings
  }

  /** The tenant's settings as they were last read; undefined if they never were. */
  peek(tenantId: string): SearchSettings | undefined {
    return this.#entries.peek(tenantId)?.settings
  }

  /** Reads them now; concurrent reads share one. Never rejects. */
  refresh(tenantId: string): Promise<SearchSettings> {
    const running = this.#reading.get(tenantId)
    if (running) return running
    const reading = this.#read(tenantId).finally(() => this.#reading.delete(tenantId))
    this.#reading.set(tenantId, reading)
    return reading
  }

  /** Takes settings that were just written or read. */
  set(tenantId: string, settings: SearchSettings): void {
    const known = this.#entries.get(tenantId)?.settings
    const isSame = known && JSON.stringify(known) === JSON.stringify(settings)
    this.#entries.set(tenantId, { settings: isSame ? known : settings, readMs: this.#options.clock() })
  }

  /** Reads the settings of a tenant again that has searched here; another tenant's are read when it does. */
  wake(tenantId: string): void {
    if (this.#entries.has(tenantId)) void this.refresh(tenantId)
  }

  drop(tenantId: string): void {
    this.#entries.delete(tenantId)
  }

  async #read(tenantId: string): Promise<SearchSettings> {
    try {
      const settings = await this.#options.read(tenantId)
      this.set(tenantId, settings)
      return settings
    } catch (error) {
      this.#options.logger.warn(
        { err: error, tenantId },
        'postgres unavailable: cannot read search settings; using the last known ones',
      )
      return this.#entries.get(tenantId)?.settings ?? {}
    }
  }
}
