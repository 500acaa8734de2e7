import { seededRandom } from '@inkling/learning'
import type { Predictor } from '../components/predictor.ts'
import { ScoreAccumulator } from '../ranking/score-accumulator.ts'
import type { Case } from './recent-sessions.ts'
import type { Spent, TuneProgress } from './tune-progress.ts'

const leastSearchCases = 300
const rounds = 2
/** A choice that loses is dropped after a multiple of so many cases. */
const casesBetweenLooks = 100
/** A value replaces another only if it is better by this factor, because smaller gains are noise. */
const leastGain = 1.002
/** Worth of a hit among the first 20, added to its reciprocal rank. */
const hitWorth = 0.25

/**
 * Chooses the parameters of components by how well they rank the items that came next. Each component has the same
 * share of the time, and what one leaves goes to the next.
 * @param untilAll share of the budget after which the search stops
 */
export function* searchParameters(
  predictors: readonly Predictor[],
  cases: Case[],
  untilAll: number,
  spent: Spent,
): Generator<TuneProgress> {
  const tunable = predictors.filter(({ tuning }) => tuning)
  shuffle(cases)
  for (const [n, predictor] of tunable.entries()) {
    const until = (untilAll * (n + 1)) / tunable.length
    yield* search(predictor, affordable(predictor, cases, until, spent), until, spent)
  }
}

/**
 * Coordinate descent: each parameter in turn takes the best of its choices while the others stay. If any changed, a
 * second round may choose again, because the best value of one depends on the others.
 */
function* search(predictor: Predictor, cases: readonly Case[], until: number, spent: Spent): Generator<TuneProgress> {
  const { name, tuning } = predictor
  if (!tuning || cases.length === 0) return
  let best = worths(predictor, cases)
  let hasChanged = true
  for (let round = 0; round < rounds && hasChanged; round++) {
    hasChanged = false
    for (const [parameter, choices] of Object.entries(tuning.choices)) {
      let chosen = tuning.values[parameter]!
      for (const choice of choices) {
        if (choice === chosen || spent() >= until) continue
        tuning.values[parameter] = choice
        predictor.rebuild?.()
        const found = worths(predictor, cases, best)
        if (isBetter(found, best)) [best, chosen, hasChanged] = [found, choice, true]
        yield { step: `${name}.${parameter}`, fraction: spent() }
      }
      tuning.values[parameter] = chosen
      predictor.rebuild?.()
    }
  }
}

/** As many cases as allow to try each choice once before this share of the budget is spent. */
function affordable(predictor: Predictor, cases: readonly Case[], until: number, spent: Spent): readonly Case[] {
  const sample = cases.slice(0, casesBetweenLooks)
  const before = spent()
  worths(predictor, sample)
  const perCase = (spent() - before) / sample.length
  const tries = Object.values(predictor.tuning?.choices ?? {}).flat().length
  return cases.slice(0, Math.max(leastSearchCases, (until - spent()) / (perCase * tries)))
}

/** By more than a standard error of the difference, so that few cases change little. */
function isBetter(found: Float64Array, rival: Float64Array): boolean {
  const differences = found.map((worth, n) => worth - rival[n]!)
  return sumOf(differences) > Math.max(Math.sqrt(sumOf(differences.map((d) => d * d))), sumOf(rival) * (leastGain - 1))
}

/**
 * What a predictor earns in each case. It stops when it is behind a rival by two standard errors of their difference,
 * and the worths are those of the cases until then: a Hoeffding race (Maron & Moore, NIPS 1993) with a normal bound.
 */
function worths(predictor: Predictor, cases: readonly Case[], rival?: Float64Array): Float64Array {
  const scores = new ScoreAccumulator()
  const found = new Float64Array(cases.length)
  let [sum, squares] = [0, 0]
  for (const [n, { context, next }] of cases.entries()) {
    scores.clear()
    predictor.score(context, scores)
    const rank = rankAmongLike(next, new Set(context.items), scores)
    if (rank <= 20) found[n] = 1 / rank + hitWorth
    if (!rival) continue
    const difference = found[n]! - rival[n]!
    sum += difference
    squares += difference ** 2
    if ((n + 1) % casesBetweenLooks === 0 && sum < -2 * Math.sqrt(squares)) break
  }
  return found
}

/** In an order that depends on their number alone, so that the first ones are like the others. */
function shuffle(cases: Case[]): void {
  const random = seededRandom(cases.length)
  for (let n = cases.length - 1; n > 0; n--) {
    const other = Math.floor(random() * (n + 1))
    ;[cases[n], cases[other]] = [cases[other]!, cases[n]!]
  }
}

const sumOf = (values: Float64Array) => values.reduce((sum, value) => sum + value, 0)

/** The rank of an item among the items of its kind, seen or fresh, because the blend mixes these kinds separately. */
function rankAmongLike(next: number, seen: ReadonlySet<number>, scores: ScoreAccumulator): number {
  const score = scores.of(next)
  if (score === 0) return Number.POSITIVE_INFINITY
  let rank = 1
  for (let n = 0; n < scores.size; n++) {
    const item = scores.item(n)
    if (scores.of(item) > score && seen.has(item) === seen.has(next)) rank++
  }
  return rank
}
