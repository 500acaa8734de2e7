import { setTimeout as delay } from 'node:timers/promises'
import type { Stack } from '@inkling/local'
import { Redis } from 'ioredis'
import type postgres from 'postgres'
import { running } from './submit.ts'

const lookEveryMs = 2

/** The queue Redis loses all keys. */
export async function flush({ queueRedis }: Stack): Promise<void> {
  const redis = new Redis(queueRedis.url)
  await redis.flushall()
  redis.disconnect()
}

/**
 * Kills the worker so often while it works on a run, and starts it again at once: its supervisor would wait longer each
 * time. A kill after whose moment the run had ended does not count.
 */
export async function killWorker({ services }: Stack, sql: postgres.Sql, times: number): Promise<void> {
  for (let kills = 0; kills < times; ) {
    const before = new Set(await running(sql))
    const begun = await untilBegun(sql, before)
    if (begun === undefined) throw new Error(`all runs ended after ${kills} kills; submit more`)
    services.worker.kill('SIGKILL')
    await services.worker.stop()
    if ((await running(sql)).includes(begun)) kills++
    await services.worker.start()
  }
}

/** The id of a run that the worker begins now; undefined once none is left. */
async function untilBegun(sql: postgres.Sql, before: ReadonlySet<string>): Promise<string | undefined> {
  for (;;) {
    const begun = (await running(sql)).find((id) => !before.has(id))
    if (begun !== undefined) return begun
    const [row] = await sql<[{ open: number }]>`
      select count(*)::int as open from operations.runs where state = 'queued'`
    if (row.open === 0) return undefined
    await delay(lookEveryMs)
  }
}

/** Kills the worker and the queue Redis at the same moment, while runs are at work. */
export async function killBoth({ services, queueRedis }: Stack): Promise<void> {
  services.worker.kill('SIGKILL')
  queueRedis.kill('SIGKILL')
  await Promise.all([services.worker.ready(), queueRedis.ready()])
}
