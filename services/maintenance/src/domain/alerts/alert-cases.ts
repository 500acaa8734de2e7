import type { Alert } from '@inkling/telemetry/alerts'
import { type AlertCase, apart, caseKey, newCase } from './alert-case.ts'
import { isCauseOf, longestMemoryMs } from './causes.ts'
import type { Finding } from './findings.ts'

export interface Change {
  readonly to: 'firing' | 'resolved'
  readonly of: AlertCase
}

/** An alert fires on until its condition was false for so long, and for longer if it comes back again and again. */
const quietMs = 60_000
const flappingQuietMs = 15 * 60_000
const flappingFrom = 3
const flappingWithinMs = 60 * 60_000

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
  restore(
    one: Pick<AlertCase, 'alert' | 'labels' | 'sinceMs' | 'firedAtMs' | 'acknowledged' | 'notes'>,
    nowMs: number,
  ): void {
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
    for (const one of this.#open.values()) one.causes = causes.filter((cause) => isCauseOf(cause, one, nowMs))
  }
}
