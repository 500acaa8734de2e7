import postgres from 'postgres'
import { type ServiceName, serviceNames } from '../services/service-names.ts'
import type { Passwords } from './service-passwords.ts'

const roleOf = (service: ServiceName) => `inkling_${service}`

/** Lets every service log in as its own role, which a migration created without a login. */
export async function grantLogins(ownerUrl: string, passwords: Passwords): Promise<void> {
  const sql = postgres(ownerUrl, { max: 1, onnotice: () => undefined })
  try {
    for (const service of serviceNames) {
      // DDL takes no parameters: the server quotes the words itself.
      const [row] = await sql<{ statement: string }[]>`
        select format('alter role %I login password %L', ${roleOf(service)}::text, ${passwords[service]}::text) as statement`
      if (row) await sql.unsafe(row.statement)
    }
  } finally {
    await sql.end()
  }
}

/** The URL by which a service reaches the database as its own role. */
export function roleUrl(ownerUrl: string, service: ServiceName, passwords: Passwords): string {
  const url = new URL(ownerUrl)
  url.username = roleOf(service)
  url.password = passwords[service]
  return url.href
}
