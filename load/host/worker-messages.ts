import type { Share } from './execute.ts'
import type { Series } from './samples.ts'

/** A process tells of what it recorded this often. */
export const reportMs = 1_000

/** The first message of the parent; the process says "ready" when it has loaded the script. */
export interface Order {
  readonly path: string
  readonly env: Readonly<Record<string, string>>
  readonly share: Share
  /** What setup returned. */
  readonly data: unknown
}

/** The parent says "start" when all processes are ready. */
export type Command = 'start' | 'stop'

export interface Report {
  readonly series: readonly Series[]
  readonly activeVus: number
  /** Whether this is the last one. */
  readonly isLast: boolean
}
