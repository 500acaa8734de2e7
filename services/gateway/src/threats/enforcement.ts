import type { SecurityAction, SecurityKind } from '@inkling/contracts'
import { InklingError } from '@inkling/errors'
import type { threatMetrics } from '@inkling/telemetry'
import { LimitExceeded } from '../plugins/limits/limit-exceeded.ts'

export interface EnforcementParts {
  readonly metrics: Pick<ReturnType<typeof threatMetrics>, 'actions'>
  /** How late a slowed request is answered. */
  readonly slowMs?: number
}

const slowedMs = 1_000
/** More requests than that are limited instead. */
const mostSlowed = 200

/** Holds up and refuses requests. */
export class Enforcement {
  readonly #parts: EnforcementParts
  #slowed = 0

  constructor(parts: EnforcementParts) {
    this.#parts = parts
  }

  /** @throws InklingError if the request is blocked or limited; resolves later if it is slowed */
  act(action: SecurityAction, kind: SecurityKind, source: string): Promise<void> | undefined {
    if (action === 'observe') return undefined
    const done = action === 'slow' && this.#slowed >= mostSlowed ? 'limit' : action
    this.#parts.metrics.actions.inc({ kind, action: done })
    if (done === 'block') throw blocked(source)
    if (done === 'limit') throw new LimitExceeded('threat', 'Too many requests that look like an attack; wait', 60)
    this.#slowed++
    return new Promise((resolve) => setTimeout(resolve, this.#parts.slowMs ?? slowedMs)).then(() => {
      this.#slowed--
    })
  }
}

const blocked = (source: string) =>
  new InklingError('blocked', 'Requests like this are refused for now; ask who runs this installation', {
    internal: `${source} is blocked`,
  })
