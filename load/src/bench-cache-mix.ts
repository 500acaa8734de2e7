/**
 * The hit rates of the caches under the traffic mix, by cache and tier, on two gateways.
 *
 *   pnpm bench:cache-mix [--seconds 60] [--warm 20] [--clients 8] [--tenants 5]
 *
 * Tenants, items, users and queries are drawn by Zipf's law. Three requests in ten read an item, and half of the
 * searches name nobody, so that their pages may be kept. One request in 100 changes an item.
 */
import { setTimeout as delay } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { createClient } from '@inkling/client'
import { kindAt } from './mix/kinds.ts'
import { createDraw, type MixRequest, populate, type Tenant } from './mix/population.ts'
import { percentile } from './search/timed.ts'
import { printHead, printRow } from './table.ts'
import { withStack } from './with-stack.ts'

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '60' },
    warm: { type: 'string', default: '20' },
    clients: { type: 'string', default: '8' },
    tenants: { type: 'string', default: '5' },
  },
})
const [seconds, warmSeconds, clients, tenantCount] = [values.seconds, values.warm, values.clients, values.tenants].map(
  Number,
) as [number, number, number, number]
const itemReads = 0.3
const itemWrites = 0.01
const items = 200
/** The keys that get half of all requests are hot. */
const hotShare = 0.5

type Counts = Record<string, number>
type ByCache = Map<string, Counts>

/** Asks until every process has answered in time. */
async function statsOf(client: ReturnType<typeof createClient>) {
  for (;;) {
    const stats = await client.getCacheStats()
    if (stats.unreachable.length === 0) return stats
    await delay(1_000)
  }
}

async function countsOf(urls: readonly string[], adminKey: string): Promise<ByCache> {
  const sums: ByCache = new Map()
  for (const [n, url] of urls.entries()) {
    const { processes } = await statsOf(createClient({ url, apiKey: adminKey }))
    // Every gateway tells of itself and of the same services.
    for (const { process, caches } of processes.filter((one) => n === 0 || one.process === 'gateway'))
      for (const [name, counts] of Object.entries(caches)) {
        const sum = sums.get(`${process} ${name}`) ?? {}
        for (const [count, value] of Object.entries(counts)) sum[count] = (sum[count] ?? 0) + value
        sums.set(`${process} ${name}`, sum)
      }
  }
  return sums
}

interface Asked extends Omit<MixRequest, 'method'> {
  readonly method: string
}

interface Repeats {
  asked: number
  repeated: number
  readonly lastMs: Map<string, number>
}

/** How many suggestions were asked for again within a second: what a cache of so short a life could answer. */
const suggestions: Repeats = { asked: 0, repeated: 0, lastMs: new Map() }
/** How often each item was read, and from the cache. */
const reads = new Map<string, { asked: number; hits: number }>()

/** Milliseconds by what was done and where the answer came from. */
const times = new Map<string, number[]>()
const note = (what: string, ms: number) => void times.set(what, [...(times.get(what)?.slice(-2_000) ?? []), ms])
const statusOf = (header: string) => /detail=(\w+)/.exec(header)?.[1] ?? /fwd=(\w+)/.exec(header)?.[1] ?? 'none'

function countSuggestion(tenant: Tenant, { body }: Asked): void {
  const key = JSON.stringify([tenant.id, body])
  const nowMs = performance.now()
  suggestions.asked++
  if (nowMs - (suggestions.lastMs.get(key) ?? Number.NEGATIVE_INFINITY) < 1_000) suggestions.repeated++
  else suggestions.lastMs.set(key, nowMs)
}

function countRead(key: string, cacheStatus: string | null): void {
  const read = reads.get(key) ?? { asked: 0, hits: 0 }
  read.asked++
  if (cacheStatus?.includes('; hit')) read.hits++
  reads.set(key, read)
}

async function ask(url: string, tenant: Tenant, { method, path, body }: Asked): Promise<void> {
  if (path === '/suggestions') countSuggestion(tenant, { method, path, ...(body && { body }) })
  const startedMs = performance.now()
  const response = await fetch(`${url}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${tenant.key}`, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  })
  const text = await response.text()
  const tookMs = performance.now() - startedMs
  const cacheStatus = response.headers.get('cache-status')
  if (cacheStatus) note(`${method} ${path.split(/[?/]/)[1]}: ${statusOf(cacheStatus)}`, tookMs)
  if (['/search', '/suggestions'].includes(path) && response.ok) {
    const { meta } = JSON.parse(text) as { meta: { cache: string; tookMs: number } }
    note(`making the answer of ${path}: ${meta.cache}`, meta.tookMs)
  }
  if (method === 'GET' && path.startsWith('/items/')) countRead(tenant.id + path, cacheStatus)
}

function drawFrom(tenants: readonly Tenant[], seed: number) {
  const draw = createDraw(tenants, seed)
  const item = () => `/items/item-${Math.floor(items ** draw.random()) - 1}`
  return (): [Tenant, Asked] => {
    const tenant = draw.tenant()
    const place = draw.random()
    if (place < itemWrites)
      return [
        tenant,
        { method: 'PATCH', path: item(), body: { attributes: { stock: Math.floor(draw.random() * 100) } } },
      ]
    if (place < itemWrites + itemReads) return [tenant, { method: 'GET', path: item() }]
    const request = draw.request(kindAt(draw.random()))
    if (request.path !== '/search' || draw.random() < 0.5) return [tenant, request]
    const { userId: _, ...body } = request.body as { userId?: string }
    return [tenant, { ...request, body }]
  }
}

async function send(
  urls: readonly string[],
  tenants: readonly Tenant[],
  untilMs: number,
  seed: number,
): Promise<number> {
  const next = drawFrom(tenants, seed)
  let sent = 0
  while (performance.now() < untilMs) {
    await ask(urls[sent % urls.length] as string, ...next())
    sent++
  }
  return sent
}

const percent = (part: number, whole: number) => (whole > 0 ? `${((100 * part) / whole).toFixed(1)} %` : '')

function print(before: ByCache, after: ByCache): void {
  printHead(['cache', 'requests', 'L1', 'L2 of the rest', 'L3 of the rest', 'stale', 'together', 'loads'])
  for (const [name, counts] of after) {
    const of = (count: string) => (counts[count] ?? 0) - (before.get(name)?.[count] ?? 0)
    const [l1, l2, l3, stale, misses] = ['l1Hits', 'l2Hits', 'l3Hits', 'staleHits', 'misses'].map(of) as [
      number,
      number,
      number,
      number,
      number,
    ]
    const all = l1 + l2 + l3 + stale + misses
    if (all === 0) continue
    const hits = l1 + l2 + l3 + stale
    const tiers = [percent(l1, all), percent(l2, all - l1), percent(l3, all - l1 - l2), percent(stale, all)]
    printRow([name, all, ...tiers, percent(hits, all), of('loads')])
  }
}

function printHot(): void {
  const byUse = [...reads.values()].toSorted((a, b) => b.asked - a.asked)
  const all = byUse.reduce((sum, { asked }) => sum + asked, 0)
  let asked = 0
  let hits = 0
  for (const read of byUse) {
    if (asked >= all * hotShare) break
    asked += read.asked
    hits += read.hits
  }
  console.log(`\nItems that get half of the reads: ${percent(hits, asked)} of ${asked} reads from a cache`)
  console.log(
    `Suggestions repeated within 1 s: ${percent(suggestions.repeated, suggestions.asked)} of ${suggestions.asked}`,
  )
}

function printTimes(): void {
  console.log()
  printHead(['what', 'answers', 'median ms'])
  for (const [what, all] of [...times].toSorted(([a], [b]) => (a < b ? -1 : 1)))
    printRow([what, all.length, percentile(all, 0.5).toFixed(3)])
}

await withStack(async (stack) => {
  const urls = [stack.url, (await stack.addReplica('gateway')).url]
  const names = Array.from({ length: tenantCount }, (_, n) => `mix-${n}`)
  const tenants = await populate(stack, names)
  const warmUntilMs = performance.now() + warmSeconds * 1_000
  await Promise.all(Array.from({ length: clients }, (_, n) => send(urls, tenants, warmUntilMs, n + 100)))
  const before = await countsOf(urls, stack.adminKey)
  reads.clear()
  times.clear()
  const untilMs = performance.now() + seconds * 1_000
  const sent = await Promise.all(Array.from({ length: clients }, (_, n) => send(urls, tenants, untilMs, n + 1)))
  const total = sent.reduce((sum, each) => sum + each, 0)
  console.log(`${total} requests of ${tenantCount} tenants in ${seconds} s, ${clients} clients, two gateways\n`)
  print(before, await countsOf(urls, stack.adminKey))
  printHot()
  printTimes()
})
