import type { ErrorFacts } from './error-facts.ts'

export interface TenantCount {
  readonly tenantId: string
  readonly count: number
  /** Unix time, in ms. */
  readonly lastMs: number
}

/** Faults with the same fingerprint: code, place in our code, and route or job. */
export interface ErrorCount extends ErrorFacts {
  readonly id: string
  readonly service: string
  readonly code: string
  readonly route: string
  readonly count: number
  /** Unix time, in ms. */
  readonly firstMs: number
  readonly lastMs: number
  readonly traceId: string
  readonly tenants: readonly TenantCount[]
}

/** Counts that are stored once, however often they are sent. */
export interface ErrorBatch {
  /** The process that counted. */
  readonly source: string
  /** Grows from batch to batch of the process. */
  readonly number: number
  readonly groups: readonly ErrorCount[]
}
