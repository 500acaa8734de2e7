import postgres from 'postgres'
import { type ServiceName, serviceNames } from '../services/service-names.ts'
import type { Passwords } from './service-passwords.ts'

const roleOf = (service: ServiceName) => `inkling_${service}`

/** Gives the role of every service a login and a password; a migration created the roles without. */
export async function grantLogins(ownerUrl: string, passwords: Passwords): Promise<void> {
  const sql = postgres(ownerUrl, { max: 1, onnotice: () => undefined })
  try {
    for (const service of serviceNames) {
      // DDL takes no parameters, so the server quotes the values itself.
      const [row] = await sql<{ statement: string }[]>`
        select format(
          'alter role %I login password %L', ${roleOf(service)}::text, ${passwords[service]}::text) as statement`
      if (row) await sql.unsafe(row.statement)
    }
  } finally {
    await sql.end()
  }
}

/** The password of each role of a service. */
export const passwordsByRole = (passwords: Passwords): Record<string, string> =>
  Object.fromEntries(serviceNames.map((service) => [roleOf(service), passwords[service]]))

/** The URL with which a service connects as its own role. */
export function roleUrl(ownerUrl: string, service: ServiceName, passwords: Passwords): string {
  const url = new URL(ownerUrl)
  url.username = roleOf(service)
  url.password = passwords[service]
  return url.href
}
