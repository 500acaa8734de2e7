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
  it('gives probabilities that sum to what it does not hold back, whatever the scores', () => {
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

  it('learns how often what comes is not listed', () => {
    const expert = expertOn([1, 2])
    for (let n = 0; n < 300; n++) {
      expert.learn(n % 3 === 0 ? 0 : 9)
      ask(expert, [1, 2])
    }
    expect(expert.missing).toBeCloseTo(2 / 3, 1)
  })

  it('answers the same from a restored state', () => {
    const expert = expertOn([1, 2, 3])
    expert.learn(1)
    const other = expertOn([])
    other.restore(structuredClone(expert.state))
    ask(expert, [3, 1])
    ask(other, [3, 1])
    expect(probabilities(other)).toEqual(probabilities(expert))
  })
})
