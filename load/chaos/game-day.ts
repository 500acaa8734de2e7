import type { Kind } from '../src/mix/kinds.ts'
import type { Stage, StageOptions } from './stage.ts'

/** Whether something holds, and what was seen. */
export interface Finding {
  readonly what: string
  readonly holds: boolean
  readonly seen: string
}

/** A fault that has begun. */
export interface Begun {
  /** When it began, in milliseconds of `performance.now()`, if later than `begin` was called. */
  readonly fromMs?: number
  end(): unknown
  /** Looks at what the clients of the mix cannot see, after the system has recovered. */
  verify?(): Promise<readonly Finding[]>
}

/** A metric that moves while the fault lasts: the sum of the series of this name whose labels include `labels`. */
export interface MetricSign {
  readonly service: string
  readonly name: string
  readonly labels?: string
}

/** A line that a service logs while the fault lasts. */
export interface LogSign {
  readonly service: string
  readonly text: string
}

export interface GameDay extends StageOptions {
  readonly name: string
  /** What is done, as a sentence without a full stop. */
  readonly fault: string
  /** How long the fault lasts; 10 s unless given. `--seconds` makes it longer. */
  readonly seconds?: number
  /** Whether the fault is over at once, such as a kill: recovery is then counted from its beginning. */
  readonly isInstant?: boolean
  /** Begins the fault. */
  begin(stage: Stage): Promise<Begun>
  readonly holds: {
    /** The least share of requests, by kind, that are answered within their objective while the fault lasts. */
    readonly goodput: Partial<Readonly<Record<Kind, number>>>
    /** The time from the end of the fault until clients see no more of it. */
    readonly recoverySeconds: number
    /** Whether requests may end with a broken connection or a 500, because what the client talks to dies. */
    readonly mayFail?: boolean
    /** The least share of refusals that come within a second. */
    readonly quickRefusals?: number
  }
  /** By which an engineer finds out what happens. */
  readonly signs?: { readonly metric?: MetricSign; readonly log?: LogSign }
}
