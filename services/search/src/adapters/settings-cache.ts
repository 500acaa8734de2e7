import type { SearchSettings } from '@inkling/contracts'
import type { Logger } from '@inkling/telemetry'
import { LRUCache } from 'lru-cache'

export interface SettingsCacheOptions {
  readonly read: (tenantId: string) => Promise<SearchSettings>
  /** Tells that a tenant's settings became others than this process knew. */
  readonly onChange: (tenantId: string, settings: SearchSettings, before: SearchSettings) => void
  readonly clock: () => number
  readonly logger: Logger
}

interface Known {
  readonly settings: SearchSettings
  readonly readMs: number
}

const maxTenants = 10_000
/** A change of which no wake-up told is seen by the second search after this. */
const freshMs = 500

/** Search settings by tenant, the same object until they change; only the first search of a tenant waits for them. While Postgres is away the last known ones serve. */
export class SettingsCache {
  readonly #options: SettingsCacheOptions
  readonly #known = new LRUCache<string, Known>({ max: maxTenants })
  readonly #reading = new Map<string, Promise<SearchSettings>>()

  constructor(options: SettingsCacheOptions) {
    this.#options = options
  }

  async get(tenantId: string): Promise<SearchSettings> {
    const known = this.#known.get(tenantId)
    if (!known) return this.refresh(tenantId)
    if (this.#options.clock() - known.readMs > freshMs) void this.refresh(tenantId)
    return known.settings
  }

  /** Reads them now; concurrent readings are one. */
  refresh(tenantId: string): Promise<SearchSettings> {
    const running = this.#reading.get(tenantId)
    if (running) return running
    const reading = this.#read(tenantId).finally(() => this.#reading.delete(tenantId))
    this.#reading.set(tenantId, reading)
    return reading
  }

  /** What was just written, or is known to be so. */
  set(tenantId: string, settings: SearchSettings): void {
    const before = this.#known.get(tenantId)?.settings
    const isSame = before && JSON.stringify(before) === JSON.stringify(settings)
    this.#known.set(tenantId, { settings: isSame ? before : settings, readMs: this.#options.clock() })
    if (before && !isSame) this.#options.onChange(tenantId, settings, before)
  }

  /** Of a wake-up: whoever has not searched here will read them when it does. */
  wake(tenantId: string): void {
    if (this.#known.has(tenantId)) void this.refresh(tenantId)
  }

  drop(tenantId: string): void {
    this.#known.delete(tenantId)
  }

  async #read(tenantId: string): Promise<SearchSettings> {
    try {
      const settings = await this.#options.read(tenantId)
      this.set(tenantId, settings)
      return settings
    } catch (error) {
      this.#options.logger.warn({ err: error, tenantId }, 'cannot read search settings; going on with the last known')
      return this.#known.get(tenantId)?.settings ?? {}
    }
  }
}
