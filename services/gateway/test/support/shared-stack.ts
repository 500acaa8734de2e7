import { inject } from 'vitest'

/** What tests know of a running Inkling. */
export interface StackFacts {
  /** The gateway's. */
  url: string
  /** Scopes admin, ops:read and ops:write. */
  adminKey: string
  /** Where each service listens itself. */
  serviceUrls: Readonly<Record<string, string>>
  /** One `<service>.log` of JSON lines for each. */
  logsFolder: string
}

declare module 'vitest' {
  interface ProvidedContext {
    stack: StackFacts
    /** Answers, at /spans?traceId=, the spans that the stack has exported. */
    collectorUrl: string
  }
}

/** The stack that all files but the faults share; each makes tenants of its own in it. */
export const sharedStack = (): StackFacts => inject('stack')
