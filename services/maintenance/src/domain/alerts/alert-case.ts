import type { Alert } from '@inkling/telemetry/alerts'
import type { Finding } from './findings.ts'
import { keyOf, type Labels, pick } from './matches.ts'

type CaseState = 'pending' | 'firing' | 'resolved'

/** One alert with one set of labels, from when its condition became true until it is forgotten. */
export interface AlertCase {
  readonly alert: Alert
  /** By what it is told from other cases of the alert. */
  readonly labels: Labels
  state: CaseState
  /** Where the condition is true, or was last. */
  findings: readonly Finding[]
  /** When the condition became true. */
  readonly sinceMs: number
  firedAtMs: number | undefined
  resolvedAtMs: number | undefined
  /** Since when the condition is false, while it still fires. */
  quietSinceMs: number | undefined
  /** It came back so often that it stays longer, instead of telling each time. */
  isFlapping: boolean
  /** Who looks after it: the first who said so. */
  acknowledged: Acknowledged | undefined
  /** What people said of it, in the order of their times. */
  notes: readonly Note[]
  /** What causes it: it notifies nobody. */
  causes: readonly AlertCase[]
}

export interface Acknowledged {
  readonly atMs: number
  /** The id of a key. */
  readonly by: string
  readonly note: string | null
}

export interface Note extends Acknowledged {
  readonly note: string
}

const unlike = ['instance', 'job']

export const caseKey = ({ name }: Alert, labels: Labels) => `${name} ${keyOf(labels)}`

export const newCase = (alert: Alert, labels: Labels, nowMs: number): AlertCase => ({
  alert,
  labels,
  state: 'pending',
  findings: [],
  sinceMs: nowMs,
  firedAtMs: undefined,
  resolvedAtMs: undefined,
  quietSinceMs: undefined,
  isFlapping: false,
  acknowledged: undefined,
  notes: [],
  causes: [],
})

/** The findings by what tells them apart: what six processes see of one Postgres is one case. */
export function apart(alert: Alert, findings: readonly Finding[]) {
  const labelsOf = ({ labels }: Finding) =>
    pick(labels, alert.apart ?? Object.keys(labels).filter((name) => !unlike.includes(name)))
  const groups = Map.groupBy(findings, (finding) => keyOf(labelsOf(finding)))
  return [...groups.values()].map((group) => ({ labels: labelsOf(group[0] as Finding), findings: group }))
}

/** The title, with every value of each label that it names. Of a case of an earlier process not every one is known. */
export const titleOf = ({ alert, findings }: Pick<AlertCase, 'alert' | 'findings'>): string =>
  alert.title.replaceAll(/\{\{ \$labels\.(\w+) \}\}/g, (_, name: string) => {
    const values = new Set(findings.flatMap(({ labels }) => labels[name] ?? []))
    return values.size > 0 ? [...values].toSorted().join(', ') : `some ${name}`
  })
