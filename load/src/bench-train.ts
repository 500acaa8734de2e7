/**
 * How fast a train run reads a tenant's events from Postgres and applies them, how long it tunes and compares, and how
 * much memory the worker takes at most. Synthetic events are imported into a private stack and trained twice; the
 * second run compares its model with the first.
 *
 *   pnpm bench:train [--events 500000] [--tune 20]
 */
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { createClient, type InklingClient } from '@inkling/client'
import { importFile, writeEvents } from './import-events.ts'
import { memoryOf } from './process-usage.ts'
import { printHead, printRow } from './table.ts'
import { withStack } from './with-stack.ts'

const { values } = parseArgs({
  options: { events: { type: 'string', default: '500000' }, tune: { type: 'string', default: '20' } },
})
const [events, tuneSeconds] = [Number(values.events), Number(values.tune)]
const pollMs = 100

/** Trains once; `residentMegabytes` reads the memory of the worker. */
async function train(client: InklingClient, residentMegabytes: () => number) {
  const before = residentMegabytes()
  let most = before
  let operation = await client.createRun({ body: { kind: 'train', options: { tuneSeconds } } })
  while (!operation.finishedAt) {
    await delay(pollMs)
    most = Math.max(most, residentMegabytes())
    operation = await client.getOperation({ params: { id: operation.id } })
  }
  const result = (operation.result ?? {}) as Record<string, number>
  return { before, most, readSeconds: result.readSeconds ?? Number.NaN, tunedSeconds: result.tuneSeconds ?? Number.NaN }
}

await withStack(async ({ url, adminKey, services }, folder) => {
  const admin = createClient({ url, apiKey: adminKey })
  const { apiKey } = await admin.createTenant({ body: { id: 'bench', plan: 'scale' } })
  const file = join(folder, 'events.csv')
  await writeEvents(file, { events, items: 20_000 })
  await importFile(file, { url, apiKey: apiKey.key })

  const client = createClient({ url, apiKey: apiKey.key })
  const residentMegabytes = () => memoryOf(services.worker.pid ?? 0).rssBytes / 1e6
  printHead(['run', 'events read and applied/s', 'tuned and compared, s', 'worker resident before / at most, MB'])
  for (const run of ['first', 'second, compared']) {
    const { before, most, readSeconds, tunedSeconds } = await train(client, residentMegabytes)
    const memory = `${before.toFixed(0)} / ${most.toFixed(0)}`
    printRow([run, (events / readSeconds).toFixed(0), tunedSeconds.toFixed(1), memory])
  }
})
