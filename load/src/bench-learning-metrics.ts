/**
 * What `GET /learning/metrics` costs after many answers, on a private stack: at the service that answers it, and
 * through the gateway when its cache has no answer. Sums of each hour of a year, receipts and feedback are written by
 * SQL, as the services write them. It prints Markdown tables; the last one compares the report of a day whose past is
 * kept with one that reads it each time.
 *
 *   pnpm bench:learning-metrics [--answers 30000,300000] [--days 365] [--reads 200]
 */
import { parseArgs } from 'node:util'
import { createClient } from '@inkling/client'
import { basePath, calls } from '@inkling/contracts'
import { createDatabase, type ReadPast, readLearningReport } from '@inkling/database'
import type { Stack } from '@inkling/local'
import { Deadline } from '@inkling/resilience'
import { Upstream } from '@inkling/service-kit'
import postgres from 'postgres'
import { fillHours, fillReceipts } from './learning/fill.ts'
import { percentile, timed } from './search/timed.ts'
import { printHead, printRow } from './table.ts'
import { withStack } from './with-stack.ts'

const { values } = parseArgs({
  options: {
    answers: { type: 'string', default: '30000,300000' },
    days: { type: 'string', default: '365' },
    reads: { type: 'string', default: '200' },
  },
})
const reads = Number(values.reads)
const secret = 'a secret of the benchmark with 32 characters'
/** How many windows of different length the gateway is asked for. */
const windows = 24
const queries = ['window=24h', 'window=24h&by=hour', 'window=7d', 'window=30d', 'window=365d']

function printTimes(answers: number, query: string, from: string, times: readonly number[]): void {
  const [p50, p95] = [0.5, 0.95].map((share) => percentile(times, share).toFixed(1)) as [string, string]
  printRow([answers, query, from, p50, p95])
}

/** The milliseconds of so many reads, one after another. */
async function timesOf(count: number, read: (n: number) => Promise<unknown>): Promise<number[]> {
  const times: number[] = []
  for (let n = 0; n < count; n++) times.push(await timed(() => read(n)))
  return times
}

/** The report of a day, without HTTP: its past read each time, and kept. In turns, so that both see one machine. */
async function comparePasts(url: string, tenant: string): Promise<void> {
  const database = createDatabase({ url, applicationName: 'bench', pool: 1 })
  const kept = new Map<string, ReturnType<Parameters<ReadPast>[1]>>()
  const keep: ReadPast = (from, read) => {
    const past = kept.get(from.toISOString()) ?? read()
    kept.set(from.toISOString(), past)
    return past
  }
  const ways: readonly (readonly [string, ReadPast])[] = [
    ['read each time', (_, read) => read()],
    ['kept', keep],
  ]
  const times = ways.map((): number[] => [])
  for (let n = 0; n < reads; n++)
    for (const [way, [, readPast]] of ways.entries())
      times[way]?.push(
        await timed(() => readLearningReport(database.background(tenant), { windowHours: 24 }, readPast)),
      )
  printHead(['past of 24 h', 'p10 ms', 'p50 ms', 'p95 ms'])
  for (const [way, [name]] of ways.entries())
    printRow([name, ...[0.1, 0.5, 0.95].map((share) => percentile(times[way] ?? [], share).toFixed(1))])
  await database.close()
}

async function measure({ url, apiKey, tenant, ownerUrl, serviceUrls }: Stack): Promise<void> {
  const sql = postgres(ownerUrl, { max: 1 })
  const service = new Upstream({ name: 'suggestion', url: serviceUrls.suggestion, secret })
  const client = createClient({ url, apiKey })
  const principal = { tenantId: tenant, keyId: 'bench', scopes: ['learning:read' as const] }
  const atService = (query: string) => async () => {
    const path = `${basePath}/learning/metrics?${query}`
    // The gateway passes the priority on: that background calls take long tells nothing of the service.
    const { method, idempotent, priority } = calls.getLearningMetrics
    const request = { method, path, headers: {}, idempotent, priority }
    const { status } = await service.send(request, { principal, deadline: new Deadline(30_000) })
    if (status !== 200) throw new Error(`${query} answered ${status}`)
  }
  await fillHours(sql, tenant, Number(values.days))
  printHead(['answers', 'asked for', 'from', 'p50 ms', 'p95 ms'])
  for (const [round, answers] of values.answers.split(',').map(Number).entries()) {
    await fillReceipts(sql, tenant, answers)
    for (const query of queries) printTimes(answers, query, 'the service', await timesOf(reads, atService(query)))
    // Each window once, so that the cache of the gateway has none of them.
    const first = 24 + round * windows
    const atGateway = (n: number) => client.getLearningMetrics({ query: { window: `${first + n}h` } })
    printTimes(answers, `windows of ${first}h and more`, 'the gateway', await timesOf(windows, atGateway))
  }
  await comparePasts(ownerUrl, tenant)
  await Promise.all([service.close(), sql.end()])
}

await withStack(measure, { LOAD_LEVEL: 'normal', SIGNING_SECRET: secret })
