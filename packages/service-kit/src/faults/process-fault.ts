import type { Fault } from '@inkling/resilience'

/** Stands still: the event loop of the process does nothing for `blockMs` of every second. */
interface Block {
  readonly kind: 'block'
  readonly blockMs: number
  readonly durationMs: number
}

/** A fault that running processes make, for tests and game days. */
export type ProcessFault = (Fault | Block) & {
  /** The service whose processes make it, such as `gateway`; all services when absent. */
  readonly service?: string
}

/** A fault that is in force, as all processes read it. */
export type FaultInForce = ProcessFault & {
  readonly id: string
  /** Unix time in milliseconds. */
  readonly endsAtMs: number
}
