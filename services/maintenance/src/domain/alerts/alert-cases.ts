import type { Alert } from '@inkling/telemetry/alerts'
import { type Finding, windowMs } from './findings.ts'
import { keyOf, type Labels, matches, pick } from './matches.ts'

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
  /** What somebody said who looks after it. */
  acknowledged: Acknowledged | undefined
  /** What causes it: it notifies nobody. */
  causes: readonly AlertCase[]
}

export interface Acknowledged {
  readonly atMs: number
  /** The id of a key. */
  readonly by: string
  readonly note: string | null
}

export interface Change {
  readonly to: 'firing' | 'resolved'
  readonly of: AlertCase
}

/** An alert fires on until its condition was false for so long, and for longer if it comes back again and again. */
const quietMs = 60_000
const flappingQuietMs = 15 * 60_000
const flappingFrom = 3
const flappingWithinMs = 60 * 60_000
const unlike = ['instance', 'job']

/** What became of each alert. `step` is told what is true; the caller has the clock. */
export class AlertCases {
  readonly #open = new Map<string, AlertCase>()
  readonly #resolved = new Map<string, AlertCase>()
  /** When each case fired lately. */
  readonly #fired = new Map<string, number[]>()

  /** Pending and firing. */
  get open(): AlertCase[] {
    return [...this.#open.values()]
  }

  /** Those of the last six hours, one of each alert and its labels. */
  get resolved(): AlertCase[] {
    return [...this.#resolved.values()]
  }

  /** Takes back a case that fired before this process started. Unless its condition is true now, it is soon over. */
  restore(one: Pick<AlertCase, 'alert' | 'labels' | 'sinceMs' | 'firedAtMs' | 'acknowledged'>, nowMs: number): void {
    const key = caseKey(one.alert, one.labels)
    const known = this.#open.get(key)
    if (known?.state === 'firing') return
    const { findings, quietSinceMs } = known ?? { findings: [{ labels: one.labels, value: 0 }], quietSinceMs: nowMs }
    const restored = newCase(one.alert, one.labels, one.sinceMs)
    this.#open.set(key, { ...restored, ...one, findings, quietSinceMs, state: 'firing' })
  }

  /** Takes back a case that ended before this process started: what follows from it may not have ended. */
  restoreEnded(one: Pick<AlertCase, 'alert' | 'labels' | 'sinceMs' | 'firedAtMs' | 'resolvedAtMs'>): void {
    const key = caseKey(one.alert, one.labels)
    if (!this.#resolved.has(key))
      this.#resolved.set(key, { ...newCase(one.alert, one.labels, one.sinceMs), ...one, state: 'resolved' })
  }

  /** Takes where every alert is true now, and returns which began or ceased to fire. */
  step(found: readonly (readonly [alert: Alert, findings: readonly Finding[]])[], nowMs: number): Change[] {
    const trueNow = new Set<string>()
    for (const [alert, findings] of found)
      for (const group of apart(alert, findings)) {
        const key = caseKey(alert, group.labels)
        trueNow.add(key)
        const known = this.#open.get(key) ?? newCase(alert, group.labels, nowMs)
        this.#open.set(key, known)
        Object.assign(known, { findings: group.findings, quietSinceMs: undefined })
      }
    const changes = [...this.#open].flatMap(([key, one]) =>
      trueNow.has(key) ? this.#hold(key, one, nowMs) : this.#quieten(key, one, nowMs),
    )
    this.#explain(nowMs)
    return changes
  }

  #hold(key: string, one: AlertCase, nowMs: number): Change[] {
    if (one.state !== 'pending' || nowMs - one.sinceMs < one.alert.forSeconds * 1000) return []
    const times = [...(this.#fired.get(key) ?? []), nowMs].filter((atMs) => nowMs - atMs <= flappingWithinMs)
    this.#fired.set(key, times)
    Object.assign(one, { state: 'firing', firedAtMs: nowMs, isFlapping: times.length >= flappingFrom })
    return [{ to: 'firing', of: one }]
  }

  #quieten(key: string, one: AlertCase, nowMs: number): Change[] {
    if (one.state === 'pending') {
      this.#open.delete(key)
      return []
    }
    one.quietSinceMs ??= nowMs
    if (nowMs - one.quietSinceMs < (one.isFlapping ? flappingQuietMs : quietMs)) return []
    this.#open.delete(key)
    Object.assign(one, { state: 'resolved', resolvedAtMs: nowMs })
    this.#resolved.set(key, one)
    return [{ to: 'resolved', of: one }]
  }

  #explain(nowMs: number): void {
    for (const [key, { resolvedAtMs = 0 }] of this.#resolved)
      if (nowMs - resolvedAtMs > longestMemoryMs) this.#resolved.delete(key)
    for (const [key, times] of this.#fired) if (nowMs - (times.at(-1) ?? 0) > flappingWithinMs) this.#fired.delete(key)
    const causes = [...this.#open.values(), ...this.#resolved.values()]
    for (const one of this.#open.values())
      one.causes = causes.filter(
        (cause) => explains(cause, one) && beganBecauseOf(cause, one) && isFelt(cause, one.alert, nowMs),
      )
  }
}

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
const longestMemoryMs = 6 * 60 * 60_000

/** How long a condition stays true because of what is over. */
function memoryMs(condition: Alert['condition']): number {
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

const caseKey = ({ name }: Alert, labels: Labels) => `${name} ${keyOf(labels)}`

const newCase = (alert: Alert, labels: Labels, nowMs: number): AlertCase => ({
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
  causes: [],
})

/** The findings by what tells them apart: what six processes see of one Postgres is one case. */
function apart(alert: Alert, findings: readonly Finding[]) {
  const labelsOf = ({ labels }: Finding) =>
    pick(labels, alert.apart ?? Object.keys(labels).filter((name) => !unlike.includes(name)))
  const groups = Map.groupBy(findings, (finding) => keyOf(labelsOf(finding)))
  return [...groups.values()].map((group) => ({ labels: labelsOf(group[0] as Finding), findings: group }))
}

/** The title, with every value of each label that it names. */
export const titleOf = ({ alert, findings }: Pick<AlertCase, 'alert' | 'findings'>): string =>
  alert.title.replaceAll(/\{\{ \$labels\.(\w+) \}\}/g, (_, name: string) => {
    const values = new Set(findings.flatMap(({ labels }) => labels[name] ?? []))
    return [...values].toSorted().join(', ')
  })
