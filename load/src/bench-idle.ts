/**
 * What tenants that do nothing cost: processor time of all processes and Postgres with many small tenants in memory and
 * no traffic, memory per tenant, the first answer of a tenant that is not in memory, and how soon an event changes the
 * next answer.
 *
 *   pnpm bench:idle [--tenants 1000] [--seconds 30]
 */
import { setTimeout as delay } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { createClient } from '@inkling/client'
import type { Stack } from '@inkling/local'
import { cpuMicros, familyCpuMicros, memoryOf } from './process-usage.ts'
import { percentile, timed } from './search/timed.ts'
import { printHead, printRow } from './table.ts'
import { withStack } from './with-stack.ts'

const { values } = parseArgs({
  options: { tenants: { type: 'string', default: '1000' }, seconds: { type: 'string', default: '30' } },
})
const [tenants, seconds] = [Number(values.tenants), Number(values.seconds)]
const [items, events] = [20, 100]
/** Postgres cleans up after the writes for a minute or so. */
const settleMs = 90_000
const dayMs = 86_400_000

type Client = ReturnType<typeof createClient>

/** A tenant of 20 items and 100 events. */
async function createSmall(admin: Client, url: string, n: number): Promise<Client> {
  const { apiKey } = await admin.createTenant({ body: { id: `small-${n}`, plan: 'scale' } })
  const client = createClient({ url, apiKey: apiKey.key })
  await client.putItems({
    body: Array.from({ length: items }, (_, item) => ({ id: `item-${item}`, title: `Item ${item} of tenant ${n}` })),
  })
  const startMs = Date.now() - dayMs
  await client.postEvents({
    body: Array.from({ length: events }, (_, event) => ({
      type: 'view',
      sessionId: `session-${Math.floor(event / 5)}`,
      itemId: `item-${(event * 7 + n) % items}`,
      occurredAt: new Date(startMs + event * 10_000).toISOString(),
    })),
  })
  return client
}

const percentiles = (millis: readonly number[]) =>
  [0.5, 0.99].map((share) => percentile(millis, share).toFixed(0)).join(', ')

/** How long until a prediction of the tenant has seen an event, in ms. */
async function freshness(client: Client): Promise<number> {
  const before = JSON.stringify((await client.predict({ body: { sessionId: 'fresh' } })).data)
  return timed(async () => {
    await client.postEvents({ body: { type: 'view', sessionId: 'fresh', itemId: 'item-3' } })
    while (JSON.stringify((await client.predict({ body: { sessionId: 'fresh' } })).data) === before) await delay(5)
  })
}

function cpuOf({ services, postgres }: Stack): Map<string, number> {
  const node = Object.entries(services).map(([name, { pid = 0 }]) => [name, cpuMicros(pid)] as const)
  return new Map([...node, ['postgres', familyCpuMicros(postgres.pid ?? 0)]])
}

const residentBytes = ({ services }: Stack, name: 'prediction' | 'search') => memoryOf(services[name].pid ?? 0).rssBytes

await withStack(async (stack) => {
  const { url, adminKey } = stack
  const admin = createClient({ url, apiKey: adminKey })
  const clients: Client[] = []
  for (let n = 0; n < tenants; n++) clients.push(await createSmall(admin, url, n))
  // A restart empties the memory.
  for (const { stop, start } of [stack.services.prediction, stack.services.search]) {
    await stop()
    await start()
  }
  const predicted: number[] = []
  const searched: number[] = []
  const first = async (client: Client) => {
    predicted.push(await timed(() => client.predict({ body: {} })))
    searched.push(await timed(() => client.search({ body: { q: 'item' } })))
  }
  // The first tenth compiles the code and fills the pools.
  const tenth = Math.ceil(tenants / 10)
  for (const client of clients.slice(0, tenth)) await first(client)
  const before = { prediction: residentBytes(stack, 'prediction'), search: residentBytes(stack, 'search') }
  for (const client of clients.slice(tenth)) await first(client)
  await delay(settleMs)
  const start = cpuOf(stack)
  await delay(seconds * 1_000)
  const used = [...cpuOf(stack)].map(
    ([name, micros]) => [name, (micros - (start.get(name) ?? 0)) / seconds / 1e6] as const,
  )
  const grown = (name: 'prediction' | 'search') =>
    ((residentBytes(stack, name) - before[name]) / (tenants - tenth) / 1e6).toFixed(3)
  const perTenant = [grown('prediction'), grown('search')]
  const fresh: number[] = []
  for (const client of clients.slice(0, 20)) fresh.push(await freshness(client))

  console.log(
    `${tenants} tenants of ${items} items and ${events} events in memory, without traffic for ${seconds} s:\n`,
  )
  printHead(['process', '% of a core'])
  for (const [name, share] of used) printRow([name, (100 * share).toFixed(2)])
  printRow(['together', (100 * used.reduce((sum, [, share]) => sum + share, 0)).toFixed(2)])
  console.log('')
  printHead(['measure', 'prediction', 'search'])
  printRow(['first answer of a tenant, p50, p99 ms', percentiles(predicted), percentiles(searched)])
  printRow(['memory per tenant, MB', ...perTenant])
  printRow(['an event changes the answer after, p50, p99 ms', percentiles(fresh), ''])
})
