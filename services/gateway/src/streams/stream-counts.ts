import { InklingError } from '@inkling/errors'
import { LimitExceeded } from '../plugins/limits/limit-exceeded.ts'

export interface StreamLimit {
  /** What is counted: `tenant`, `key` or `address`. */
  readonly kind: string
  readonly id: string
  readonly max: number
}

const retryAfterSeconds = 10

/** Counts the streams that are open on this gateway: all of them, and those of each tenant, key and address. */
export class StreamCounts {
  readonly #max: number
  readonly #open = new Map<string, number>()
  #all = 0

  constructor(max: number) {
    this.#max = max
  }

  get all(): number {
    return this.#all
  }

  /**
   * Counts a stream until the returned function is called.
   * @throws InklingError rate_limited, quota_exceeded for those of a tenant, or overloaded if this gateway holds as
   * many as it may
   */
  enter(limits: readonly StreamLimit[]): () => void {
    if (this.#all >= this.#max)
      throw new InklingError('overloaded', 'This gateway holds as many streams as it can; try again later', {
        internal: 'STREAMS_MAX is reached',
        retryAfterSeconds,
      })
    const full = limits.find((limit) => (this.#open.get(nameOf(limit)) ?? 0) >= limit.max)
    if (full) {
      const detail = `More than ${full.max} streams of one ${full.kind}; close some, or follow more topics with one`
      if (full.kind !== 'tenant') throw new LimitExceeded(`${full.kind} streams`, detail, retryAfterSeconds)
      const until = `${detail}. The plan allows no more (streams) until one is closed`
      throw new LimitExceeded('tenant streams', until, retryAfterSeconds, 'quota_exceeded')
    }
    const names = limits.map(nameOf)
    this.#all++
    for (const name of names) this.#add(name, 1)
    return () => {
      this.#all--
      for (const name of names) this.#add(name, -1)
    }
  }

  ofTenant(id: string): number {
    return this.#open.get(nameOf({ kind: 'tenant', id })) ?? 0
  }

  /** How many streams each tenant has. */
  get ofTenants() {
    const prefix = nameOf({ kind: 'tenant', id: '' })
    const open = [...this.#open].filter(([name]) => name.startsWith(prefix))
    return open.map(([name, value]) => ({ tenantId: name.slice(prefix.length), meter: 'streams' as const, value }))
  }

  #add(name: string, change: number): void {
    const open = (this.#open.get(name) ?? 0) + change
    if (open > 0) this.#open.set(name, open)
    else this.#open.delete(name)
  }
}

const nameOf = ({ kind, id }: Pick<StreamLimit, 'kind' | 'id'>) => `${kind} ${id}`
