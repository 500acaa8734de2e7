import { normalCdf } from './normal-distribution.ts'

/** What is believed of an arm's reward. */
export interface Arm {
  mean: number
  /** Above 0. */
  deviation: number
}

/** Where an arm's distribution is read, in standard deviations. */
const grid = Array.from({ length: 33 }, (_, n) => (n - 16) * 0.375)
/** At how many points all distributions are read, about. */
const mostPoints = 200
/** An arm whose best is this many deviations below the worst of another is never chosen. */
const reach = 6

/**
 * The probability that each arm has the highest of independent normal draws, by numeric integration: to choose by these
 * probabilities is Thompson sampling (Thompson, Biometrika 25, 1933; Russo et al., "A tutorial on Thompson sampling",
 * 2018), with a propensity that is known and can be logged. They sum to 1.
 */
export function thompsonProbabilities(arms: readonly Arm[]): number[] {
  for (const { mean, deviation } of arms)
    if (!(Number.isFinite(mean) && deviation > 0))
      throw new RangeError(`an arm needs a finite mean and a deviation above 0, got ${mean} and ${deviation}`)
  const floor = Math.max(...arms.map(({ mean, deviation }) => mean - reach * deviation))
  const rivals = [...arms.keys()].filter((n) => best(arms[n] as Arm) > floor)
  const wins = arms.map(() => 0)
  let before = rivals.map(() => 0)
  let beaten = rivals.map(() => 0)
  for (const point of pointsOf(rivals.map((n) => arms[n] as Arm)).filter((at) => at >= floor)) {
    const below = rivals.map((n) => normalCdf((point - (arms[n] as Arm).mean) / (arms[n] as Arm).deviation))
    const now = productsOfOthers(below)
    for (const [i, n] of rivals.entries()) {
      const rise = Math.max(0, (below[i] as number) - (before[i] as number))
      wins[n] = (wins[n] as number) + (rise * ((now[i] as number) + (beaten[i] as number))) / 2
    }
    ;[before, beaten] = [below, now]
  }
  const total = wins.reduce((sum, win) => sum + win, 0)
  return wins.map((win) => win / total)
}

function best({ mean, deviation }: Arm): number {
  return mean + reach * deviation
}

/** Rising points, dense where the distributions of the arms rise. */
function pointsOf(arms: readonly Arm[]): number[] {
  const points = arms.flatMap(({ mean, deviation }) => grid.map((at) => mean + at * deviation)).sort((a, b) => a - b)
  const stride = Math.ceil(points.length / mostPoints)
  return points.filter((_, n) => n % stride === 0 || n === points.length - 1)
}

/** Per value the product of all others, without a division. */
function productsOfOthers(values: readonly number[]): number[] {
  const products = values.map(() => 1)
  let [left, right] = [1, 1]
  for (let i = 0; i < values.length; i++) {
    products[i] = (products[i] as number) * left
    left *= values[i] as number
    const j = values.length - 1 - i
    products[j] = (products[j] as number) * right
    right *= values[j] as number
  }
  return products
}
