import { hash } from 'node:crypto'
import { receiptMetrics } from '@inkling/telemetry'
import { BufferedWriter } from '../client/buffered-writer.ts'
import type { Database } from '../client/create-database.ts'
import type { Sql, TenantDatabase } from '../client/tenant-database.ts'
import { countAnswers } from './answers.ts'
import type { Receipt } from './receipt.ts'

const flushEveryMs = 250
const maxBuffered = 20_000
const maxBatch = 1_000

/**
 * Stores receipts in the background: answers never wait for it. It holds at most 20,000 receipts; while Postgres is
 * unavailable, further ones are dropped and counted. A receipt's id proves itself, so feedback does not need the row.
 */
export class ReceiptWriter {
  readonly #database: Pick<Database, 'background'>
  readonly #writer: BufferedWriter<Receipt[]>
  readonly #metrics: ReturnType<typeof receiptMetrics>
  #count = 0

  constructor(database: Pick<Database, 'background'>, metrics = receiptMetrics()) {
    this.#database = database
    this.#metrics = metrics
    this.#writer = new BufferedWriter<Receipt[]>({
      flushEveryMs,
      createBuffer: () => [],
      store: (tenantId, receipts) => this.#store(tenantId, receipts),
      onLoss: () => {},
    })
  }

  add(receipt: Receipt): void {
    if (this.#count >= maxBuffered) {
      this.#metrics.dropped.inc()
      return
    }
    this.#writer.bufferOf(receipt.tenantId).push(receipt)
    this.#count++
  }

  /** Stores what is buffered by now. */
  flush(): Promise<void> {
    return this.#writer.flush()
  }

  /** Stores the rest. */
  close(): Promise<void> {
    return this.#writer.close()
  }

  /** Each batch is counted by its outcome. A batch that fails does not stop the next one. */
  async #store(tenantId: string, receipts: readonly Receipt[]): Promise<void> {
    const database = this.#database.background(tenantId)
    for (let from = 0; from < receipts.length; from += maxBatch) {
      const batch = receipts.slice(from, from + maxBatch)
      try {
        await insertReceipts(database, batch)
        this.#metrics.written.inc(batch.length)
      } catch {
        this.#metrics.dropped.inc(batch.length)
      } finally {
        this.#count -= batch.length
      }
    }
  }
}

/** Equal for equal requests, whatever the order of their fields: 16 hexadecimal digits of a SHA-256. */
const digestOf = (request: object): string => hash('sha256', JSON.stringify(sorted(request))).slice(0, 16)

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([name, each]) => [name, sorted(each)]))
}

async function insertReceipts(database: TenantDatabase, receipts: readonly Receipt[]): Promise<void> {
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
    scenario: receipt.scenario ?? null,
    details: receipt.details ?? null,
    request: receipt.request ?? null,
    request_digest: receipt.request ? digestOf(receipt.request) : null,
    created_at: receipt.atMs === undefined ? null : new Date(receipt.atMs),
  }))
  await database.transaction('insert receipts', async (sql) => {
    await sql`
      insert into learning.receipts
        (tenant_id, id, kind, user_id, session_id, item_ids, scores, epoch, query, propensities, is_blended, scenario,
          details, created_at, request, request_digest)
      select ${database.tenantId}, id, kind, user_id, session_id, item_ids, scores, epoch, query, propensities,
        is_blended, scenario, details, coalesce(created_at, now()), request, request_digest
      from jsonb_to_recordset(${sql.json(rows as Parameters<Sql['json']>[0])})
        as r (id text, kind text, user_id text, session_id text, item_ids text[], scores real[], epoch bigint,
          query text, propensities real[], is_blended boolean, scenario text, details jsonb, created_at timestamptz,
          request jsonb, request_digest text)`
    await countAnswers(sql, database.tenantId, receipts)
  })
}
