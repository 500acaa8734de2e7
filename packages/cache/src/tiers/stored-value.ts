import type { Position } from '../entry.ts'

/** A value as the shared tiers hold it. Durations count from now, so that no clocks of two machines are compared. */
export interface StoredValue {
  readonly bytes: string | Uint8Array
  readonly tags: readonly string[]
  readonly asOf: Position
  readonly ageMs: number
  /** How long it is still fresh if nothing invalidates it; not positive if it is stale. */
  readonly freshMs: number
  readonly keptMs: number
  readonly loadMs: number
}
