import { databaseMetrics, timed } from '@inkling/telemetry'
import type postgres from 'postgres'
import type { Sql } from './tenant-database.ts'

type Client = postgres.Sql<{ bigint: bigint; date: Date }>

/** Runs transactions, and measures them and how many connections they use. postgres.js tells nothing of its pool. */
export class MeasuredPool {
  readonly #client: Pick<Client, 'begin'>
  readonly #metrics = databaseMetrics()
  readonly #wait: { observe(seconds: number): void }
  readonly #ended: { inc(): void }
  readonly #busySeconds: { inc(seconds: number): void }
  readonly #stops: readonly (() => void)[]
  #used = 0
  #waiting = 0

  /** @param size the most connections that the client opens */
  constructor(client: Pick<Client, 'begin'>, pool: string, size: number) {
    const { connections, waiting, waitSeconds, transactions, busySeconds } = this.#metrics
    this.#client = client
    this.#wait = waitSeconds.labels({ pool })
    this.#ended = transactions.labels({ pool })
    this.#busySeconds = busySeconds.labels({ pool })
    this.#stops = [
      connections.sample({ pool, state: 'used' }, () => this.#used),
      connections.sample({ pool, state: 'idle' }, () => Math.max(0, size - this.#used)),
      waiting.sample({ pool }, () => this.#waiting),
    ]
  }

  /** Runs `work` in a transaction. `query` names it in metrics, so there must be few different names. */
  async begin<T>(query: string, work: (sql: Sql) => Promise<T>): Promise<T> {
    const askedMs = performance.now()
    let isWaiting = true
    this.#waiting++
    try {
      const result = await this.#client.begin(async (sql) => {
        isWaiting = false
        this.#waiting--
        this.#used++
        this.#wait.observe((performance.now() - askedMs) / 1_000)
        return {
          value: await timed(
            (seconds) => this.#observe(query, seconds),
            () => work(sql as Sql),
          ),
        }
      })
      return (result as { value: T }).value
    } catch (error) {
      this.#metrics.failures.inc({ query })
      throw error
    } finally {
      if (isWaiting) this.#waiting--
      else this.#used--
    }
  }

  #observe(query: string, seconds: number): void {
    this.#metrics.querySeconds.observe({ query }, seconds)
    this.#ended.inc()
    this.#busySeconds.inc(seconds)
  }

  close(): void {
    for (const stop of this.#stops) stop()
  }
}
