import { seededRandom } from '@inkling/learning'
import { describe, expect, it } from 'vitest'
import { arrange } from './arrange.ts'
import { exploredByThompson } from './explored-by-thompson.ts'
import type { RankedCandidate } from './rank.ts'

/** Two sources of equal weight: much is known of the first one's weight, little of the other's. */
const [shares, weights, precisions] = [
  [0.5, 0.5],
  [2, 2],
  [400, 4],
]
const candidate = (itemId: string, scores: readonly number[], factor = 1): RankedCandidate => ({
  ...{ itemId, scores, factors: factor === 1 ? {} : { boost: factor } },
  score: factor * scores.reduce((sum, score, n) => sum + score * (shares[n] ?? 0), 0),
})
const ranked = [
  ...[candidate('first', [1, 1]), candidate('second', [1, 0.9])],
  ...[
    candidate('sure', [0.4, 0]),
    candidate('unsure', [0, 0.4]),
    candidate('poor', [0.1, 0]),
    candidate('none', [0, 0]),
  ],
]
const thompson = (candidates: readonly RankedCandidate[]) => exploredByThompson(candidates, shares, weights, precisions)
const show = (random: () => number, explorationRate: number) =>
  arrange(ranked, {
    ...{ limit: 2, diversity: 0, swapRate: 0, similarity: () => 0 },
    random,
    explorationRate,
    explored: thompson,
  })

describe('exploration by Thompson sampling', () => {
  it('logs how often an item stands at its place, over many answers', () => {
    const [random, answers] = [seededRandom(3), 40_000]
    const logged = new Map<string, { count: number; propensity: number }>()
    for (let n = 0; n < answers; n++)
      for (const [place, { itemId, propensity }] of show(random, 0.5).entries()) {
        const key = `${itemId} ${place}`
        logged.set(key, { count: (logged.get(key)?.count ?? 0) + 1, propensity })
      }
    expect(logged.has('unsure 0')).toBe(true)
    for (const { count, propensity } of logged.values()) {
      const error = Math.sqrt((propensity * (1 - propensity)) / answers)
      expect(Math.abs(count / answers - propensity)).toBeLessThan(5 * error + 1e-4)
    }
  })

  it('explores an item that may be better more than one whose score is certain, and hardly one that cannot be', () => {
    const [sure = 0, unsure = 0, poor = 0] = thompson(ranked.slice(2))
    expect(sure + unsure + poor).toBeCloseTo(1, 5)
    expect(unsure).toBeGreaterThan(0.4)
    expect(poor).toBeLessThan(0.1)
    const [, certain = 1] = exploredByThompson(ranked.slice(2), shares, weights, [4e6, 4e6])
    expect(certain).toBeLessThan(0.6)
  })

  it('does not depend on the scale of the weights, and follows the factors of items', () => {
    const scaled = exploredByThompson(
      ranked.slice(2),
      shares,
      [4, 4],
      precisions.map((one) => one / 4),
    )
    for (const [n, probability] of thompson(ranked.slice(2)).entries()) expect(scaled[n]).toBeCloseTo(probability, 9)
    const boosted = [candidate('sure', [0.4, 0], 3), candidate('unsure', [0, 0.4])]
    expect(thompson(boosted)[0]).toBeGreaterThan(0.99)
  })

  it('shows nothing from further down where exploration is forbidden', () => {
    const random = seededRandom(1)
    for (let n = 0; n < 200; n++) expect(show(random, 0).map(({ itemId }) => itemId)).toEqual(['first', 'second'])
  })
})
