/**
 * Fairness between tenants and speed of the dispatcher of runs, on a private stack. It prints Markdown tables.
 *
 * Fairness: one tenant has 10,000 runs in Postgres before nine others ask for 10 each, with one worker that does one
 * run of the kind at a time. A run waits from its request until a worker begins it. "Alone" is the same without the
 * one tenant.
 *
 * Speed: runs of many tenants are handed to a queue that no worker takes from, and ended at once in Postgres.
 *
 * With `--greedy 0` it measures speed alone. With `--ended`, the table holds so many ended runs before, of which its
 * statistics tell, as after long use.
 *
 *   pnpm bench:fairness [--greedy 10000] [--runs 20000] [--tenants 2000] [--workers 500] [--ended 0]
 */
import { parseArgs } from 'node:util'
import { createClient } from '@inkling/client'
import type { Stack } from '@inkling/local'
import postgres from 'postgres'
import { handedPerSecond } from './fairness/handed-per-second.ts'
import { jainIndex } from './fairness/jain-index.ts'
import { fill, fillEnded, waitsOf } from './fairness/waits.ts'
import { printHead, printRow } from './table.ts'
import { withStack } from './with-stack.ts'

const { values } = parseArgs({
  options: {
    greedy: { type: 'string', default: '10000' },
    runs: { type: 'string', default: '20000' },
    tenants: { type: 'string', default: '2000' },
    workers: { type: 'string', default: '500' },
    ended: { type: 'string', default: '0' },
  },
})
const modest = Array.from({ length: 9 }, (_, n) => `modest-${n + 1}`)

const [greedy, runs, tenants, workers, ended] = [
  values.greedy,
  values.runs,
  values.tenants,
  values.workers,
  values.ended,
].map(Number) as [number, number, number, number, number]

async function measureFairness({ url, adminKey }: Stack, sql: postgres.Sql): Promise<void> {
  const admin = createClient({ url, apiKey: adminKey })
  for (const id of [...modest, 'greedy']) await admin.createTenant({ body: { id, plan: 'starter' } })
  const alone = await waitsOf(sql, modest)
  await fill(sql, 'greedy', greedy)
  const beside = await waitsOf(sql, modest)
  await sql`truncate operations.runs`
  printHead(['tenant', 'wait alone, s', `wait beside ${greedy} runs, s`, 'ratio'])
  for (const id of modest) {
    const [before = Number.NaN, after = Number.NaN] = [alone.get(id), beside.get(id)]
    printRow([id, before.toFixed(1), after.toFixed(1), (after / before).toFixed(2)])
  }
  console.log(`Jain index of the nine waits: ${jainIndex([...beside.values()]).toFixed(4)}`)
}

await withStack(
  async (stack) => {
    const sql = postgres(stack.ownerUrl, { max: 2 })
    if (greedy > 0) await measureFairness(stack, sql)
    if (ended > 0) await fillEnded(sql, ended)
    const perSecond = await handedPerSecond(sql, stack.queueRedis.url, { runs, tenants, workers })
    console.log(`Dispatcher: ${perSecond.toFixed(0)} runs/s, ${runs} runs of ${tenants} tenants, ${workers} slots`)
    await sql.end()
  },
  { HEAVY_RUNS: '1000' },
)
