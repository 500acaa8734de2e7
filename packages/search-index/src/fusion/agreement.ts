import { type RankedSlot, TopSlots } from '../ranking/top-slots.ts'

const DEPTH = 10

/**
 * The part of the best ten, in [0, 1], that are also among the best ten of `slots` by another judgement, whose scores are in their
 * order. Documents without a score above 0 count for neither.
 */
export function agreement(
  best: readonly RankedSlot[],
  slots: readonly number[],
  scores: readonly number[],
  idOf: (slot: number) => string,
): number {
  const top = new TopSlots(DEPTH, idOf)
  slots.forEach((slot, n) => {
    const score = scores[n] as number
    if (score > 0 && score >= top.leastScore) top.offer(slot, score)
  })
  const ours = new Set(best.slice(0, DEPTH).map(({ slot }) => slot))
  return top.sorted().filter(({ slot }) => ours.has(slot)).length / DEPTH
}
