import { countEndingKeys, type Database, putKeyUses } from '@inkling/database'
import { Deadline, inBackground } from '@inkling/resilience'
import type { keyMetrics, Logger } from '@inkling/telemetry'

export interface KeyUsesParts {
  readonly database: Pick<Database, 'platform'>
  readonly metrics: ReturnType<typeof keyMetrics>
  readonly logger: Pick<Logger, 'debug'>
  readonly nowMs?: () => number
}

const everyMs = 60_000
const timeoutMs = 5_000
/** Many more than a gateway sees in a minute; what is beyond is noted when it is used again. */
const mostKeys = 50_000

/**
 * Notes when keys were last used: in memory on the path of a request, in Postgres once a minute. While Postgres is
 * unavailable, the notes wait. Counts also the keys that end soon.
 */
export class KeyUses {
  readonly #parts: KeyUsesParts
  readonly #nowMs: () => number
  #uses = new Map<string, number>()
  #timer: NodeJS.Timeout | undefined

  constructor(parts: KeyUsesParts) {
    this.#parts = parts
    this.#nowMs = parts.nowMs ?? Date.now
  }

  start(): void {
    const tick = () => void this.flush()
    tick()
    this.#timer = inBackground(() => setInterval(tick, everyMs)).unref()
  }

  see(keyId: string): void {
    if (this.#uses.size < mostKeys || this.#uses.has(keyId)) this.#uses.set(keyId, this.#nowMs())
  }

  /** Stores the notes. What cannot be stored now is stored with the next. Never rejects. */
  async flush(): Promise<void> {
    const { database, metrics, logger } = this.#parts
    const uses = this.#uses
    this.#uses = new Map()
    try {
      if (uses.size > 0) await putKeyUses(database, uses, new Deadline(timeoutMs))
      uses.clear()
      metrics.ending.set(await countEndingKeys(database, new Deadline(timeoutMs)))
    } catch (error) {
      this.#uses = new Map([...uses, ...this.#uses])
      logger.debug({ err: error }, 'uses of keys not stored; they are when Postgres is back')
    }
  }

  async close(): Promise<void> {
    clearInterval(this.#timer)
    await this.flush()
  }
}
