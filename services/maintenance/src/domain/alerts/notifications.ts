import type { AlertCase } from './alert-case.ts'
import { type Candidate, Lane, type Planned, type Receiver } from './lane.ts'
import { reported } from './report.ts'
import type { SilenceFacts } from './silences.ts'

export const candidatesOf = (cases: readonly AlertCase[], silences: readonly SilenceFacts[], now: Date): Candidate[] =>
  cases
    .filter(({ state }) => state !== 'pending')
    .map((one) => ({ alert: reported(one, cases, silences, now), isSymptom: one.causes.length > 0 }))

/** Plans what goes where and when. It does no input or output, and has no clock. */
export class Notifications {
  readonly #lanes: readonly Lane[]

  constructor(destinations: readonly Receiver[]) {
    this.#lanes = destinations.map((destination) => new Lane(destination))
  }

  /** Takes every alert that fires or ended lately, and returns what to send now. */
  plan(candidates: readonly Candidate[], nowMs: number): Planned[] {
    return this.#lanes.flatMap((lane) => lane.plan(candidates, nowMs) ?? [])
  }
}
