import type { Step } from './handbook-graph.ts'

/** Pages that people began to pass round a few days ago; `share` is what they take of all steps once known to everybody. */
const risers = [
  { id: 'prefetching/speculation-rules', sinceDays: 5, share: 0.05 },
  { id: 'learning/interleaving', sinceDays: 4, share: 0.04 },
  { id: 'operations/restore-drills', sinceDays: 3, share: 0.04 },
]

const daysToSpread = 2.5

/** What is on everybody's lips so many days before the end of the period; a weight is a share of all steps. */
export function risingPages(pages: readonly Step['page'][], daysBeforeEnd: number): Step[] {
  return risers.flatMap(({ id, sinceDays, share }) => {
    const page = pages.find((candidate) => candidate.id === id)
    const spread = Math.min((sinceDays - daysBeforeEnd) / daysToSpread, 1)
    return page && spread > 0 ? [{ page, weight: share * spread }] : []
  })
}
