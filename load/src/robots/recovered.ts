import { seededRandom } from '@inkling/learning'
import { percentile } from '../search/timed.ts'

/** Reciprocal ranks of the same cases, by people alone, with robots, and with those kept out that were found. */
export interface Ranked {
  readonly clean: readonly number[]
  readonly dirty: readonly number[]
  readonly kept: readonly number[]
}

export interface Estimate {
  readonly estimate: number
  readonly low: number
  readonly high: number
}

export interface Recovery {
  /** The MRR that robots cost. */
  readonly lost: Estimate
  /** The share of it that comes back. It means nothing unless the loss is above 0 throughout its interval. */
  readonly recovered: Estimate
}

const resamples = 2_000
/** Cases of one session follow each other, and resemble each other. */
const blockLength = 10

/**
 * What robots cost and how much of it comes back, over all mixtures with the same cases, with 95 % intervals by a
 * bootstrap of blocks of cases that are paired: H. R. Künsch, Annals of Statistics 17 (3), 1989.
 */
export function recoveryOf(mixtures: readonly Ranked[], seed = 1): Recovery {
  const cases = mixtures[0]?.clean.length ?? 0
  const losses = meanOf(mixtures, cases, ({ clean, dirty }, n) => (clean[n] ?? 0) - (dirty[n] ?? 0))
  const gains = meanOf(mixtures, cases, ({ kept, dirty }, n) => (kept[n] ?? 0) - (dirty[n] ?? 0))
  const random = seededRandom(seed)
  const [lost, recovered]: [number[], number[]] = [[], []]
  for (let n = 0; n < resamples; n++) {
    const places = drawBlocks(cases, random)
    lost.push(meanAt(losses, places))
    recovered.push(meanAt(gains, places) / meanAt(losses, places))
  }
  const all = losses.map((_, n) => n)
  return {
    lost: intervalOf(meanAt(losses, all), lost),
    recovered: intervalOf(meanAt(gains, all) / meanAt(losses, all), recovered),
  }
}

const meanOf = (mixtures: readonly Ranked[], cases: number, of: (mixture: Ranked, n: number) => number): number[] =>
  Array.from({ length: cases }, (_, n) => mixtures.reduce((sum, one) => sum + of(one, n), 0) / mixtures.length)

function drawBlocks(cases: number, random: () => number): number[] {
  const places: number[] = []
  while (places.length < cases) {
    const start = Math.floor(random() * Math.max(1, cases - blockLength + 1))
    for (let n = start; n < start + blockLength && places.length < cases; n++) places.push(n)
  }
  return places
}

const meanAt = (values: readonly number[], places: readonly number[]) =>
  places.reduce((sum, n) => sum + (values[n] ?? 0), 0) / Math.max(1, places.length)

const intervalOf = (estimate: number, resampled: readonly number[]): Estimate => ({
  estimate,
  low: percentile(resampled, 0.025),
  high: percentile(resampled, 0.975),
})
