import type { Ranked } from '@inkling/contracts'

interface Scored {
  readonly itemId: string
  readonly score: number
}

/** One source of candidates, and its weight. */
export interface Leg {
  readonly model: string
  readonly weight: number
  readonly items: readonly Scored[]
}

export type FusedItem = Pick<Ranked, 'itemId' | 'score'> & { readonly reasons: NonNullable<Ranked['reasons']> }

/**
 * Combines legs (convex combination), each scaled to a greatest score of 1. The weights of legs without items go to the
 * others. Scores are in [0, 1]; the best item comes first, and items of equal score are ordered by id.
 */
export function fuseLegs(legs: readonly Leg[]): FusedItem[] {
  const speaking = legs.filter(({ items }) => items.length > 0)
  const totalWeight = speaking.reduce((sum, { weight }) => sum + weight, 0)
  const fused = new Map<string, FusedItem>()
  for (const { model, weight, items } of speaking) {
    const greatest = Math.max(...items.map(({ score }) => score))
    for (const { itemId, score } of items) {
      const before = fused.get(itemId) ?? { itemId, score: 0, reasons: [] }
      const reason = { model, weight: weight / totalWeight, score: greatest > 0 ? score / greatest : 0 }
      fused.set(itemId, {
        itemId,
        score: before.score + reason.weight * reason.score,
        reasons: [...before.reasons, reason],
      })
    }
  }
  return [...fused.values()].sort((a, b) => b.score - a.score || (a.itemId < b.itemId ? -1 : 1))
}
