/**
 * Transactions of requests, each with one read and one write of a tenant: by 500 clients through PgBouncer, which has
 * 50 connections to Postgres, and by 50 clients without it, in turns. Prints how many end in a second, how long they
 * take, and how many connections Postgres has.
 *
 *   pnpm bench:pgbouncer [--seconds 5] [--rounds 3]
 */
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { createDatabase, type Database } from '@inkling/database'
import { removeDataFolder, startPgBouncer, startPostgres } from '@inkling/local'
import postgres from 'postgres'
import { printHead, printRow } from './table.ts'

const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '5' }, rounds: { type: 'string', default: '3' } },
})
const durationMs = 1_000 * Number(values.seconds)
const password = 'a password of the benchmark'
const perPool = 50
const policy = { slowMs: 60_000, concurrent: perPool, minConcurrent: perPool }

const folder = await mkdtemp(join(tmpdir(), 'inkling-bench-'))
const server = await startPostgres({ dir: join(folder, 'postgres'), durable: false })
const owner = postgres(server.url(), { max: 1, onnotice: () => undefined })
await owner.unsafe(`create role shop login password '${password}'`)
await owner`create table notes (tenant_id text, said text)`
await owner`create index on notes (tenant_id)`
await owner`grant select, insert on notes to shop`
const pooler = await startPgBouncer({
  dir: join(folder, 'pgbouncer'),
  databaseUrl: server.url(),
  passwords: { shop: password },
})
await pooler.stop()

const asShop = (url: string) => Object.assign(new URL(url), { username: 'shop', password }).href
const open = (url: string, pools: number) =>
  Array.from({ length: pools }, (_, n) =>
    createDatabase({ url: asShop(url), applicationName: `shop-${n}`, pool: perPool, policy }),
  )

const note = (database: Database, tenantId: string) =>
  database.tenant(tenantId, { name: 'note' }, async (sql) => {
    await sql`select said from notes where tenant_id = ${tenantId} limit 10`
    await sql`insert into notes values (${tenantId}, 'tea')`
  })

async function connections(): Promise<number> {
  const [row] = await owner<{ n: number }[]>`select count(*)::int as n from pg_stat_activity where usename = 'shop'`
  return row?.n ?? 0
}

/** Each client sends its next transaction when the one before has ended. */
async function measure(databases: readonly Database[]) {
  // Logins are not measured; all of them at once would take longer than one may.
  for (const database of databases) await Promise.all(Array.from({ length: perPool }, () => note(database, 'warm')))
  const endMs = performance.now() + durationMs
  const times: number[] = []
  const client = async (database: Database, tenantId: string) => {
    for (let nowMs = performance.now(); nowMs < endMs; nowMs = performance.now()) {
      await note(database, tenantId)
      times.push(performance.now() - nowMs)
    }
  }
  const clients = databases.flatMap((database, n) =>
    Array.from({ length: perPool }, (_, c) => client(database, `tenant-${n}-${c}`)),
  )
  await Promise.all(clients)
  const sorted = times.toSorted((a, b) => a - b)
  const percentile = (share: number) => `${(sorted[Math.floor(share * sorted.length)] ?? 0).toFixed(1)} ms`
  const perSecond = times.length / (durationMs / 1_000)
  return { clients: clients.length, perSecond, of: await connections(), percentile }
}

printHead(['path', 'clients', 'connections', 'transactions/s', 'p50', 'p99'])
for (let round = 0; round < Number(values.rounds); round++)
  for (const [path, url, pools] of [
    ['Postgres', server.url(), 1],
    ['PgBouncer', pooler.url, 10],
  ] as const) {
    if (path === 'PgBouncer') await pooler.start()
    const databases = open(url, pools)
    const { clients, of, perSecond, percentile } = await measure(databases)
    printRow([path, clients, of, Math.round(perSecond), percentile(0.5), percentile(0.99)])
    await Promise.all(databases.map((database) => database.close()))
    // Postgres has no room for the connections of both.
    if (path === 'PgBouncer') await pooler.stop()
    while ((await connections()) > 0) await delay(100)
  }
await owner.end()
await server.stop()
await removeDataFolder(folder)
