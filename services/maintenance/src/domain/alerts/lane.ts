import type { Destination } from './destinations.ts'
import type { Message, Notice, What } from './message.ts'
import type { ReportedAlert } from './report.ts'

/** A case of an alert, and whether it follows from another one. */
export interface Candidate {
  readonly alert: ReportedAlert
  readonly isSymptom: boolean
}
export type Receiver = Pick<Destination, 'name' | 'severities' | 'escalation' | 'perHour'>
export type Planned = Message<ReportedAlert>
type Told = Set<What>

/** What fires within this time is one message; a page waits less, because a minute after its fault it must be there. */
const groupMs = 30_000
const urgentGroupMs = 10_000
const hourMs = 3_600_000
const escalateAfterMs = 15 * 60_000

/** What one destination was told, and is to be told. */
export class Lane {
  readonly #to: Receiver
  /** By alert, and when it fired. */
  #told = new Map<string, Told>()
  #dueSinceMs: number | undefined
  /** When the messages of the latest hour went out, pages left out. */
  #sentAtMs: number[] = []
  /** What had to wait for want of messages. */
  #held = new Set<string>()

  constructor(to: Receiver) {
    this.#to = to
  }

  plan(candidates: readonly Candidate[], nowMs: number): Planned | undefined {
    this.#forget(candidates)
    const due = candidates.flatMap((one) => this.#dueOf(one, nowMs) ?? [])
    this.#sentAtMs = this.#sentAtMs.filter((atMs) => nowMs - atMs < hourMs)
    const isFull = this.#sentAtMs.length >= this.#to.perHour
    // A page always goes out, and does not count: an alert that flaps stays, so there are few.
    const sendable = isFull ? due.filter(isUrgent) : due
    if (isFull) for (const { what, alert } of due) if (what === 'firing') this.#held.add(keyOf(alert))
    if (!this.#isTime(sendable, nowMs)) return undefined
    return this.#send(sendable, isFull ? 0 : this.#lost(due), nowMs)
  }

  #send(notices: Planned['notices'], heldBack: number, nowMs: number): Planned | undefined {
    if (notices.length + heldBack === 0) return undefined
    for (const { what, alert } of notices) {
      const key = keyOf(alert)
      this.#told.set(key, (this.#told.get(key) ?? new Set<What>()).add(what))
    }
    if (!notices.some(isUrgent)) this.#sentAtMs.push(nowMs)
    return { destination: this.#to.name, at: new Date(nowMs).toISOString(), notices, heldBack, digest: [] }
  }

  /** Whether what is due waited for others for long enough. */
  #isTime(due: readonly Notice<ReportedAlert>[], nowMs: number): boolean {
    if (due.length === 0) {
      this.#dueSinceMs = undefined
      return true
    }
    this.#dueSinceMs ??= nowMs
    if (nowMs - this.#dueSinceMs < (due.some(isUrgent) ? urgentGroupMs : groupMs)) return false
    this.#dueSinceMs = undefined
    return true
  }

  /** How many of those that were held back will never be told, because they are over. */
  #lost(due: readonly Notice<ReportedAlert>[]): number {
    const told = new Set(due.map(({ alert }) => keyOf(alert)))
    const count = [...this.#held].filter((key) => !told.has(key) && !this.#told.has(key)).length
    this.#held = new Set()
    return count
  }

  #dueOf({ alert, isSymptom }: Candidate, nowMs: number): Notice<ReportedAlert> | undefined {
    const told = this.#told.get(keyOf(alert)) ?? new Set<What>()
    const what = alert.state === 'resolved' ? 'resolved' : this.#nextOf(alert, told, nowMs)
    if (what === undefined || told.has(what)) return undefined
    if (what === 'resolved' ? told.size === 0 : isSymptom || alert.silencedUntil !== null) return undefined
    return { what, alert }
  }

  #nextOf(alert: ReportedAlert, told: Told, nowMs: number): What | undefined {
    const { severity, acknowledgedAt, firedAt } = alert
    if (this.#to.severities.includes(severity) && !told.has('firing')) return 'firing'
    if (acknowledgedAt !== null) return told.size > 0 ? 'acknowledged' : undefined
    const isLate = nowMs - Date.parse(firedAt ?? alert.since) >= escalateAfterMs
    return this.#to.escalation && severity === 'critical' && isLate ? 'escalated' : undefined
  }

  /** Forgets what was told of alerts that nobody remembers any more. */
  #forget(candidates: readonly Candidate[]): void {
    const known = new Set(candidates.map(({ alert }) => keyOf(alert)))
    this.#told = new Map([...this.#told].filter(([key]) => known.has(key)))
  }
}

const keyOf = ({ id, firedAt }: Pick<ReportedAlert, 'id' | 'firedAt'>) => `${id} ${firedAt}`
const isUrgent = ({ alert }: Notice<ReportedAlert>) => alert.severity === 'critical'
