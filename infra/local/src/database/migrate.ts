import { readdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { resolveBinary } from 'dbmate'
import { execa } from 'execa'
import postgres from 'postgres'
import { StartError } from '../errors.ts'

const migrationsFolder = fileURLToPath(new URL('../../../postgres/migrations/', import.meta.url))

/** Brings a database to the newest schema; creates the database if it is missing. Does nothing if it is up to date. */
export async function migrate(ownerUrl: string): Promise<void> {
  if ((await recordedVersion(ownerUrl)) === (await newestVersion())) return adopt(ownerUrl)
  const args = ['--no-dump-schema', '--migrations-dir', migrationsFolder, '--url', withoutTls(ownerUrl), 'up']
  await execa(resolveBinary(), args, { extendEnv: false, all: true }).catch((error) => {
    throw new StartError('a database migration failed', String(error.all), { cause: error })
  })
  await adopt(ownerUrl)
}

/** Makes a database that was loaded from a dump of another cluster one of this cluster; does nothing to any other. */
async function adopt(ownerUrl: string): Promise<void> {
  const sql = postgres(ownerUrl, { max: 1, onnotice: () => undefined })
  try {
    await sql`call operations.adopt_database()`
  } finally {
    await sql.end()
  }
}

/** A migration's version is the number its file name begins with. */
async function newestVersion(): Promise<string | undefined> {
  const files = await readdir(migrationsFolder)
  return files
    .filter((file) => file.endsWith('.sql'))
    .map((file) => file.replace(/_.*/, ''))
    .sort()
    .at(-1)
}

async function recordedVersion(ownerUrl: string): Promise<string | undefined> {
  const sql = postgres(ownerUrl, { max: 1, onnotice: () => undefined })
  try {
    const [row] = await sql<{ version: string }[]>`select max(version) as version from schema_migrations`
    return row?.version
  } catch (error) {
    const isNew = error instanceof postgres.PostgresError && ['3D000', '42P01'].includes(error.code)
    if (isNew) return undefined
    throw error
  } finally {
    await sql.end()
  }
}

/** A private server on the loopback interface has no TLS, and dbmate requires TLS by default. */
function withoutTls(ownerUrl: string): string {
  const url = new URL(ownerUrl)
  if (url.hostname === '127.0.0.1' && !url.searchParams.has('sslmode')) url.searchParams.set('sslmode', 'disable')
  return url.href
}
