import type { LeagueRules, LeagueRuling } from '@inkling/contracts'

/** A ranking that a tenant has entered. */
export interface StoredChallenger {
  readonly scenario: string
  readonly name: string
  readonly revision: number
  readonly rules: LeagueRules
  readonly benchedAt: Date | null
  readonly benchedBecause: string | null
}

/** What is known of the rankings of a placement; `State` is the judge's own, stored as JSON. */
export interface StoredLeague<State> {
  readonly scenario: string
  readonly state: State
  /** '' is the learned weights. */
  readonly serving: string
  readonly rulings: readonly LeagueRuling[]
  /** Of predictions: those that sit out, by key. */
  readonly benched?: Readonly<Record<string, { readonly untilMs: number; readonly because: string }>>
}

/** What is known of all rankings of a tenant. */
export interface Leagues<State> {
  readonly leagues: readonly StoredLeague<State>[]
  readonly challengers: readonly StoredChallenger[]
}
