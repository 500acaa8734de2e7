/**
 * How often an experiment on equal variants ends with a winner although one looks after every unit, and how many units
 * a real difference takes, compared with the fixed sample size of a z-test with 80 % power.
 *
 *   node bench/experiments.ts [--runs 500] [--units 100000]
 */
import { parseArgs } from 'node:util'
import { seededRandom, VariantComparison } from '../src/index.ts'

const { values } = parseArgs({
  options: { runs: { type: 'string', default: '500' }, units: { type: 'string', default: '100000' } },
})
const [runs, units] = [Number(values.runs), Number(values.units)]
/** Each look costs more than a unit, so one looks more and more seldom. */
const looksPerDoubling = 50

function unitsUntilWinner(seed: number, rates: { a: number; b: number }): { winner?: string; units: number } {
  const [random, comparison] = [seededRandom(seed), new VariantComparison()]
  let look = 20
  for (let n = 1; n <= units; n++) {
    const variant = random() < 0.5 ? 'a' : 'b'
    comparison.add(variant, random() < rates[variant] ? 1 : 0)
    if (n < look) continue
    look = Math.ceil(n * 2 ** (1 / looksPerDoubling))
    const winner = comparison.winner()
    if (winner) return { winner, units: n }
  }
  return { units }
}

for (const [a, b] of [
  [0.1, 0.1],
  [0.5, 0.5],
  [0.1, 0.12],
  [0.1, 0.15],
  [0.3, 0.4],
] as const) {
  const ends = Array.from({ length: runs }, (_, n) => unitsUntilWinner(n + 1, { a, b }))
  const counts = ends.map((end) => end.units).sort((x, y) => x - y)
  const share = (winner: string) =>
    `${((100 * ends.filter((end) => end.winner === winner).length) / runs).toFixed(1)} %`
  const fixed = (2 * (1.96 + 0.84) ** 2 * (a * (1 - a) + b * (1 - b))) / (b - a) ** 2
  const compared = a === b ? '' : `; a z-test needs ${Math.ceil(fixed)}`
  const median = counts[Math.floor(runs / 2)]
  console.log(`rates ${a} and ${b}: a wins ${share('a')}, b wins ${share('b')}, after ${median} units (p50)${compared}`)
}
