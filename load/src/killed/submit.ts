import { setTimeout as delay } from 'node:timers/promises'
import { type Database, runLogOf } from '@inkling/database'
import { jobLimits, requestRuns } from '@inkling/queues'
import type postgres from 'postgres'

const tenants = 10
const lookEveryMs = 5
const limits = jobLimits({ JOB_EXPIRY_WAITING_PER_TENANT: 1_000 })

/**
 * Submits so many runs with keys of their own, a tenth at once for each of ten tenants, as a program would, and waits
 * until `atWork` run.
 */
export async function submit(
  database: Database,
  sql: postgres.Sql,
  series: string,
  runs: number,
  atWork: number,
): Promise<void> {
  for (let n = 0; n < tenants; n++) {
    const asked = Array.from(
      { length: Math.ceil(runs / tenants) },
      (_, m) => ({ kind: 'expiry', dedupeKey: `${m}` }) as const,
    )
    const outcomes = await requestRuns(runLogOf(database.background(`${series}-${n}`)), asked, limits)
    for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason
  }
  while ((await running(sql)).length < atWork) await delay(lookEveryMs)
}

/** The ids of the runs that a worker has begun and not ended. */
export async function running(sql: postgres.Sql): Promise<string[]> {
  const rows = await sql<{ id: string }[]>`select id from operations.runs where state = 'running'`
  return rows.map(({ id }) => id)
}

/** Waits until no run is open. */
export async function untilEnded(sql: postgres.Sql): Promise<void> {
  for (;;) {
    const [row] = await sql<[{ open: number }]>`
      select count(*)::int as open from operations.runs where finished_at is null`
    if (row.open === 0) return
    await delay(100)
  }
}
