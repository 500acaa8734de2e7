import { bootstrap } from '../database/bootstrap.ts'
import { grantLogins } from '../database/grant-logins.ts'
import { migrate } from '../database/migrate.ts'
import type { Secrets } from '../secrets/read-secrets.ts'

/** Prepares a database for the services: schema, logins, and the first two tenants. Returns what `bootstrap` does. */
export async function prepareDatabase(ownerUrl: string, secrets: Secrets): Promise<readonly string[]> {
  await migrate(ownerUrl)
  await grantLogins(ownerUrl, secrets.passwords)
  return bootstrap(ownerUrl, secrets)
}
