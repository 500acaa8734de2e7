import type { Step } from './handbook-graph.ts'

/** Pages that became popular a few days ago. `share` is their share of all steps once everybody knows them. */
const risers = [
  { id: 'prefetching/speculation-rules', sinceDays: 5, share: 0.05 },
  { id: 'learning/interleaving', sinceDays: 4, share: 0.04 },
  { id: 'operations/restore-drills', sinceDays: 3, share: 0.04 },
]

const daysToSpread = 2.5

/** The rising pages on a day of the period. A weight is a share of all steps. */
export function risingPages(pages: readonly Step['page'][], daysBeforeEnd: number): Step[] {
  return risers.flatMap(({ id, sinceDays, share }) => {
    const page = pages.find((candidate) => candidate.id === id)
    const spread = Math.min((sinceDays - daysBeforeEnd) / daysToSpread, 1)
    return page && spread > 0 ? [{ page, weight: share * spread }] : []
  })
}
