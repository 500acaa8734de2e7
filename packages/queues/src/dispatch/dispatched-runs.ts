import type { Candidate } from './choose-runs.ts'

/** A run that its queue has, or a worker. */
export interface InFlightRun {
  readonly tenantId: string
  readonly id: string
  readonly kind: string
  readonly state: 'queued' | 'running'
}

export interface WaitingRun extends Candidate {
  readonly options: object
  /** Unix time in ms since when it waits. */
  readonly readyMs: number
  readonly traceContext: string | null
}

/** What operators hold back. */
export interface Paused {
  readonly kinds: ReadonlySet<string>
  readonly tenants: ReadonlySet<string>
}

/** The recorded runs of all tenants, as the dispatcher reads and changes them. A run that has ended stays as it is. */
export interface DispatchedRuns {
  /** Lets runs wait for a worker whose time has come and whose predecessors have ended. */
  release(): Promise<void>
  /** The first waiting run of every kind, tenant and priority, the one that waits longest first. */
  waiting(): Promise<readonly WaitingRun[]>
  inFlight(): Promise<readonly InFlightRun[]>
  paused(): Promise<Paused>
  markHanded(runs: readonly Pick<InFlightRun, 'tenantId' | 'id'>[]): Promise<void>
  /** Lets a run wait again. Returns false if it has ended meanwhile, and so does `fail`. */
  requeue(run: InFlightRun): Promise<boolean>
  fail(run: Pick<InFlightRun, 'tenantId' | 'id'>, error: string): Promise<boolean>
  /** Is told of each run whose job was lost or has died. */
  onRecovered(run: InFlightRun, outcome: 'requeued' | 'failed'): void
  /** What the plans of the tenants allow; {@link smallestShare} for those that are not named. */
  shares(tenantIds: readonly string[]): Promise<ReadonlyMap<string, TenantShare>>
}

export interface TenantShare {
  /** How many runs of a kind it may begin in a turn. */
  readonly weight: number
  /** How many of its runs may be at work, all kinds together. */
  readonly atOnce: number
}

export const smallestShare: TenantShare = { weight: 1, atOnce: Number.POSITIVE_INFINITY }

export const isPaused = (
  { kinds, tenants }: Paused,
  run: { readonly kind: string; readonly tenantId: string },
): boolean => kinds.has(run.kind) || tenants.has(run.tenantId)
