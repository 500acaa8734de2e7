import { chmod, chown, copyFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { removeDataFolder, startPostgres } from '@inkling/local'
import { selfSigned, temporaryFolder } from '@inkling/testing'
import postgres from 'postgres'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createDatabase } from './create-database.ts'

const folder = await temporaryFolder()
const server = await startPostgres({ dir: join(folder, 'postgres'), durable: false })
const files = await selfSigned(folder)
const trusted = getCACertificates('default')

beforeAll(async () => {
  const sql = postgres(server.url(), { max: 1 })
  const [{ folder: data } = { folder: '' }] = await sql<{ folder: string }[]>`
    select current_setting('data_directory') as folder`
  const { uid, gid } = await stat(data)
  for (const [from, name] of [
    [files.certFile, 'server.crt'],
    [files.keyFile, 'server.key'],
  ] as const) {
    const to = join(data, name)
    await copyFile(from, to)
    await chmod(to, 0o600)
    await chown(to, uid, gid)
  }
  await sql`alter system set ssl = on`
  await sql`select pg_reload_conf()`
  await sql.end()
})

afterAll(async () => {
  setDefaultCACertificates(trusted)
  await server.stop()
  await removeDataFolder(folder)
})

/** The version of TLS of a connection to this URL; null without TLS. */
async function versionTo(url: string): Promise<string | null | undefined> {
  const database = createDatabase({ url, applicationName: 'test', pool: 1 })
  const rows = await database
    .background('shop')
    .transaction(
      'look',
      (sql) => sql<{ version: string | null }[]>`
      select version from pg_stat_ssl where pid = pg_backend_pid()`,
    )
    .finally(() => database.close())
  return rows[0]?.version
}

it('sslmode=verify-full speaks TLS, and only with a server whose certificate is trusted', async () => {
  const url = `${server.url()}?sslmode=verify-full`
  await expect(versionTo(url)).rejects.toThrow()
  setDefaultCACertificates([...trusted, files.cert])
  await expect.poll(() => versionTo(url)).toMatch(/^TLSv1\.[23]$/)
})

it('sslmode=disable does not', async () => {
  expect(await versionTo(`${server.url()}?sslmode=disable`)).toBeNull()
})
