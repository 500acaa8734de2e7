import { seededRandom } from '@inkling/learning'
import { percentile } from '../search/timed.ts'

export interface Interval {
  readonly estimate: number
  readonly low: number
  readonly high: number
}

const blockLength = 5
const resamples = 2_000

/**
 * The ratio of the medians of two series, b to a, with its 95 % interval by a moving-block bootstrap: seconds that
 * follow each other resemble each other, so that blocks of five are drawn. H. R. Künsch, The jackknife and the
 * bootstrap for general stationary observations, Annals of Statistics 17 (3), 1989.
 */
export function medianRatio(a: readonly number[], b: readonly number[], seed = 1): Interval {
  const random = seededRandom(seed)
  const ratios = Array.from({ length: resamples }, () => median(resample(b, random)) / median(resample(a, random)))
  return { estimate: median(b) / median(a), low: percentile(ratios, 0.025), high: percentile(ratios, 0.975) }
}

const median = (values: readonly number[]) => percentile(values, 0.5)

function resample(values: readonly number[], random: () => number): number[] {
  const drawn: number[] = []
  const starts = Math.max(1, values.length - blockLength + 1)
  while (drawn.length < values.length) {
    const start = Math.floor(random() * starts)
    drawn.push(...values.slice(start, start + Math.min(blockLength, values.length - drawn.length)))
  }
  return drawn
}
