import type { Bin } from './reliability.tsx'

/** What prefetching every item from a probability on would have given. */
export interface PrefetchPoint {
  /** From which listed probability on items are prefetched. */
  readonly threshold: number
  /** The share of the pages that people opened next that would have been there. */
  readonly hitRate: number
  /** The share of the loads that nobody would have used. */
  readonly waste: number
  /** Loads for each page that was opened. */
  readonly loads: number
}

const steps = 20

/**
 * The curve over the bins of a reliability diagram, by rising threshold. An item comes next at most once in a case, so
 * the sum of what happened above a threshold is the number of cases that it would have served. It ends where nothing
 * would be loaded any more.
 */
export function prefetchCurve(bins: readonly Bin[], cases: number): PrefetchPoint[] {
  if (cases <= 0) return []
  const points = Array.from({ length: steps }, (_, step) => {
    const threshold = step / steps
    const above = bins.filter(({ promised }) => promised >= threshold)
    const loads = above.reduce((sum, { promises }) => sum + promises, 0)
    const hits = above.reduce((sum, { promises, happened }) => sum + promises * happened, 0)
    return {
      threshold,
      hitRate: Math.min(1, hits / cases),
      waste: 1 - hits / loads,
      loads: loads / cases,
    }
  })
  return points.filter(({ loads }) => loads > 0)
}
