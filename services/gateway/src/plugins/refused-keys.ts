import { inBackground } from '@inkling/resilience'
import { publishAct } from '@inkling/service-kit'
import type { FastifyBaseLogger } from 'fastify'

/** A key that exists, and was refused: its secret is wrong, or it or its tenant is no longer in force. */
export interface RefusedKey {
  readonly tenantId: string
  readonly id: string
}

interface Count {
  refused: number
  readonly addresses: Map<string, number>
}

const everyMs = 60_000
const mostKeys = 20
const mostAddresses = 200
const mostListed = 5
/** Who was refused is not known. */
const nobody = '-'

/**
 * Counts refused keys, and records them in the audit log once a minute: an entry for each of the 20 keys that were
 * refused first, and one for all others and those that do not exist. So that whoever tries stolen keys by the million
 * leaves a trace, and does not fill the log.
 */
export class RefusedKeys {
  readonly #log: Pick<FastifyBaseLogger, 'warn'>
  #counts = new Map<string, Count & Partial<RefusedKey>>()
  #timer: NodeJS.Timeout | undefined

  constructor(log: Pick<FastifyBaseLogger, 'warn'>) {
    this.#log = log
  }

  start(): void {
    this.#timer = inBackground(() => setInterval(() => this.flush(), everyMs)).unref()
  }

  see(address: string, key?: RefusedKey): void {
    const isCounted = key && (this.#counts.size < mostKeys || this.#counts.has(key.id))
    const name = isCounted ? key.id : nobody
    const count = this.#counts.get(name) ?? { ...(isCounted && key), refused: 0, addresses: new Map() }
    this.#counts.set(name, count)
    count.refused++
    if (count.addresses.size < mostAddresses || count.addresses.has(address))
      count.addresses.set(address, (count.addresses.get(address) ?? 0) + 1)
  }

  flush(): void {
    const counts = this.#counts
    this.#counts = new Map()
    for (const { tenantId = nobody, id = nobody, refused, addresses } of counts.values()) {
      const most = [...addresses].toSorted(([, a], [, b]) => b - a).slice(0, mostListed)
      const details = { refused, addresses: addresses.size, most: Object.fromEntries(most) }
      const action = id === nobody ? 'unknown keys refused' : 'key refused'
      const address = most[0]?.[0] ?? nobody
      publishAct(this.#log, { tenantId, keyId: id, action, details, address, requestId: nobody })
    }
  }

  close(): void {
    clearInterval(this.#timer)
    this.flush()
  }
}
