import { createHash, randomUUID } from 'node:crypto'
import type { ErrorBatch, ErrorCount, TenantCount } from './error-batch.ts'
import { type ErrorFacts, errorFacts } from './error-facts.ts'
import { type Fault, faults } from './report-fault.ts'

export interface ErrorGroupsOptions {
  readonly service: string
  /** Stores the batch unless it, or a later one of the same source, is stored. */
  readonly store: (batch: ErrorBatch) => Promise<void>
  readonly nowMs?: () => number
}

type Counted = { -readonly [K in keyof ErrorCount]: ErrorCount[K] } & { readonly seen: Map<string, TenantCount> }

const flushEveryMs = 2_000
/** Faults of further places are counted under their code alone. */
const mostGroups = 500
/** To read a stack takes some 100 µs. Of a flood, further faults count for the last group of their code and route. */
const mostStacks = 100
/** In one batch of one group. */
const mostTenants = 100

/**
 * Counts the faults of this process by group, in memory, and stores the counts every 2 s. A batch that may or may not
 * be stored is sent again unchanged, and later faults wait in the next one. So none is lost or counted twice, and
 * memory is bounded however long Postgres is unavailable.
 */
export class ErrorGroups {
  readonly #options: ErrorGroupsOptions
  readonly #source = randomUUID()
  readonly #nowMs: () => number
  #open = new Map<string, Counted>()
  /** By code and route. */
  #latest = new Map<string, Counted>()
  #stacksLeft = mostStacks
  #unsure: ErrorBatch | undefined
  #number = 0
  #timer: NodeJS.Timeout | undefined
  #flushing: Promise<void> = Promise.resolve()

  constructor(options: ErrorGroupsOptions) {
    this.#options = options
    this.#nowMs = options.nowMs ?? Date.now
  }

  /** Begins to listen for faults, and to store their counts. */
  start(): void {
    faults.subscribe(this.#listen)
    this.#timer = setInterval(() => void this.flush().catch(() => {}), flushEveryMs).unref()
  }

  add(fault: Fault): void {
    const { tenantId, traceId } = fault
    const group = this.#groupOf(fault)
    const lastMs = this.#nowMs()
    group.count++
    group.lastMs = lastMs
    if (traceId !== '') group.traceId = traceId
    if (tenantId === '') return
    const tenant = group.seen.get(tenantId)
    if (tenant || group.seen.size < mostTenants)
      group.seen.set(tenantId, { tenantId, count: (tenant?.count ?? 0) + 1, lastMs })
  }

  /** Stores all counts. Rejects if Postgres did not take them; the next flush sends them again. */
  flush(): Promise<void> {
    this.#flushing = this.#flushing.catch(() => {}).then(() => this.#flush())
    return this.#flushing
  }

  async close(): Promise<void> {
    faults.unsubscribe(this.#listen)
    clearInterval(this.#timer)
    await this.flush().catch(() => {})
  }

  readonly #listen = (fault: unknown) => this.add(fault as Fault)

  #groupOf({ code, route, error }: Fault): Counted {
    const kind = keyOf(code, '', route)
    const latest = this.#latest.get(kind)
    if (latest && this.#stacksLeft === 0) return latest
    this.#stacksLeft = Math.max(0, this.#stacksLeft - 1)
    const group = this.#group(code, route, errorFacts(error))
    if (latest || this.#latest.size < mostGroups) this.#latest.set(kind, group)
    return group
  }

  #group(code: string, route: string, facts: ErrorFacts): Counted {
    const known = this.#open.get(keyOf(code, facts.place, route))
    if (known) return Object.assign(known, facts)
    if (this.#open.size < mostGroups || (facts.place === '' && route === '')) return this.#begin(code, route, facts)
    return this.#group(code, '', { place: '', classes: '', reason: '' })
  }

  #begin(code: string, route: string, facts: ErrorFacts): Counted {
    const { service } = this.#options
    const key = keyOf(code, facts.place, route)
    const id = createHash('sha256').update(`${service}\n${key}`).digest('hex').slice(0, 16)
    const nowMs = this.#nowMs()
    const times = { firstMs: nowMs, lastMs: nowMs }
    const group = { id, service, code, route, ...facts, ...times, count: 0, traceId: '', tenants: [], seen: new Map() }
    this.#open.set(key, group)
    return group
  }

  async #flush(): Promise<void> {
    if (this.#unsure) await this.#send(this.#unsure)
    if (this.#open.size === 0) return
    const groups = [...this.#open.values()].map(({ seen, ...group }) => ({ ...group, tenants: [...seen.values()] }))
    this.#open = new Map()
    this.#latest = new Map()
    this.#stacksLeft = mostStacks
    await this.#send({ source: this.#source, number: ++this.#number, groups })
  }

  async #send(batch: ErrorBatch): Promise<void> {
    this.#unsure = batch
    await this.#options.store(batch)
    this.#unsure = undefined
  }
}

const keyOf = (code: string, place: string, route: string) => `${code}\n${place}\n${route}`
