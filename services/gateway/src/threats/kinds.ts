import { type SecurityAction, securityActions } from '@inkling/contracts'

export interface ThreatKind {
  /** The score from which it is recorded. It is slowed from twice, limited from 4 and blocked from 8 times that. */
  readonly observeFrom: number
  /** A score halves in this time. */
  readonly halfLifeMs: number
  /** What is found, for those who read the events. */
  readonly reason: string
}

const minuteMs = 60_000

/** What gateways find by themselves. Distinct things count one point each. */
export const threatKinds = {
  stuffing: { observeFrom: 10, halfLifeMs: 10 * minuteMs, reason: 'different wrong keys from one address' },
  leakedKey: { observeFrom: 20, halfLifeMs: 60 * minuteMs, reason: 'one secret key from many networks' },
  scraping: { observeFrom: 500, halfLifeMs: 10 * minuteMs, reason: 'many different things read with a key of pages' },
  pushing: { observeFrom: 20, halfLifeMs: 60 * minuteMs, reason: 'one item used by many visitors of one address' },
  injection: { observeFrom: 1, halfLifeMs: 10 * minuteMs, reason: 'probes for injections' },
} as const satisfies Record<string, ThreatKind>

export type ThreatKindName = keyof typeof threatKinds
export const threatKindNames = Object.keys(threatKinds) as ThreatKindName[]

/** The strongest action that each kind may take. */
export type ThreatActions = Readonly<Record<ThreatKindName, SecurityAction>>

const factors: Readonly<Record<SecurityAction, number>> = { observe: 1, slow: 2, limit: 4, block: 8 }

/** The score from which a kind takes an action. */
export const scoreFor = (kind: ThreatKindName, action: SecurityAction): number =>
  threatKinds[kind].observeFrom * factors[action]

/** The action that a score stands for; undefined below the lowest. */
export const actionOf = (kind: ThreatKindName, score: number): SecurityAction | undefined =>
  securityActions.findLast((action) => score >= scoreFor(kind, action))

const rankOf = (action: SecurityAction) => securityActions.indexOf(action)
export const isStronger = (a: SecurityAction, b: SecurityAction): boolean => rankOf(a) > rankOf(b)
export const milder = (a: SecurityAction, b: SecurityAction): SecurityAction => (isStronger(a, b) ? b : a)
