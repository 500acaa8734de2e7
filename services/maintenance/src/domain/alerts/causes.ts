import type { Alert } from '@inkling/telemetry/alerts'
import type { AlertCase } from './alert-case.ts'
import { windowMs } from './findings.ts'
import { matches } from './matches.ts'

/** Whether one alert is a symptom of another, which may be pending still or over already. */
export const isCauseOf = (cause: AlertCase, one: AlertCase, nowMs: number): boolean =>
  explains(cause, one) && beganBecauseOf(cause, one) && isFelt(cause, one.alert, nowMs)

/** Looks at processes come a few seconds apart, so that a symptom may be seen before its cause. */
const slackMs = 30_000

/**
 * What was wrong before the cause, or went wrong only after its end, is another fault. But a symptom of an outage may
 * go on as one of the next.
 */
const beganBecauseOf = (cause: AlertCase, { sinceMs, causes }: AlertCase): boolean =>
  (sinceMs >= cause.sinceMs - slackMs || causes.length > 0) &&
  sinceMs <= (cause.resolvedAtMs ?? Number.POSITIVE_INFINITY) + slackMs

/** Whether a cause, which may be pending still or resolved already, makes the condition of an alert true. */
const isFelt = ({ resolvedAtMs }: AlertCase, { condition }: Alert, nowMs: number): boolean =>
  resolvedAtMs === undefined || nowMs - resolvedAtMs <= memoryMs(condition)

const shortMemoryMs = 5 * 60_000
export const longestMemoryMs = 6 * 60 * 60_000

/** How long a condition stays true because of what is over. */
export function memoryMs(condition: Alert['condition']): number {
  if (condition.kind === 'burn') return Math.max(...condition.windows.map(({ short }) => windowMs(short)))
  return 'over' in condition ? windowMs(condition.over) : shortMemoryMs
}

/** Labels of the same name must be equal. A circuit is named after the service that it guards. */
function explains(cause: Pick<AlertCase, 'alert' | 'labels'>, one: Pick<AlertCase, 'alert' | 'labels'>) {
  const explained = cause.alert.explains?.find(({ alerts }) => alerts.includes(one.alert.name))
  if (!explained || !matches(cause.labels, explained.if ?? [])) return false
  const { circuit, ...labels } = one.labels
  const { service } = cause.labels
  if (circuit !== undefined && service !== undefined) return circuit === service
  return Object.entries(labels).every(([name, value]) => (cause.labels[name] ?? value) === value)
}
