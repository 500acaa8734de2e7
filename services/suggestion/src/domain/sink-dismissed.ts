import type { FusedItem } from './fuse-legs.ts'

/** The share of its score that a dismissed item keeps: enough to stay in the list, too little to lead it. */
const keptShare = 0.01

/** Ranks dismissed items after all others whose score is not a hundredth of theirs. The reasons name it. */
export function sinkDismissed(items: readonly FusedItem[], dismissed: ReadonlySet<string>): FusedItem[] {
  if (dismissed.size === 0) return [...items]
  return items
    .map((item) => (dismissed.has(item.itemId) ? sunk(item) : item))
    .sort((a, b) => b.score - a.score || (a.itemId < b.itemId ? -1 : 1))
}

const sunk = ({ itemId, score, reasons }: FusedItem): FusedItem => ({
  itemId,
  score: score * keptShare,
  reasons: [...reasons, { model: 'dismissed', weight: -1, score: score * (1 - keptShare) }],
})
