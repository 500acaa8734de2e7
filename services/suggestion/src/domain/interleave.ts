import { teamDraft } from '@inkling/learning'
import type { Placed } from './arrange.ts'
import type { RankedCandidate } from './rank.ts'

/**
 * Drafts one list from two. Every item has the score that the control gives it, so that the receipt explains it.
 * @param scored By the control: all items of both lists.
 */
export function interleave(
  control: readonly Placed[],
  treatment: readonly Placed[],
  scored: readonly RankedCandidate[],
  random: () => number,
): Placed[] {
  const places = new Map([...treatment, ...control].map((placed) => [placed.itemId, placed]))
  const scores = new Map(scored.map((candidate) => [candidate.itemId, candidate]))
  const idsOf = (list: readonly Placed[]) => list.map(({ itemId }) => itemId)
  const limit = Math.max(control.length, treatment.length)
  return teamDraft(idsOf(control), idsOf(treatment), limit, random).flatMap(({ id, team }) => {
    const place = places.get(id)
    return place ? [{ ...place, ...scores.get(id), team: team === 'b' ? 'treatment' : 'control' } as const] : []
  })
}
