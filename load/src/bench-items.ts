/**
 * Items per second of bulk upserts over HTTP: generated items of 100 words into a new tenant of a private stack, and
 * then the same items again, as a nightly synchronisation does. Each run has a new tenant in the same database.
 *
 *   pnpm bench:items [--items 20000] [--runs 3] [--batch 500] [--clients 2]
 */
import { parseArgs } from 'node:util'
import { createClient } from '@inkling/client'
import { SyntheticLanguage } from './search/synthetic-items.ts'
import { withStack } from './with-stack.ts'

const { values } = parseArgs({
  options: {
    items: { type: 'string', default: '20000' },
    runs: { type: 'string', default: '3' },
    batch: { type: 'string', default: '500' },
    clients: { type: 'string', default: '2' },
  },
})
const [items, runs] = [Number(values.items), Number(values.runs)]
const [batch, clients] = [Number(values.batch), Number(values.clients)]
const wordsPerItem = 100

const generated = Array.from(new SyntheticLanguage(items, wordsPerItem).items(), ({ id, title, text = '' }) => ({
  id,
  title,
  text,
}))
const batches = Array.from({ length: Math.ceil(items / batch) }, (_, n) => generated.slice(n * batch, (n + 1) * batch))

async function itemsPerSecond(apiKey: string, url: string): Promise<string> {
  const client = createClient({ url, apiKey })
  const queue = batches.values()
  const startedMs = performance.now()
  const write = async () => {
    for (const body of queue) await client.putItems({ body })
  }
  await Promise.all(Array.from({ length: clients }, write))
  return ((1_000 * items) / (performance.now() - startedMs)).toFixed(0)
}

await withStack(async ({ url, adminKey }) => {
  const admin = createClient({ url, apiKey: adminKey })
  for (let run = 1; run <= runs; run++) {
    const { apiKey } = await admin.createTenant({ body: { id: `items-${run}`, plan: 'scale' } })
    const created = await itemsPerSecond(apiKey.key, url)
    const replaced = await itemsPerSecond(apiKey.key, url)
    console.log(`run ${run}: ${created} new items/s, ${replaced} replaced items/s`)
  }
})
