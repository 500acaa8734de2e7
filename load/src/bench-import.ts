/**
 * Events per second of `inkling import`: a generated CSV of 100,000 events into a new tenant of a private stack, in
 * several runs.
 *
 *   pnpm bench:import [--events 100000] [--runs 3]
 */
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { createClient } from '@inkling/client'
import { importFile, writeEvents } from './import-events.ts'
import { withStack } from './with-stack.ts'

const { values } = parseArgs({
  options: { events: { type: 'string', default: '100000' }, runs: { type: 'string', default: '3' } },
})
const [events, runs] = [Number(values.events), Number(values.runs)]

await withStack(async ({ url, adminKey }, folder) => {
  const admin = createClient({ url, apiKey: adminKey })
  for (let run = 1; run <= runs; run++) {
    const tenant = `import-${run}`
    const { apiKey } = await admin.createTenant({ body: { id: tenant, plan: 'scale' } })
    const file = join(folder, `${tenant}.csv`)
    await writeEvents(file, { events, items: 5_000, seed: run })
    const startedMs = performance.now()
    const report = await importFile(file, { url, apiKey: apiKey.key })
    const perSecond = (1_000 * events) / (performance.now() - startedMs)
    console.log(`run ${run}: ${perSecond.toFixed(0)} events/s, with the start of the command; its report: ${report}`)
  }
})
