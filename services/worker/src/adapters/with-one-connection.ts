import { createDatabase, type Database } from '@inkling/database'

/** All data of a tenant is read or written in one transaction, which takes longer than any other. */
export const withinMs = 3_600_000

/** Works with a connection of its own, which no other work shares, and closes it. */
export async function withOneConnection<T>(
  url: string,
  name: string,
  work: (database: Database) => Promise<T>,
): Promise<T> {
  const policy = { attemptTimeoutMs: withinMs, slowMs: withinMs, retries: 0 }
  const options = { url, applicationName: `inkling-${name}`, pool: 1, policyName: `Postgres for ${name}`, policy }
  const database = createDatabase(options)
  try {
    return await work(database)
  } finally {
    await database.close()
  }
}
