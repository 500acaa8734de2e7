import type { Alert } from '@inkling/contracts'
import { type AlertCase, titleOf } from './alert-case.ts'
import { alertId } from './alert-id.ts'
import { type SilenceFacts, silencedUntil } from './silences.ts'

const severities = ['critical', 'warning', 'info']
const timeOf = (ms: number) => new Date(ms).toISOString()
const timeOrNull = (ms: number | undefined) => (ms === undefined ? null : timeOf(ms))
const isSymptom = ({ causes }: AlertCase) => causes.some(({ state }) => state !== 'resolved')

/** The services that see it, or did last. */
export const servicesOf = ({ findings }: Pick<AlertCase, 'findings'>): string[] =>
  [...new Set(findings.flatMap(({ labels }) => labels.service ?? []))].toSorted()

export type ReportedAlert = Omit<Alert, 'exampleTraceId' | 'errorId'>

/** The alerts as the API shows them: symptoms stand under each of their causes only. */
export function alertReport(
  cases: readonly AlertCase[],
  silences: readonly SilenceFacts[],
  now: Date,
): ReportedAlert[] {
  const tops = cases.filter((one) => !isSymptom(one)).toSorted(byUrgency)
  return tops.map((one) => reported(one, cases, silences, now))
}

/** One of the cases as the API shows it, with its symptoms. */
export function reported(
  one: AlertCase,
  cases: readonly AlertCase[],
  silences: readonly SilenceFacts[],
  now: Date,
): ReportedAlert {
  return {
    ...summaryOf(one),
    meaning: one.alert.meaning,
    labels: { ...one.labels },
    seenBy: servicesOf(one),
    firedAt: timeOrNull(one.firedAtMs),
    resolvedAt: timeOrNull(one.resolvedAtMs),
    flapping: one.isFlapping,
    runbook: `infra/runbooks/${one.alert.runbook}`,
    acknowledgedAt: timeOrNull(one.acknowledged?.atMs),
    acknowledgedBy: one.acknowledged?.by ?? null,
    note: one.acknowledged?.note ?? null,
    notes: one.notes.map(({ atMs, by, note }) => ({ at: timeOf(atMs), by, note })),
    silencedUntil: silencedUntil(one, silences, now)?.toISOString() ?? null,
    symptoms: cases.filter((other) => isSymptom(other) && other.causes.includes(one)).map(summaryOf),
  }
}

const summaryOf = (one: AlertCase) => ({
  id: alertId(one),
  name: one.alert.name,
  severity: one.alert.severity,
  state: one.state,
  title: titleOf(one),
  since: timeOf(one.sinceMs),
})

/** Those that are over come last, newest first. */
function byUrgency(a: AlertCase, b: AlertCase): number {
  const [overA, overB] = [a.resolvedAtMs ?? 0, b.resolvedAtMs ?? 0]
  if (overA !== overB) return overA === 0 ? -1 : overB === 0 ? 1 : overB - overA
  const rank = (one: AlertCase) => severities.indexOf(one.alert.severity) + (one.state === 'pending' ? 3 : 0)
  return rank(a) - rank(b) || a.sinceMs - b.sinceMs
}
