import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Choice } from './choice-gradient.ts'
import { FusionWeights } from './fusion-weights.ts'
import { indexAt } from './index-at.ts'
import { seededRandom } from './seeded-random.ts'

const unlimited = { mostStep: 100, mostStepPerMinute: 1_000 }
const pair: Choice['shown'] = [
  { scores: [1, 0], examination: 1 },
  { scores: [0, 1], examination: 1 },
]

/** Users who choose by p ∝ examination · exp(weights · scores), among five items. */
function play(learner: FusionWeights, weights: readonly number[], choices: number, startMs = 0): void {
  const random = seededRandom(startMs)
  for (let n = 0; n < choices; n++) {
    // Higher positions are examined more often, and they show what the first source likes.
    const shown = Array.from({ length: 5 }, () => weights.map(() => random()))
      .sort(([a = 0], [b = 0]) => b - a)
      .map((scores, position) => ({ scores, examination: 1 / (1 + position) }))
    const odds = shown.map(
      ({ scores, examination }) =>
        examination * Math.exp(scores.reduce((sum, score, s) => sum + score * (weights[s] ?? 0), 0)),
    )
    learner.learn({ shown, chosen: indexAt(random(), odds), atMs: startMs + n * 5_000 })
  }
}

const choiceOf = fc.record({
  shown: fc.array(
    fc.record({
      scores: fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 3, maxLength: 3 }),
      examination: fc.double({ min: 0.01, max: 1, noNaN: true }),
    }),
    { minLength: 2, maxLength: 6 },
  ),
  chosen: fc.constant(1),
  atMs: fc.integer({ min: 0, max: 300_000 }),
  weight: fc.double({ min: 0, max: 1, noNaN: true }),
  isRejection: fc.boolean(),
})

describe('FusionWeights', () => {
  it('recovers the weights of users, although positions and scores go together', () => {
    const learner = new FusionWeights({ sources: 3, memoryChoices: 1e9 })
    play(learner, [0.5, 3, 1.5], 8_000)
    for (const [s, weight] of [0.5, 3, 1.5].entries()) expect(learner.weights[s]).toBeCloseTo(weight, 0)
    expect(learner.choices).toBe(8_000)
  })

  it('follows users who change', () => {
    const learner = new FusionWeights({ sources: 3 })
    play(learner, [4, 2, 0], 5_000)
    play(learner, [0, 2, 4], 3_000, 86_400_000)
    const [first = 9, second = 9, third = 0] = learner.weights
    expect(third).toBeGreaterThan(second)
    expect(second).toBeGreaterThan(first)
    expect(third).toBeGreaterThan(first + 2)
  })

  it('takes the Newton step of the conditional logit', () => {
    const learner = new FusionWeights({ sources: 2, priorChoices: 20, memoryChoices: 1e12, ...unlimited })
    learner.learn({ shown: pair, chosen: 0, atMs: 0 })
    // Precision 20 · 0.05, information p(1 − p) = 1/4, gradient 1/2.
    expect(learner.weights).toEqual([expect.closeTo(1 + 0.5 / 1.25, 9), expect.closeTo(1 - 0.5 / 1.25, 9)])
    expect(learner.state.precisions).toEqual([expect.closeTo(1.25, 9), expect.closeTo(1.25, 9)])
    expect(learner.deviation([1, 0])).toBeCloseTo(Math.sqrt(1 / 1.25), 9)
    expect(learner.deviation([1, 1])).toBeCloseTo(Math.sqrt(2 / 1.25), 9)
    expect(learner.score([0.5, 2])).toBeCloseTo(0.5 * 1.4 + 2 * 0.6, 9)
  })

  it('expects clicks where items are examined', () => {
    const learner = new FusionWeights({ sources: 2, ...unlimited })
    const shown = pair.map(({ scores }, n) => ({ scores, examination: n === 0 ? 1 : 0.25 }))
    learner.learn({ shown, chosen: 0, atMs: 0 })
    const byExamination = learner.weights[0] ?? 0
    const plain = new FusionWeights({ sources: 2, ...unlimited })
    plain.learn({ shown: pair, chosen: 0, atMs: 0 })
    expect(byExamination).toBeGreaterThan(1)
    expect(byExamination).toBeLessThan(plain.weights[0] ?? 0)
  })

  it('learns from a rejection the opposite of a click', () => {
    const [clicked, rejected] = [new FusionWeights({ sources: 2 }), new FusionWeights({ sources: 2 })]
    clicked.learn({ shown: pair, chosen: 0, atMs: 0 })
    rejected.learn({ shown: pair, chosen: 1, atMs: 0, isRejection: true })
    expect(rejected.weights).toEqual(clicked.weights)
    const steep = new FusionWeights({ sources: 2, prior: [3, 0], ...unlimited })
    steep.learn({ shown: pair, chosen: 1, atMs: 0, isRejection: true })
    // It was expected: the worst item was rejected.
    expect(steep.weights[0]).toBeCloseTo(3 + 1 / (1 + Math.exp(3)) / (1 + 0.045), 2)
  })

  it('moves each weight by a bounded step per choice and per minute, and keeps it in its range', () => {
    fc.assert(
      fc.property(fc.array(choiceOf, { maxLength: 40 }), (choices) => {
        const learner = new FusionWeights({ sources: 3, mostStep: 0.1, mostStepPerMinute: 0.25, mostWeight: 1.5 })
        const perMinute = new Map<number, readonly number[]>()
        for (const choice of choices.toSorted((a, b) => a.atMs - b.atMs)) {
          const minute = Math.floor(choice.atMs / 60_000)
          const before = learner.weights
          if (!perMinute.has(minute)) perMinute.set(minute, before)
          learner.learn(choice)
          for (const [s, weight] of learner.weights.entries()) {
            expect(Math.abs(weight - (before[s] ?? 9))).toBeLessThanOrEqual(0.1 * choice.weight + 1e-12)
            expect(Math.abs(weight - (perMinute.get(minute)?.[s] ?? 9))).toBeLessThanOrEqual(0.25 + 1e-12)
            expect(weight).toBeGreaterThanOrEqual(0)
            expect(weight).toBeLessThanOrEqual(1.5)
          }
        }
      }),
    )
  })

  it('counts late choices for the minute in which they are learned', () => {
    const learner = new FusionWeights({ sources: 2, mostStep: 0.2, mostStepPerMinute: 0.3 })
    for (const atMs of [600_000, 0, 60_000, 120_000]) learner.learn({ shown: pair, chosen: 0, atMs })
    expect(learner.weights[0]).toBeCloseTo(1.3, 9)
  })

  it('learns nothing from a choice without weight or without an alternative', () => {
    const learner = new FusionWeights({ sources: 2 })
    const before = learner.state
    learner.learn({ shown: pair, chosen: 0, atMs: 0, weight: 0 })
    learner.learn({ shown: pair.slice(1), chosen: 0, atMs: 0 })
    expect(learner.state).toEqual(before)
  })

  it('lets a choice of half the weight count half', () => {
    const learner = new FusionWeights({ sources: 2, memoryChoices: 1e12, ...unlimited })
    learner.learn({ shown: pair, chosen: 0, atMs: 0, weight: 0.5 })
    expect(learner.weights[0]).toBeCloseTo(1 + 0.25 / (1 + 0.125), 9)
  })

  it('returns to its prior when choices say nothing', () => {
    const learner = new FusionWeights({ sources: 2, prior: [2, 0.5], memoryChoices: 50 })
    for (let n = 0; n < 200; n++) learner.learn({ shown: pair, chosen: 1, atMs: n * 60_000 })
    expect(learner.weights[0]).toBeLessThan(1)
    const alike = [pair[0], pair[0]].filter((item) => item !== undefined)
    for (let n = 0; n < 1_000; n++) learner.learn({ shown: alike, chosen: 1, atMs: n * 60_000 })
    expect(learner.weights).toEqual([expect.closeTo(2, 3), expect.closeTo(0.5, 3)])
  })

  it('continues from a stored state exactly as it would have', () => {
    fc.assert(
      fc.property(fc.array(choiceOf, { maxLength: 10 }), fc.array(choiceOf, { maxLength: 10 }), (before, after) => {
        const [learner, stored] = [new FusionWeights({ sources: 3 }), new FusionWeights({ sources: 3 })]
        for (const choice of before) learner.learn(choice)
        stored.restore(JSON.parse(JSON.stringify(learner.state)))
        for (const choice of after) for (const each of [learner, stored]) each.learn(choice)
        expect(stored.state).toEqual(learner.state)
      }),
    )
  })

  it('restores an earlier state, whatever was learned since', () => {
    const learner = new FusionWeights({ sources: 2 })
    learner.learn({ shown: pair, chosen: 0, atMs: 0 })
    const earlier = learner.state
    for (let n = 0; n < 50; n++) learner.learn({ shown: pair, chosen: 1, atMs: n * 60_000 })
    learner.restore(earlier)
    expect(learner.state).toEqual(earlier)
  })

  it('rejects a choice that it cannot learn from, and stays as it was', () => {
    const learner = new FusionWeights({ sources: 2 })
    const { state } = learner
    const learn = (choice: Partial<Choice>) => () => learner.learn({ shown: pair, chosen: 0, atMs: 0, ...choice })
    expect(learn({ chosen: 2 })).toThrow('chosen must be the index of one of 2 items, got 2')
    for (const [scores, examination] of [
      [[1], 1],
      [[1, Number.NaN], 1],
      [[1, 0], 0],
    ] as const)
      expect(learn({ shown: [...pair, { scores, examination }] })).toThrow('2 scores and an examination above 0')
    expect(learner.state).toEqual(state)
  })

  it('checks its ranges', () => {
    const create = (options: object) => () => new FusionWeights({ sources: 2, ...options })
    for (const name of ['priorChoices', 'memoryChoices', 'mostStep', 'mostStepPerMinute', 'mostWeight'])
      expect(create({ [name]: 0 })).toThrow(`${name} must be above 0, got 0`)
    expect(create({ sources: 0 })).toThrow('sources must be above 0, got 0')
    expect(create({ prior: [1] })).toThrow('there must be 2 weights, got 1')
    expect(create({ prior: [1, -1] })).toThrow('a weight must be at least 0 and at most 20, got -1')
    const learner = new FusionWeights({ sources: 2 })
    const { state } = learner
    expect(() => learner.restore({ ...state, weights: [1, 99] })).toThrow('at most 20, got 99')
    expect(() => learner.restore({ ...state, minuteWeights: [1] })).toThrow('there must be 2 weights, got 1')
    expect(() => learner.restore({ ...state, precisions: [1, 0] })).toThrow('2 precisions above 0, got 1,0')
    expect(learner.state).toEqual(state)
  })
})
