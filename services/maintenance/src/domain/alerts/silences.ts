import type { AlertCase } from './alert-case.ts'
import type { Labels } from './matches.ts'

export interface SilenceFacts {
  /** The name of an alert; null for every alert. */
  readonly alert: string | null
  readonly labels: Labels
  readonly expiresAt: Date
}

/** Until when an alert notifies nobody; undefined if no silence fits it. The service that sees it counts as a label. */
export function silencedUntil(
  { alert, labels, findings }: Pick<AlertCase, 'alert' | 'labels' | 'findings'>,
  silences: readonly SilenceFacts[],
  now: Date,
): Date | undefined {
  const seen = [labels, ...findings.map((finding) => finding.labels)]
  const fits = (silence: SilenceFacts) =>
    silence.expiresAt > now &&
    (silence.alert ?? alert.name) === alert.name &&
    seen.some((own) => Object.entries(silence.labels).every(([name, value]) => own[name] === value))
  const fitting = silences.filter(fits).toSorted((a, b) => b.expiresAt.getTime() - a.expiresAt.getTime())
  return fitting[0]?.expiresAt
}
