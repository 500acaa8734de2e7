/**
 * What becomes of runs when the queue Redis loses its data, when the worker is killed in mid-job, and when both are
 * killed together, on a private stack. It prints a Markdown table. Runs of kind expiry are submitted in code with
 * `packages/queues`. A trigger counts how often the end of each is recorded, and makes that take 200 ms, so that kills
 * meet it. It fails if a run is lost or recorded twice.
 *
 *   pnpm bench:killed [--runs 500] [--kills 50]
 */
import { parseArgs } from 'node:util'
import { createDatabase } from '@inkling/database'
import postgres from 'postgres'
import { flush, killBoth, killWorker } from './killed/faults.ts'
import { noteEnds, readEnds } from './killed/recorded-ends.ts'
import { submit, untilEnded } from './killed/submit.ts'
import { printHead, printRow } from './table.ts'
import { withStack } from './with-stack.ts'

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '500' }, kills: { type: 'string', default: '50' } },
})
/** How many runs are at work when a fault begins. */
const atWork = 3
const [runs, kills] = [Number(values.runs), Number(values.kills)]

await withStack(
  async (stack) => {
    const sql = postgres(stack.ownerUrl, { max: 2 })
    const database = createDatabase({ url: stack.ownerUrl, applicationName: 'bench-killed', pool: 2 })
    await noteEnds(sql)
    const faults = [
      ['flushed', runs, 'queue Redis flushed', () => flush(stack)],
      ['killed', 4 * kills, `worker killed ${kills} times in mid-job`, () => killWorker(stack, sql, kills)],
      ['both', 100, 'worker and queue Redis killed together', () => killBoth(stack)],
    ] as const
    printHead(['fault', 'runs', 'succeeded', 'quarantined', 'failed', 'begun again', 'not recorded once', 'seconds'])
    for (const [series, count, fault, happen] of faults) {
      await submit(database, sql, series, count, atWork)
      const beganMs = performance.now()
      await happen()
      await untilEnded(sql)
      const seconds = ((performance.now() - beganMs) / 1_000).toFixed(0)
      const ends = await readEnds(sql, series)
      const { succeeded, quarantined, failedOtherwise, begunAgain, notOnce } = ends
      const facts = [ends.runs, succeeded, quarantined, failedOtherwise, begunAgain, notOnce]
      printRow([fault, ...facts.map(String), seconds])
      if (ends.runs !== count || notOnce > 0) process.exitCode = 1
    }
    await Promise.all([sql.end(), database.close()])
  },
  { JOB_EXPIRY_CONCURRENCY: String(atWork) },
)
