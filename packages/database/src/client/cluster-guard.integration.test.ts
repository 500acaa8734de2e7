import { join } from 'node:path'
import { removeDataFolder, startPostgres } from '@inkling/local'
import { temporaryFolder } from '@inkling/testing'
import postgres from 'postgres'
import { afterAll, expect, it, vi } from 'vitest'
import { createDatabase } from './create-database.ts'
import type { TenantDatabase } from './tenant-database.ts'

const folder = await temporaryFolder()
const first = await startPostgres({ dir: join(folder, 'first'), durable: false })
const port = Number(new URL(first.url()).port)
afterAll(async () => {
  await first.stop()
  await removeDataFolder(folder)
})

const read = ({ transaction }: TenantDatabase) =>
  transaction('read', async (sql) => (await sql<{ one: number }[]>`select 1 as one`)[0]?.one)

it('a process that finds another cluster forgets first, and refuses what was asked for of the one before', async () => {
  const database = createDatabase({ url: first.url(), applicationName: 'test', pool: 1 })
  expect(database.cluster).toBe('')
  const forget = vi.fn()
  database.onOtherCluster(forget)
  const before = database.background('acme')
  expect(await read(before)).toBe(1)
  expect(before.cluster).toMatch(/^[\w-]{8}$/)

  await first.stop()
  await first.start()
  expect(await read(before)).toBe(1)
  expect(forget).not.toHaveBeenCalled()

  await first.stop()
  const second = await startPostgres({ dir: join(folder, 'second'), port, durable: false })
  await adopt(second.url(), new URL(first.url()))
  await expect(read(before)).rejects.toMatchObject({ code: 'dependency_unavailable', retryAfterSeconds: 1 })
  expect(forget).toHaveBeenCalledOnce()
  await expect(read(before)).rejects.toMatchObject({ code: 'dependency_unavailable' })
  const after = database.background('acme')
  expect(await read(after)).toBe(1)
  expect([after.cluster === before.cluster, after.cluster]).toEqual([false, database.cluster])
  expect(forget).toHaveBeenCalledOnce()
  await Promise.all([database.close(), second.stop()])
  await first.start()
})

it('a read for any cluster is answered by a new one, and the one before is forgotten', async () => {
  const database = createDatabase({ url: first.url(), applicationName: 'test', pool: 1 })
  const forget = vi.fn()
  database.onOtherCluster(forget)
  const systemOf = () =>
    database.platform({ name: 'read', inAnyCluster: true }, async (sql) => {
      const [row] = await sql<{ id: string }[]>`select system_identifier::text as id from pg_control_system()`
      return row?.id
    })
  const before = await systemOf()

  await first.stop()
  const second = await startPostgres({ dir: join(folder, 'another'), port, durable: false })
  await adopt(second.url(), new URL(first.url()))
  expect(forget).not.toHaveBeenCalled()
  const found = await systemOf()
  expect([found === undefined, found === before]).toEqual([false, false])
  expect(forget).toHaveBeenCalledOnce()
  await Promise.all([database.close(), second.stop()])
})

/** Gives the superuser the password of another cluster, as a copy of that would have. */
async function adopt(url: string, { username, password }: URL) {
  const sql = postgres(url, { max: 1 })
  await sql.unsafe(`alter role ${username} password '${decodeURIComponent(password)}'`).finally(() => sql.end())
}
