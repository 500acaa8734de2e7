import { describe, expect, it } from 'vitest'
import { ScoreAccumulator } from './score-accumulator.ts'

describe('ScoreAccumulator', () => {
  it('sums per item, in order of first touch', () => {
    const scores = new ScoreAccumulator()
    scores.add(900, 1)
    scores.add(3, 2)
    scores.add(900, 0.5)
    expect([scores.size, scores.item(0), scores.item(1)]).toEqual([2, 900, 3])
    expect([scores.of(900), scores.of(3), scores.of(4), scores.of(-1), scores.of(1e9)]).toEqual([1.5, 2, 0, 0, 0])
  })

  it('is empty after clear', () => {
    const scores = new ScoreAccumulator()
    scores.add(5, 1)
    scores.clear()
    expect([scores.size, scores.of(5)]).toEqual([0, 0])
  })

  it.each([0, -1, Number.NaN])('ignores an amount of %d', (amount) => {
    const scores = new ScoreAccumulator()
    scores.add(1, amount)
    expect(scores.size).toBe(0)
  })

  it('scales only what has a score', () => {
    const scores = new ScoreAccumulator()
    scores.add(1, 2)
    scores.scale(1, 3)
    scores.scale(2, 3)
    scores.scale(1e9, 3)
    expect([scores.of(1), scores.of(2), scores.size]).toEqual([6, 0, 1])
  })
})
