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

  it('sums the first item, and items at and beyond the end of its room', () => {
    const scores = new ScoreAccumulator()
    const items = [0, 15, 16, 17, 40, 41, 1_000]
    for (const item of items) expect(scores.of(item)).toBe(0)
    for (const item of items) scores.add(item, item + 1)
    expect(items.map((item) => scores.of(item))).toEqual([1, 16, 17, 18, 41, 42, 1_001])
    expect(Array.from({ length: scores.size }, (_, n) => scores.item(n))).toEqual(items)
  })

  it('lists every item when all have a score', () => {
    const scores = new ScoreAccumulator()
    for (let item = 16; item >= 0; item--) scores.add(item, 1)
    expect(Array.from({ length: scores.size }, (_, n) => scores.item(n))).toEqual([...Array(17).keys()].reverse())
    scores.clear()
    expect([...Array(17).keys()].map((item) => scores.of(item))).toEqual(Array(17).fill(0))
  })

  it('tells its memory, which grows only for items beyond its room', () => {
    const scores = new ScoreAccumulator()
    for (let item = 0; item < 16; item++) scores.add(item, 1)
    expect(scores.heldBytes).toBe(16 * (8 + 4))
    scores.add(16, 1)
    expect(scores.heldBytes).toBeGreaterThanOrEqual(17 * (8 + 4))
  })
})
