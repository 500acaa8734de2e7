import type { LeagueRules, RankingRules } from '@inkling/contracts'
import { startOf, weightsByName } from './sources.ts'

/** A ranking that challenges the one of a placement. */
export interface Challenger {
  /** Another one for each revision of its rules. */
  readonly key: string
  readonly name: string
  readonly rules: RankingRules
}

/** The rankings of a placement. */
export interface PlacementLeague {
  /** The key of the ranking that serves. */
  readonly serving: string
  /** All others that can rank now. */
  readonly challengers: readonly Challenger[]
}

interface Entered {
  readonly name: string
  readonly revision: number
  readonly rules: LeagueRules
  readonly benchedAt: Date | null
}

/** The key of the learned weights. */
export const incumbentKey = ''
/** How long a ranking that failed does not rank. */
export const benchMs = 3_600_000

export const keyOf = ({ name, revision }: Pick<Entered, 'name' | 'revision'>): string => `${name}#${revision}`
export const nameOf = (key: string): string => (key === incumbentKey ? 'incumbent' : key.replace(/#\d+$/, ''))

/** @param prior The mean of the weights of many tenants, by name */
const builtIn = (prior: Readonly<Record<string, number>> | undefined): Challenger[] => [
  { key: incumbentKey, name: 'incumbent', rules: {} },
  { key: 'prior', name: 'prior', rules: { weights: weightsByName(startOf(prior)) } },
  { key: 'equal', name: 'equal', rules: { weights: weightsByName(startOf().map(() => 1)) } },
]

/** Names that no challenger of a tenant may have. */
export const takenNames: readonly string[] = builtIn(undefined).map(({ name }) => name)

/** Names that no challenger of predictions may have: a training run gives the last two. */
export const trainedNames: readonly string[] = ['incumbent', 'trained', 'previous']

export const isBenched = ({ benchedAt }: Pick<Entered, 'benchedAt'>, nowMs: number): boolean =>
  benchedAt !== null && nowMs - benchedAt.getTime() < benchMs

/** All rankings of a placement: the built-in ones, then those of the tenant. */
export const rankingsOf = (
  entered: readonly Entered[],
  prior: Readonly<Record<string, number>> | undefined,
): Challenger[] => [...builtIn(prior), ...entered.map((one) => ({ key: keyOf(one), name: one.name, rules: one.rules }))]

/** All models that predict: the trained one, then those that challenge it. */
export const modelsOf = (
  entered: readonly Entered[],
): { readonly key: string; readonly name: string; readonly rules: LeagueRules }[] => [
  { key: incumbentKey, name: 'incumbent', rules: {} },
  ...entered.map((one) => ({ key: keyOf(one), name: one.name, rules: one.rules })),
]

/** The rules of the ranking that serves, and those that challenge it. A ranking that is gone does not serve. */
export function placementLeague(
  entered: readonly Entered[],
  serving: string,
  prior: Readonly<Record<string, number>> | undefined,
  nowMs: number,
): PlacementLeague & { readonly rules: RankingRules } {
  const all = rankingsOf(entered, prior)
  const served = all.find(({ key }) => key === serving)
  const benched = new Set(entered.filter((one) => isBenched(one, nowMs)).map(keyOf))
  const key = served?.key ?? incumbentKey
  return {
    serving: key,
    rules: served?.rules ?? {},
    challengers: all.filter((one) => one.key !== key && !benched.has(one.key)),
  }
}
