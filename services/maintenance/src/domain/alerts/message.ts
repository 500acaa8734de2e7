import type { Alert } from '@inkling/contracts'

/** What there is to tell of an alert. */
export type What = 'firing' | 'acknowledged' | 'escalated' | 'resolved'

export interface Notice<A = Alert> {
  readonly what: What
  readonly alert: A
}

export interface DigestLine {
  readonly name: string
  readonly severity: string
  readonly title: string
  readonly times: number
  readonly lastFiredAt: string
}

/** What goes to one destination at once. It is stored as JSON. */
export interface Message<A = Alert> {
  readonly destination: string
  /** When it was planned. */
  readonly at: string
  readonly notices: readonly Notice<A>[]
  /** How many alerts fired and were over while the destination had its most messages of an hour. */
  readonly heldBack: number
  /** Of the weekly digest. */
  readonly digest: readonly DigestLine[]
}

/** Names what a notice tells to a destination: nothing is told twice. */
export const noticeKey = (destination: string, { what, alert }: Notice<Pick<Alert, 'id' | 'firedAt'>>): string =>
  `${destination} ${alert.id} ${alert.firedAt} ${what}`
