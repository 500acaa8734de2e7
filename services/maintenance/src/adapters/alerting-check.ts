import type { Check } from '@inkling/service-kit'

export interface AlertingCheckOptions {
  readonly alerts: { readonly evaluatedAtMs: number | undefined }
  /** How often conditions are looked at. */
  readonly everyMs: number
  /** The clock of `evaluatedAtMs`. */
  readonly now: () => number
}

/** A look waits for a process that hangs for 3.5 s, and the first one for the journal. */
const lateAfterMs = 20_000

/** Conditions of alerts are looked at again and again. The gateway watches this check. */
export function alertingCheck({ alerts, everyMs, now }: AlertingCheckOptions): Check {
  const startedMs = now()
  return {
    name: 'alerting',
    loses: 'nobody is told of faults',
    look() {
      const sinceMs = now() - (alerts.evaluatedAtMs ?? startedMs)
      if (sinceMs <= everyMs + lateAfterMs) return { status: 'ok' }
      return { status: 'degraded', detail: `no alert was evaluated for ${Math.round(sinceMs / 1_000)} s` }
    },
  }
}
