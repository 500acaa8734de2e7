import { hash } from 'node:crypto'
import { type Logger, receiptMetrics } from '@inkling/telemetry'
import { BufferedWriter } from '../client/buffered-writer.ts'
import type { Database } from '../client/create-database.ts'
import { mayPass } from '../client/sql-states.ts'
import type { Sql, TenantDatabase } from '../client/tenant-database.ts'
import { countAnswers } from './answers.ts'
import type { Receipt } from './receipt.ts'

const flushEveryMs = 250
const maxBuffered = 20_000
const maxBatch = 1_000

/**
 * Stores receipts in the background: answers never wait for it. It holds at most 20,000 receipts. Those that Postgres
 * cannot store because it is unavailable, overloaded or too late are kept and stored when it is back; meanwhile, the
 * newest ones beyond 20,000 are dropped. Every other failure loses its batch. All that is lost is counted and logged.
 *
 * A receipt's id proves itself, so feedback does not need the row.
 */
export class ReceiptWriter {
  readonly #database: Pick<Database, 'background'>
  readonly #logger: Pick<Logger, 'warn'>
  readonly #writer: BufferedWriter<Receipt[]>
  readonly #metrics: ReturnType<typeof receiptMetrics>
  #count = 0
  #isFull = false

  constructor(database: Pick<Database, 'background'>, logger: Pick<Logger, 'warn'>, metrics = receiptMetrics()) {
    this.#database = database
    this.#logger = logger
    this.#metrics = metrics
    this.#writer = new BufferedWriter<Receipt[]>({
      flushEveryMs,
      createBuffer: () => [],
      store: (tenantId, receipts) => this.#store(tenantId, receipts),
      keep: (failed, since = []) => [...failed, ...since],
      onLoss: (error, tenantId, receipts) => this.#lose(error, tenantId, receipts),
    })
  }

  add(receipt: Receipt): void {
    if (this.#count >= maxBuffered) {
      this.#refuse()
      return
    }
    const { tenantId, atMs = Date.now() } = receipt
    // The time is part of the key, so that a receipt which is stored twice has one row.
    this.#writer.bufferOf(tenantId).push({ ...receipt, atMs })
    this.#count++
  }

  /** Stores what is buffered by now. */
  flush(): Promise<void> {
    return this.#writer.flush()
  }

  /** Stores the rest. It is tried once: what cannot be stored now is lost, counted and logged. */
  close(): Promise<void> {
    return this.#writer.close()
  }

  /** Takes the receipts out that it stored or lost. Rejects with what may pass: the others wait. */
  async #store(tenantId: string, receipts: Receipt[]): Promise<void> {
    const database = this.#database.background(tenantId)
    while (receipts.length > 0) {
      const batch = receipts.slice(0, maxBatch)
      try {
        await insertReceipts(database, batch)
        this.#metrics.written.inc(batch.length)
        this.#take(batch.length)
      } catch (error) {
        if (mayPass(error)) throw error
        this.#lose(error, tenantId, batch)
      }
      receipts.splice(0, batch.length)
    }
  }

  #take(count: number): void {
    this.#count -= count
    this.#isFull = false
  }

  #lose(error: unknown, tenantId: string, { length: receipts }: readonly Receipt[]): void {
    this.#take(receipts)
    this.#metrics.dropped.inc(receipts)
    this.#logger.warn({ err: error, tenantId, receipts }, 'receipts lost: postgres did not store them')
  }

  #refuse(): void {
    this.#metrics.dropped.inc()
    if (!this.#isFull) this.#logger.warn({ receipts: this.#count }, 'receipts lost: too many wait for postgres')
    this.#isFull = true
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

/** Receipts that are stored already change nothing and are not counted again. */
async function insertReceipts(database: TenantDatabase, receipts: readonly Receipt[]): Promise<void> {
  await database.transaction('insert receipts', async (sql) => {
    const rows = receipts.map(rowOf) as Parameters<Sql['json']>[0]
    const stored = await sql<{ id: string }[]>`
      insert into learning.receipts
        (tenant_id, id, kind, user_id, session_id, item_ids, scores, epoch, query, propensities, is_blended, scenario,
          details, created_at, request, request_digest)
      select ${database.tenantId}, id, kind, user_id, session_id, item_ids, scores, epoch, query, propensities,
        is_blended, scenario, details, created_at, request, request_digest
      from jsonb_to_recordset(${sql.json(rows)})
        as r (id text, kind text, user_id text, session_id text, item_ids text[], scores real[], epoch bigint,
          query text, propensities real[], is_blended boolean, scenario text, details jsonb, created_at timestamptz,
          request jsonb, request_digest text)
      on conflict do nothing returning id`
    const ids = new Set(stored.map(({ id }) => id))
    const added = ids.size === receipts.length ? receipts : receipts.filter(({ id }) => ids.has(id))
    if (added.length > 0) await countAnswers(sql, database.tenantId, added)
  })
}

const rowOf = (receipt: Receipt) => ({
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
  created_at: new Date(receipt.atMs ?? Date.now()),
})
