import { metrics } from '@inkling/telemetry'
import type { Database } from '../client/create-database.ts'

export interface Receipt {
  readonly tenantId: string
  readonly id: string
  readonly kind: 'prediction' | 'suggestion' | 'search'
  readonly userId: string | undefined
  readonly sessionId: string | undefined
  readonly itemIds: readonly string[]
  readonly scores: readonly number[]
  readonly epoch: number
  /** Of a search: what was asked for, in the form that equal queries share. */
  readonly query?: string
  /** Of a search: for each item the chance, in (0, 1], that it was looked at, by its place alone. */
  readonly propensities?: readonly number[]
  /** Of a search: whether clicks on it tell how to blend. */
  readonly isBlended?: boolean
}

const flushEveryMs = 250
const maxBuffered = 20_000
const maxBatch = 1_000

/**
 * Stores receipts behind the answers they belong to: answers never wait for it, and it holds at most 20,000; while Postgres
 * is away the newest beyond that are dropped and counted. A receipt's id proves itself, so feedback does not need the row.
 */
export class ReceiptWriter {
  readonly #database: Database
  #buffered = new Map<string, Receipt[]>()
  #count = 0
  #timer: NodeJS.Timeout | undefined
  #flushing: Promise<void> = Promise.resolve()

  constructor(database: Database) {
    this.#database = database
  }

  add(receipt: Receipt): void {
    if (this.#count >= maxBuffered) {
      metrics.receiptsDropped.inc()
      return
    }
    const ofTenant = this.#buffered.get(receipt.tenantId)
    if (ofTenant) ofTenant.push(receipt)
    else this.#buffered.set(receipt.tenantId, [receipt])
    this.#count++
    this.#timer ??= setTimeout(() => this.#start(), flushEveryMs)
  }

  /** Stores what is left. */
  async close(): Promise<void> {
    clearTimeout(this.#timer)
    this.#start()
    await this.#flushing
  }

  #start(): void {
    this.#timer = undefined
    this.#flushing = this.#flushing.then(() => this.#flush())
  }

  async #flush(): Promise<void> {
    const buffered = this.#buffered
    this.#buffered = new Map()
    for (const [tenantId, receipts] of buffered)
      for (let from = 0; from < receipts.length; from += maxBatch)
        await this.#store(tenantId, receipts.slice(from, from + maxBatch))
  }

  async #store(tenantId: string, receipts: readonly Receipt[]): Promise<void> {
    const rows = receipts.map((receipt) => ({
      id: receipt.id,
      kind: receipt.kind,
      user_id: receipt.userId ?? null,
      session_id: receipt.sessionId ?? null,
      item_ids: receipt.itemIds,
      scores: receipt.scores,
      epoch: receipt.epoch,
      query: receipt.query ?? null,
      propensities: receipt.propensities ?? null,
      is_blended: receipt.isBlended ?? false,
    }))
    try {
      await this.#database.tenant(
        tenantId,
        { name: 'insert receipts' },
        (sql) => sql`
        insert into learning.receipts (tenant_id, id, kind, user_id, session_id, item_ids, scores, epoch, query, propensities, is_blended)
        select ${tenantId}, id, kind, user_id, session_id, item_ids, scores, epoch, query, propensities, is_blended
        from jsonb_to_recordset(${sql.json(rows)}) as r(id text, kind text, user_id text, session_id text, item_ids text[],
          scores real[], epoch bigint, query text, propensities real[], is_blended boolean)`,
      )
      metrics.receiptsWritten.inc(receipts.length)
    } catch {
      metrics.receiptsDropped.inc(receipts.length)
    } finally {
      this.#count -= receipts.length
    }
  }
}
