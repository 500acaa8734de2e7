import { FusionWeights, type FusionWeightsState, PositionBias, type PositionBiasState } from '@inkling/learning'
import { OutcomeTally } from './outcome-tally.ts'
import type { ShownDetails } from './receipt-details.ts'
import { sourceNames, startOf, weightsByName } from './sources.ts'
import { TenantInfluence, type TenantInfluenceState } from './tenant-influence.ts'

/** What was learned for one placement. */
export interface RankerState {
  /** The weights that it started from, and to which forgotten ones return. */
  readonly prior: readonly number[]
  readonly weights: FusionWeightsState
  readonly bias: PositionBiasState
  /** Of the tenant as a whole: how much everyone has taught lately. */
  readonly influence?: TenantInfluenceState
}

export interface LearnedRanker {
  readonly scenario: string
  readonly weights: Readonly<Record<string, number>>
  readonly state: RankerState
  readonly cases: number
}

/** One signal for one item of a suggestion, with its receipt. */
export interface ShownFeedback {
  readonly itemId: string
  readonly signal: string
  /** When it arrived. */
  readonly atMs: number
  readonly scenario: string
  readonly itemIds: readonly string[]
  readonly userId: string | null
  readonly sessionId: string | null
  readonly details: unknown
}

const wanted = new Set(['click', 'use', 'save', 'purchase'])
/** Whether the signal says that the item was wanted. */
export const isWanted = (signal: string): boolean => wanted.has(signal)
/** '' is the tenant as a whole: all its placements start from its weights. */
const ofTenant = ''

/**
 * Learns from feedback on suggestions. A click, use, save or purchase is a choice among the shown items, and `dismiss`
 * a rejection; other signals teach nothing. Each teaches the placement and the tenant. What one person teaches is
 * bounded.
 * @returns also the lines of those who have not taught too much lately
 * @param prior The weights from which a tenant starts that has learned nothing; those of `sources` if absent.
 */
export function learn<L extends ShownFeedback>(
  known: readonly LearnedRanker[],
  feedback: readonly L[],
  prior?: Readonly<Record<string, number>>,
) {
  const learners = new Map(known.map(({ scenario, state }) => [scenario, createLearner(state)]))
  const before = known.find(({ scenario }) => scenario === ofTenant)?.state
  const tenant = createLearner(before, startOf(prior))
  learners.set(ofTenant, tenant)
  const influence = new TenantInfluence(before?.influence)
  const outcomes = new OutcomeTally()
  const changed = new Set<string>()
  const starts: LearnedRanker[] = []
  const counted: L[] = []
  const begin = (scenario: string, learner: Learner) => {
    if (!changed.has(scenario) && learner.weights.choices === 0) starts.push(learnedOf(scenario, learner))
    changed.add(scenario)
  }
  for (const line of feedback) {
    const isRejection = line.signal === 'dismiss'
    const shown = isRejection || isWanted(line.signal) ? readShown(line) : undefined
    if (!shown) continue
    const weight = influence.take(line)
    if (weight >= leastVote) counted.push(line)
    outcomes.add(line, isRejection, tenant.bias, influence.voteOn(line) * weight)
    const own = learners.get(line.scenario) ?? createLearner(undefined, tenant.weights.weights)
    learners.set(line.scenario, own)
    begin(ofTenant, tenant)
    begin(line.scenario, own)
    for (const learner of new Set([tenant, own])) teach(learner, shown, { atMs: line.atMs, weight, isRejection })
  }
  const rankers = [...changed].flatMap((scenario) => {
    const learner = learners.get(scenario)
    return learner ? [learnedOf(scenario, learner, scenario === ofTenant ? influence.state : undefined)] : []
  })
  return { starts, rankers, outcomes: outcomes.items, counted }
}

interface Learner {
  readonly prior: readonly number[]
  readonly weights: FusionWeights
  readonly bias: PositionBias
}

/** A state of other sources is of a version before: its weights are not those of the sources now. */
function createLearner(state?: Partial<RankerState>, start: readonly number[] = startOf()): Learner {
  const isUsable = state?.weights?.weights.length === sourceNames.length && state.prior !== undefined
  const prior = isUsable ? state.prior : start
  const learner = {
    prior,
    weights: new FusionWeights({ sources: sourceNames.length, prior }),
    bias: new PositionBias(),
  }
  if (isUsable && state.weights) learner.weights.restore(state.weights)
  if (state?.bias) learner.bias.restore(state.bias)
  return learner
}

interface Shown {
  readonly scores: readonly (readonly number[])[]
  readonly chosen: number
  /** The upper place of the pair of the chosen item, if a coin decided its order. */
  readonly pairUpper: number | undefined
}

/** Undefined if the receipt was written by a version with other sources. */
function readShown({ details, itemIds, itemId }: ShownFeedback): Shown | undefined {
  const { sources = [], scores = [], pairs = [] } = (details ?? {}) as Partial<ShownDetails>
  const chosen = itemIds.indexOf(itemId)
  if (chosen < 0 || scores.length !== itemIds.length || !sourceNames.every((name, n) => sources[n] === name))
    return undefined
  return { scores, chosen, pairUpper: pairs.find((upper) => chosen === upper || chosen === upper + 1) }
}

function teach({ weights, bias }: Learner, { scores, chosen, pairUpper }: Shown, how: TeachOptions): void {
  const shown = scores.map((own, place) => ({ scores: own, examination: bias.examination(place) }))
  weights.learn({ shown, chosen, ...how })
  if (pairUpper === undefined || how.isRejection || how.weight < leastVote) return
  bias.add({ upper: pairUpper, isUpperClicked: chosen === pairUpper, isLowerClicked: chosen !== pairUpper })
}

interface TeachOptions {
  readonly atMs: number
  readonly weight: number
  readonly isRejection: boolean
}

/** Places are learned from whole clicks: of someone who clicked much lately, none counts. */
const leastVote = 0.5

const learnedOf = (
  scenario: string,
  { prior, weights, bias }: Learner,
  influence?: TenantInfluenceState,
): LearnedRanker => ({
  scenario,
  weights: weightsByName(weights.weights),
  state: { prior, weights: weights.state, bias: bias.state, ...(influence && { influence }) },
  cases: weights.choices,
})
