import { RankingPolicy, seededRandom } from '@inkling/learning'
import { describe, expect, it } from 'vitest'
import { type PooledReceipt, simulate as stepsOf } from './simulate.ts'
import { sourceNames } from './sources.ts'

/** To its end. */
function simulate(...asked: Parameters<typeof stepsOf>) {
  const steps = stepsOf(...asked)
  for (;;) {
    const { done, value } = steps.next()
    if (done) return value
  }
}

const rates = { limit: 3, swapRate: 0.5, explorationRate: 0.5 }
const examination = (place: number) => 1 / (place + 1)
/** Eight items: behaviour knows the even ones, words the odd ones; people want those that words know. */
const itemIds = Array.from({ length: 8 }, (_, n) => `item ${n}`)
const scores = itemIds.map((_, n) =>
  sourceNames.map((name) => (name === (n % 2 ? 'textSimilarity' : 'coOccurrence') ? 1 - n / 20 : 0)),
)
const attraction = (n: number) => (n % 2 ? 0.6 : 0.1)
const weights = sourceNames.map((name) => (name === 'coOccurrence' ? 3 : name === 'textSimilarity' ? 1 : 0))
const byScore = (own: readonly number[]) => {
  const scoreOf = (n: number) => (scores[n] ?? []).reduce((sum, score, s) => sum + score * (own[s] ?? 0), 0)
  return [...itemIds.keys()].sort((a, b) => scoreOf(b) - scoreOf(a))
}
const order = byScore(weights)
const policy = new RankingPolicy({ candidates: itemIds.length, ...rates })

function log(answers: number, seed: number, own: object = {}): PooledReceipt[] {
  const random = seededRandom(seed)
  return Array.from({ length: answers }, (_, answer) => {
    const shown = policy.draw(random).map(({ candidate }) => order[candidate] as number)
    const clicked = shown.filter((n, place) => random() < examination(place) * attraction(n))
    return {
      id: `r${answer}`,
      userId: `person ${answer % 100}`,
      sessionId: null,
      itemIds: shown.map((n) => itemIds[n] as string),
      details: {
        ...{ sources: sourceNames, weights, shares: weights.map((weight) => weight / 4) },
        pool: {
          ...{ ...rates, itemIds: order.map((n) => itemIds[n]), factors: order.map(() => 1) },
          scores: order.map((n) => scores[n]),
        },
        ...own,
      },
      feedback: clicked.map((n) => ({ itemId: itemIds[n] as string, signal: 'click' })),
    }
  })
}
/** Clicks per shown item of the ranking by these weights. */
const truth = (own: readonly number[]) =>
  byScore(own).reduce((sum, n, rank) => sum + policy.exposure(rank, examination) * attraction(n), 0) / rates.limit
const wordsLead = { weights: { textSimilarity: 9 } }
const wordsFirst = weights.map((weight, n) => (sourceNames[n] === 'textSimilarity' ? 9 : weight))

describe('simulate', () => {
  // `packages/learning/bench` measures the coverage; so few runs only show that it has not collapsed.
  it('finds that other weights would be clicked more, and most of its intervals hold the truth', () => {
    const effect = truth(wordsFirst) - truth(weights)
    const runs = Array.from({ length: 150 }, (_, seed) => simulate(log(200, seed), wordsLead, undefined))
    const covers = runs.filter(
      ({ estimate }) => estimate && estimate.effect.low <= effect && effect <= estimate.effect.high,
    )
    expect(effect).toBeGreaterThan(0.05)
    expect(covers.length / runs.length).toBeGreaterThan(0.85)
    expect(runs[0]?.answers).toBe(200)
    expect(runs[0]?.people).toBe(100)
  })

  it('stops after each answer, so that others are served while it works', () => {
    const steps = stepsOf(log(50, 1), wordsLead, undefined)
    for (let answer = 0; answer < 50; answer++) expect(steps.next()).toEqual({ done: false, value: undefined })
    expect(steps.next()).toMatchObject({ done: true, value: { answers: 50 } })
  })

  it('finds no effect of the weights of then', () => {
    const { estimate } = simulate(log(400, 1), {}, undefined)
    expect(estimate?.effect.value).toBeCloseTo(0)
    expect(estimate?.support).toBeCloseTo(1)
  })

  it('ranks by other rules: a boost of nine moves items as nine times their weight does', () => {
    const boostOf = (itemId: string) => (itemIds.indexOf(itemId) % 2 ? 9 : 1)
    expect(simulate(log(200, 1), { boostOf }, undefined)).toEqual(simulate(log(200, 1), wordsLead, undefined))
  })

  it('puts other rules in place of those of the placement', () => {
    const boosts = order.map((n) => (n % 2 ? 0.25 : 1))
    const pool = { ...rates, itemIds: order.map((n) => itemIds[n]), scores: order.map((n) => scores[n]) }
    const boosted = log(200, 1, { pool: { ...pool, factors: boosts, boosts } })
    const without = { ...wordsLead, boostOf: () => 1 }
    expect(simulate(boosted, without, undefined)).toEqual(simulate(log(200, 1), wordsLead, undefined))
    expect(simulate(boosted, {}, undefined).estimate?.effect.value).toBeCloseTo(0)
  })

  it('makes lists diverse by the likeness of items, and finds what that does to clicks', () => {
    // All even items are alike; so a diverse list has one of them, and else those that words know and people want.
    const similarity = (a: string, b: string) => ([a, b].every((id) => itemIds.indexOf(id) % 2 === 0) ? 1 : 0)
    const diverse = { diversity: 0.9, similarity }
    const [picked = 0, ...others] = order
    const expected = [picked, ...others.filter((n) => n % 2), ...others.filter((n) => n % 2 === 0)]
    const perItem = (list: readonly number[]) =>
      list.reduce((sum, n, rank) => sum + policy.exposure(rank, examination) * attraction(n), 0) / rates.limit
    const { estimate } = simulate(log(2_000, 1), diverse, undefined)
    const effect = perItem(expected) - perItem(order)
    expect(effect).toBeGreaterThan(0.02)
    expect(estimate?.effect.low).toBeLessThan(effect)
    expect(estimate?.effect.high).toBeGreaterThan(effect)
    expect(simulate(log(200, 1), { similarity }, undefined).estimate?.effect.value).toBeCloseTo(0)
  })

  it('warns when few answers support it', () => {
    expect(simulate(log(20, 1), wordsLead, undefined).warnings.join()).toContain('rests on')
  })

  it('of answers by other sources, or by one person, it estimates nothing', () => {
    const other = log(50, 1, { sources: ['guess'] })
    expect(simulate(other, {}, undefined)).toMatchObject({ answers: 0, people: 0, estimate: null })
    expect(simulate([], {}, undefined).estimate).toBeNull()
    const one = log(50, 1).map((receipt) => ({ ...receipt, userId: 'ann' }))
    expect(simulate(one, {}, undefined)).toMatchObject({ people: 1, estimate: null })
  })
})
