import { setTimeout as delay } from 'node:timers/promises'
import { Heartbeats, redisPrefix } from '@inkling/queues'
import { Queue } from 'bullmq'
import type postgres from 'postgres'

/** Longer than the dispatcher takes to count the workers anew. */
const settleMs = 3_000

export interface Handing {
  readonly runs: number
  /** Each has as many runs as any other. */
  readonly tenants: number
  /** How many workers seem to be alive: as many runs of the kind may be in flight. */
  readonly workers: number
}

/**
 * Lets the dispatcher of a stack hand runs to a queue that is paused in Redis, and ends them in Postgres as soon as
 * they are handed. Returns how many it handed per second, from the first to the last.
 */
export async function handedPerSecond(sql: postgres.Sql, redisUrl: string, handing: Handing): Promise<number> {
  const queue = new Queue('train', { connection: { url: redisUrl }, prefix: redisPrefix })
  const alive = Array.from({ length: handing.workers }, () => new Heartbeats(redisUrl, () => {}))
  try {
    await queue.pause()
    for (const worker of alive) worker.start()
    await delay(settleMs)
    const beganMs = performance.now()
    await record(sql, handing)
    await endAll(sql, handing.runs)
    return (1_000 * handing.runs) / (performance.now() - beganMs)
  } finally {
    for (const worker of alive) worker.close()
    await queue.close()
  }
}

const record = (sql: postgres.Sql, { runs, tenants }: Handing) => sql`
  insert into operations.runs (tenant_id, id, kind, options)
  select 'many-' || n % ${tenants}::int, 'op_many' || n, 'train', '{"tuneSeconds": 0}'
  from generate_series(1, ${runs}::int) n`

async function endAll(sql: postgres.Sql, runs: number): Promise<void> {
  for (let ended = 0; ended < runs; ) {
    const { count } = await sql`
      update operations.runs set state = 'succeeded', finished_at = now()
      where finished_at is null and handed_at is not null`
    ended += count
    if (count === 0) await delay(5)
  }
}
