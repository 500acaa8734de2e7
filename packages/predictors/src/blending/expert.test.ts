import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EventLog } from '../log/event-log.ts'
import { Expert } from './expert.ts'

const items = 150

function expertOn(scores: readonly number[]): Expert {
  const log = new EventLog()
  for (let n = 0; n < items; n++) log.append({ itemId: `i${n}`, atMs: n })
  const expert = new Expert(log.items)
  ask(expert, scores)
  return expert
}

function ask(expert: Expert, scores: readonly number[]): void {
  expert.clear()
  scores.forEach((score, item) => {
    expert.offer(item, score)
  })
  expert.close()
}

const probabilities = (expert: Expert) => Array.from({ length: expert.size }, (_, n) => expert.probability(n))

describe('Expert', () => {
  it('gives probabilities that sum to 1 with the escape probability, for any scores', () => {
    const scores = fc.array(fc.double({ min: -1, max: 1e30, noNaN: true }), { maxLength: items })
    fc.assert(
      fc.property(scores, fc.array(fc.nat(items)), (offered, came) => {
        const expert = expertOn(offered)
        for (const item of came) {
          expert.learn(item)
          ask(expert, offered)
        }
        const total = probabilities(expert).reduce((sum, p) => sum + p, expert.missing)
        expect(total).toBeCloseTo(1, 9)
        expect(probabilities(expert).every((p) => p >= 0 && p <= 1)).toBe(true)
        expect(expert.size).toBe(Math.min(100, offered.filter((score) => score > 0).length))
      }),
    )
  })

  it('sleeps when nothing was offered', () => {
    const expert = expertOn([])
    expect([expert.size, expert.missing, expert.likelihood(3, 10)]).toEqual([0, 1, 0.1])
  })

  it('learns how far to trust differences of score', () => {
    const sure = expertOn([1, 2])
    const unsure = expertOn([1, 2])
    for (let n = 0; n < 300; n++) {
      sure.learn(1)
      ask(sure, [1, 2])
      unsure.learn(n % 2)
      ask(unsure, [1, 2])
    }
    expect(sure.likelihood(1, 10)).toBeGreaterThan(0.9)
    expect(unsure.likelihood(1, 10)).toBeLessThan(0.65)
  })

  it('learns how often the next item is not listed', () => {
    const expert = expertOn([1, 2])
    for (let n = 0; n < 300; n++) {
      expert.learn(n % 3 === 0 ? 0 : 9)
      ask(expert, [1, 2])
    }
    expect(expert.missing).toBeCloseTo(2 / 3, 1)
  })

  it('gives the same probabilities from a restored state', () => {
    const expert = expertOn([1, 2, 3])
    expert.learn(1)
    const other = expertOn([])
    other.restore(structuredClone(expert.state))
    ask(expert, [3, 1])
    ask(other, [3, 1])
    expect(probabilities(other)).toEqual(probabilities(expert))
  })

  it('divides one half by the scores before it has learned, the other half is for items not listed', () => {
    const expert = expertOn([1, 3])
    expect(probabilities(expert)).toEqual([0.125, 0.375].map((p) => expect.closeTo(p, 12)))
    expect(expert.missing).toBe(0.5)
    expect([0, 1, 7].map((item) => expert.likelihood(item, 10))).toEqual([
      expect.closeTo(0.125, 12),
      expect.closeTo(0.375, 12),
      0.05,
    ])
    expect([expert.mass, expert.placeOf(1), expert.placeOf(7)]).toEqual([4, 1, -1])
    expect(expert.logLead).toBeCloseTo(Math.log(3 / 4), 12)
    expect(expert.logRatio(0)).toBeCloseTo(Math.log(1 / 3), 12)
    expect(expert.logRatio(1)).toBe(0)
  })

  it('tells how many listed items are more probable', () => {
    const expert = expertOn([1, 3, 2])
    expect([0, 0.25, 0.5].map((p) => expert.above(p))).toEqual([3, 0, 0])
    expect(expert.above(expert.probability(2))).toBe(1)
  })

  it('moves the power along the gradient of log-loss, by AdaGrad', () => {
    const expert = expertOn([1, 3])
    expert.learn(1)
    // ln 1 − E[ln ratio], over the two that are listed.
    const gradient = 0 - 0.25 * Math.log(1 / 3)
    expect(expert.state.steepness).toBeCloseTo(1 + gradient ** 2, 12)
    expect(expert.state.power).toBeCloseTo(1 + (0.5 * gradient) / Math.sqrt(1 + gradient ** 2), 12)
    ask(expert, [1, 3])
    const raised = (1 / 3) ** expert.state.power
    expect(expert.probability(0) / expert.probability(1)).toBeCloseTo(raised, 12)
  })

  it('keeps the power between 0.2 and 5', () => {
    const [sure, wrong] = [expertOn([1, 2]), expertOn([1, 2])]
    for (let n = 0; n < 5_000; n++) {
      sure.learn(1)
      ask(sure, [1, 2])
      wrong.learn(0)
      ask(wrong, [1, 2])
    }
    expect(wrong.state.power).toBe(0.2)
    expect(sure.state.power).toBeGreaterThan(3)
    expect(sure.state.power).toBeLessThanOrEqual(5)
  })

  it('learns no power from an item that it does not list, and nothing at all while it sleeps', () => {
    const expert = expertOn([1, 2])
    expert.learn(9)
    expect(expert.state).toMatchObject({ power: 1, steepness: 1 })
    ask(expert, [])
    const before = expert.state
    expert.learn(1)
    expect(expert.state).toEqual(before)
  })

  it('keeps the hundred best', () => {
    const expert = expertOn(Array.from({ length: 130 }, (_, n) => n + 1))
    expect(expert.size).toBe(100)
    expect(expert.placeOf(29)).toBe(-1)
    expect(expert.placeOf(30)).toBeGreaterThanOrEqual(0)
    expect(expert.mass).toBe((130 * 131) / 2)
  })
})
