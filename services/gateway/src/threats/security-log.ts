import type { NewSecurityEvent } from '@inkling/database'
import { inBackground } from '@inkling/resilience'
import type { Logger } from '@inkling/telemetry'

export interface Finding extends Omit<NewSecurityEvent, 'count' | 'rule' | 'isDryRun' | 'tenantId'> {
  readonly rule?: string
  readonly isDryRun?: boolean
  readonly tenantId?: string | undefined
}

const everyMs = 5_000
const mostRows = 200
/** Whose findings are no rows of their own, because there are too many. */
export const others = 'others'

/**
 * Sums what was found by source, kind, action, rule and reason, and stores it every 5 s: 200 rows at most, and one per
 * kind and action for all others. While Postgres is unavailable, the sums wait and grow no more than that.
 */
export class SecurityLog {
  readonly #store: (events: readonly NewSecurityEvent[]) => Promise<void>
  readonly #logger: Pick<Logger, 'debug'>
  #rows = new Map<string, NewSecurityEvent>()
  #timer: NodeJS.Timeout | undefined

  constructor(store: (events: readonly NewSecurityEvent[]) => Promise<void>, logger: Pick<Logger, 'debug'>) {
    this.#store = store
    this.#logger = logger
  }

  start(): void {
    this.#timer = inBackground(() => setInterval(() => void this.flush(), everyMs)).unref()
  }

  add({ rule = '', isDryRun = false, tenantId, ...finding }: Finding): void {
    this.#sum({ ...finding, rule, isDryRun, tenantId: tenantId ?? null, count: 1 })
  }

  /** Never rejects. */
  async flush(): Promise<void> {
    const rows = this.#rows
    if (rows.size === 0) return
    this.#rows = new Map()
    try {
      await this.#store([...rows.values()])
    } catch (error) {
      for (const row of rows.values()) this.#sum(row)
      this.#logger.debug({ err: error }, 'security events not stored; they are when Postgres is back')
    }
  }

  async close(): Promise<void> {
    clearInterval(this.#timer)
    await this.flush()
  }

  #sum(event: NewSecurityEvent): void {
    const nameOf = (source: string) =>
      [source, event.kind, event.action, event.rule, event.isDryRun, event.reason].join(' ')
    const own = nameOf(event.source)
    const hasRoom = this.#rows.has(own) || this.#rows.size < mostRows
    const name = hasRoom ? own : nameOf(others)
    const before = this.#rows.get(name)
    this.#rows.set(name, {
      ...event,
      source: hasRoom ? event.source : others,
      count: (before?.count ?? 0) + event.count,
      score: Math.max(before?.score ?? 0, event.score),
      tenantId: event.tenantId ?? before?.tenantId ?? null,
    })
  }
}
