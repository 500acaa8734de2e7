import type { Passwords } from '@inkling/local'
import { inject } from 'vitest'

interface RunPostgres {
  /** The superuser's URL of the migrated template database. */
  templateUrl: string
  passwords: Passwords
}

declare module 'vitest' {
  interface ProvidedContext {
    /** The servers that the global setup starts once for each worker. */
    postgres: RunPostgres[]
  }
}

/**
 * The Postgres of this worker, which one test file at a time uses: a transaction that stays open would hold back what
 * other files read.
 */
export function runPostgres(): RunPostgres {
  const servers = inject('postgres')
  const postgres = servers[(Number(process.env.VITEST_POOL_ID) - 1) % servers.length]
  if (postgres === undefined) throw new Error('The global setup has started no Postgres.')
  return postgres
}
