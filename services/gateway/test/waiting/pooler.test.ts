import { createDatabase } from '@inkling/database'
import { removeDataFolder, startPgBouncer, startPostgres } from '@inkling/local'
import { temporaryFolder } from '@inkling/testing'
import postgres from 'postgres'
import { afterAll, expect, it } from 'vitest'

const password = 'a password of the test'
const serverConnections = 50
const folder = await temporaryFolder()
const server = await startPostgres({ dir: `${folder}/postgres`, durable: false })
const owner = postgres(server.url(), { max: 1, onnotice: () => {} })
await owner.unsafe(`create role shop login password '${password}'`)
const passwords = { shop: password }
const pooler = await startPgBouncer({ dir: `${folder}/pgbouncer`, databaseUrl: server.url(), passwords })
const url = Object.assign(new URL(pooler.url), { username: 'shop', password }).href
// A busy machine takes its time.
const policy = { slowMs: 60_000 }
const databases = Array.from({ length: 10 }, (_, n) =>
  createDatabase({ url, applicationName: `shop-${n}`, pool: 50, policy }),
)
afterAll(async () => {
  await Promise.all([owner.end(), ...databases.map((database) => database.close())])
  await pooler.stop()
  await server.stop()
  await removeDataFolder(folder)
})

it('500 clients share 50 server connections, and each transaction sees its own tenant only', async () => {
  // All of them at once would log in for longer than a login may take.
  for (const database of databases)
    await Promise.all(Array.from({ length: 50 }, () => database.platform({ name: 'log in' }, (sql) => sql`select 1`)))
  const used: Promise<number>[] = []
  const seen = databases.flatMap((database, n) =>
    Array.from({ length: 50 }, async (_, client) => {
      const tenantId = `tenant-${n}-${client}`
      const [before, after] = await database.tenant(tenantId, { name: 'look' }, async (sql) => {
        const look = () => sql<{ tenant: string }[]>`select current_setting('inkling.tenant_id') as tenant`
        const first = await look()
        if (client === 0) used.push(countConnections())
        return [...first, ...(await look())]
      })
      expect([before?.tenant, after?.tenant]).toEqual([tenantId, tenantId])
      return tenantId
    }),
  )
  expect(new Set(await Promise.all(seen)).size).toBe(500)
  expect(Math.max(...(await Promise.all(used)))).toBeLessThanOrEqual(serverConnections)
  const [left] = await owner`select count(*)::int as n from pg_stat_activity where usename = 'shop'`
  expect(left?.n).toBeGreaterThan(0)
})

async function countConnections(): Promise<number> {
  const [row] = await owner<{ n: number }[]>`select count(*)::int as n from pg_stat_activity where usename = 'shop'`
  return row?.n ?? 0
}

it('a transaction goes on with the next connection after the pooler starts again', async () => {
  const [database] = databases
  pooler.kill()
  await pooler.ready()
  await expect
    .poll(() => database?.platform({ name: 'look' }, (sql) => sql`select 1 as one`).catch(() => undefined), {
      timeout: 20_000,
    })
    .toEqual([{ one: 1 }])
})
