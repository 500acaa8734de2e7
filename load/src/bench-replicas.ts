/**
 * What two gateways and two processes of prediction cost against one of each: the same events, one after another, and
 * the same predictions, of several tenants. Prints the CPU time per request of all services together, and how good the
 * predictions were, by the metrics of learning.
 *
 *   pnpm bench:replicas [--rounds 3] [--tenants 4] [--events 300]
 */
import { setTimeout as delay } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { createClient } from '@inkling/client'
import { createDatabase } from '@inkling/database'
import type { Stack } from '@inkling/local'
import { Balancer } from '@inkling/testing'
import { cpuMicros } from './process-usage.ts'
import { printHead, printRow } from './table.ts'
import { withStack } from './with-stack.ts'

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    tenants: { type: 'string', default: '4' },
    events: { type: 'string', default: '300' },
  },
})
const [rounds, tenants, events] = [Number(values.rounds), Number(values.tenants), Number(values.events)]
/** Predictions for each event. */
const predictions = 4
/** Metrics of learning are stored within 5 s. */
const storedAfterMs = 6_000

const path = (tenant: number, n: number) => (n * (tenant + 3) + Math.floor(n / 9)) % 40

async function visit(urls: readonly string[], key: string, tenant: number): Promise<void> {
  const gateways = new Balancer(urls, key)
  for (let n = 0; n < events; n++) {
    const body = { type: 'view', sessionId: `s${Math.floor(n / 8)}`, itemId: `i${path(tenant, n)}` }
    await gateways.ask({ method: 'POST', path: 'events', body })
    const { sessionId } = body
    const ask = () => gateways.ask({ method: 'POST', path: 'predictions', body: { sessionId, limit: 10 } })
    await Promise.all(Array.from({ length: predictions }, ask))
  }
  await gateways.close()
}

async function newTenant({ url, adminKey }: Stack, id: string): Promise<string> {
  const { apiKey } = await createClient({ url, apiKey: adminKey }).createTenant({ body: { id, plan: 'scale' } })
  return apiKey.key
}

/** By service. */
function cpuOf({ processes }: Stack): Map<string, number> {
  const used = new Map<string, number>()
  for (const { name, pid } of processes) {
    const service = name.replace(/-\d+$/, '')
    used.set(service, (used.get(service) ?? 0) + cpuMicros(pid ?? 0))
  }
  return used
}
const total = (used: ReadonlyMap<string, number>) => [...used.values()].reduce((sum, micros) => sum + micros, 0)

/** CPU time per request in µs, of each round and of the last one by service; and the quality of all predictions. */
async function measure(stack: Stack) {
  const perRequest: number[] = []
  let byService = ''
  for (let round = 0; round < rounds + 1; round++) {
    const ids = Array.from({ length: tenants }, (_, n) => `round-${round}-${n}`)
    const keys = await Promise.all(ids.map((id) => newTenant(stack, id)))
    const before = cpuOf(stack)
    await Promise.all(keys.map((key, n) => visit(stack.gatewayUrls, key, n)))
    const after = cpuOf(stack)
    const requests = tenants * events * (1 + predictions)
    // The first one warms up.
    if (round > 0) perRequest.push((total(after) - total(before)) / requests)
    byService = [...after]
      .map(([name, micros]) => `${name} ${((micros - (before.get(name) ?? 0)) / requests).toFixed(0)}`)
      .join(', ')
  }
  await delay(storedAfterMs)
  const owner = createDatabase({ url: stack.ownerUrl, applicationName: 'bench', pool: 1 })
  const [quality] = await owner.platform(
    { name: 'quality' },
    (sql) => sql<{ cases: number; hits: number; loss: number }[]>`
      select sum(cases)::int as cases, (sum(hits_at_5) / sum(cases))::float8 as hits,
        (sum(log_loss) / sum(cases))::float8 as loss
      from learning.metrics where model = 'blend' and tenant_id like 'round-%'`,
  )
  await owner.close()
  return { perRequest: perRequest.toSorted((a, b) => a - b), byService, quality }
}

printHead([
  ...['gateways, predictions', 'CPU per request, each round', 'median', 'by service, last round'],
  ...['cases', 'hit rate at 5', 'log-loss'],
])
const medians: number[] = []
for (const replicas of [{}, { gateway: 2, prediction: 2 }])
  await withStack(
    async (stack) => {
      const { perRequest, byService, quality } = await measure(stack)
      const median = perRequest[Math.floor(perRequest.length / 2)] ?? 0
      medians.push(median)
      const shown = perRequest.map((micros) => micros.toFixed(0)).join(', ')
      const { cases = 0, hits = 0, loss = 0 } = quality ?? {}
      const count = stack.gatewayUrls.length
      printRow([
        `${count}, ${count}`,
        `${shown} µs`,
        `${median.toFixed(0)} µs`,
        byService,
        cases,
        hits.toFixed(4),
        loss.toFixed(4),
      ])
    },
    {},
    { replicas },
  )
const [one = 0, two = 1] = medians
console.log(`\nThroughput per CPU second of two against one: ${(one / two).toFixed(3)}`)
