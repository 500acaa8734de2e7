import type { Passwords } from '@inkling/local'

/** What the global setup starts once and every test file finds by `inject('inkling')`. */
interface RunBackends {
  /** The superuser's URL of the migrated database that test databases are copied from. */
  templateUrl: string
  passwords: Passwords
  redisUrl: string
}

declare module 'vitest' {
  interface ProvidedContext {
    inkling: RunBackends
  }
}
