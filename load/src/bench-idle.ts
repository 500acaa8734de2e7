/**
 * What tenants that do nothing cost: processor time and memory of all processes with many small tenants in memory and
 * no traffic, memory per tenant, the first answer of a tenant that is not in memory, and how soon an event changes the
 * next answer; and the memory once the tenants have left. With --bytes, models of prediction and indexes of search have
 * so much room each, so tenants leave sooner.
 *
 *   pnpm bench:idle [--tenants 1000] [--seconds 30] [--bytes 1000000000] [--idle 600]
 */
import { setTimeout as delay } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { createClient } from '@inkling/client'
import { type ServiceName, type Stack, serviceNames } from '@inkling/local'
import { cpuMicros, familyCpuMicros, memoryOf } from './process-usage.ts'
import { percentile, timed } from './search/timed.ts'
import { printHead, printRow } from './table.ts'
import { withStack } from './with-stack.ts'

const { values } = parseArgs({
  options: {
    tenants: { type: 'string', default: '1000' },
    seconds: { type: 'string', default: '30' },
    bytes: { type: 'string', default: '1000000000' },
    idle: { type: 'string', default: '600' },
  },
})
const [tenants, seconds] = [Number(values.tenants), Number(values.seconds)]
const idleMs = 1_000 * Number(values.idle)
const settings = { MODEL_BYTES: values.bytes, INDEX_BYTES: values.bytes, MODEL_IDLE_MS: String(idleMs) }
const [items, events] = [20, 100]
/** Postgres cleans up after the writes for a minute or so. */
const settleMs = 90_000
/** The services look every 10 s which models are idle, and compact their heaps half a minute after their last work. */
const leaveMs = 90_000
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

/** How many models a service holds, and the MB that it counts for them. */
async function residentModels({ serviceUrls }: Stack, name: ServiceName): Promise<string> {
  const text = await (await fetch(`${serviceUrls[name]}/metrics`)).text()
  const gauge = (metric: string) => Number(new RegExp(`^inkling_${metric} (\\S+)$`, 'm').exec(text)?.[1])
  return `${gauge('resident_models')}, ${(gauge('resident_model_bytes') / 1e6).toFixed(1)}`
}

const memoryOfAll = ({ services }: Stack) =>
  serviceNames.map((name) => [name, memoryOf(services[name].pid ?? 0).pssBytes / 1e6] as const)

type ByProcess = readonly (readonly [name: string, value: number])[]

function printProcesses(cores: ByProcess, memoryMb: ByProcess): void {
  const mbOf = new Map(memoryMb)
  const sum = (of: ByProcess) => of.reduce((total, [, value]) => total + value, 0)
  printHead(['process', '% of a core', 'proportional MB'])
  for (const [name, share] of cores) printRow([name, (100 * share).toFixed(2), mbOf.get(name)?.toFixed(0) ?? ''])
  printRow(['together', (100 * sum(cores)).toFixed(2), sum(memoryMb).toFixed(0)])
}

function printMemory(phases: Readonly<Record<string, ByProcess>>): void {
  printHead(['', 'together', ...serviceNames])
  for (const [phase, memory] of Object.entries(phases)) {
    const together = memory.reduce((sum, [, value]) => sum + value, 0)
    printRow([phase, ...[together, ...memory.map(([, value]) => value)].map((value) => value.toFixed(0))])
  }
}

const residentBytes = ({ services }: Stack, name: 'prediction' | 'search') => memoryOf(services[name].pid ?? 0).rssBytes

await withStack(async (stack) => {
  const { url, adminKey } = stack
  const admin = createClient({ url, apiKey: adminKey })
  const clients: Client[] = []
  await delay(leaveMs)
  const empty = memoryOfAll(stack)
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
  const memory = memoryOfAll(stack)
  const resident = [await residentModels(stack, 'prediction'), await residentModels(stack, 'search')]
  const fresh: number[] = []
  for (const client of clients.slice(0, 20)) fresh.push(await freshness(client))
  const present = memoryOfAll(stack)
  await delay(idleMs + leaveMs)
  const left = [await residentModels(stack, 'prediction'), await residentModels(stack, 'search')]

  console.log(
    `${tenants} tenants of ${items} items and ${events} events in memory, without traffic for ${seconds} s:\n`,
  )
  printProcesses(used, memory)
  console.log('')
  printHead(['measure', 'prediction', 'search'])
  printRow(['first answer of a tenant, p50, p99 ms', percentiles(predicted), percentiles(searched)])
  printRow(['memory per tenant, MB', ...perTenant])
  printRow(['models in memory, MB counted for them', ...resident])
  printRow(['an event changes the answer after, p50, p99 ms', percentiles(fresh), ''])
  printRow(['models in memory after the idle time', ...left])
  console.log('\nMemory, proportional MB:\n')
  printMemory({ 'no tenants': empty, 'after the last answers': present, 'models have left': memoryOfAll(stack) })
}, settings)
