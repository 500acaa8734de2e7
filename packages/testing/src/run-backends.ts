import type { Passwords } from '@inkling/local'

/** The servers that the global setup starts once. Every test file finds them with `inject('inkling')`. */
interface RunBackends {
  /** The superuser's URL of the migrated template database. */
  templateUrl: string
  passwords: Passwords
  redisUrl: string
}

declare module 'vitest' {
  interface ProvidedContext {
    inkling: RunBackends
  }
}
