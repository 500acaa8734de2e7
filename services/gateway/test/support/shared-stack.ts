import { inject } from 'vitest'

/** The facts that tests need about a running Inkling. */
export interface StackFacts {
  /** URL of the gateway. */
  url: string
  /** Scopes admin, ops:read and ops:write. */
  adminKey: string
  /** The URL of each service itself. */
  serviceUrls: Readonly<Record<string, string>>
  /** Holds one `<service>.log` of JSON lines per service. */
  logsFolder: string
}

declare module 'vitest' {
  interface ProvidedContext {
    stack: StackFacts
    /** Answers, at /spans?traceId=, the spans that the stack has exported. */
    collectorUrl: string
    /** Set by `pnpm mutate:isolation`: how often the leak hunter attacks. */
    leakAttempts: number | undefined
  }
}

/** Returns the stack that all files except `faults` share. Each file creates tenants of its own in it. */
export const sharedStack = (): StackFacts => inject('stack')
