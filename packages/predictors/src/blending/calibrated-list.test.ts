import { describe, expect, it } from 'vitest'
import { CalibratedList } from './calibrated-list.ts'

const newest = { last: (key: number) => key }

/** The items listed, best first, with their probabilities. */
function list(calibrated: CalibratedList, limit: number, ...offers: [item: number, probability: number][]) {
  const listed = calibrated.clear(limit)
  for (const [item, probability] of offers) listed.offer(item, probability)
  const closed = calibrated.close()
  return Array.from({ length: closed.size }, (_, n) => [closed.key(n), closed.score(n)])
}

describe('CalibratedList', () => {
  it('lists the most probable items, best first, with their probabilities unchanged at first', () => {
    const calibrated = new CalibratedList(newest)
    expect(list(calibrated, 2, [0, 0.1], [1, 0.3], [2, 0.2])).toEqual([
      [1, 0.3],
      [2, 0.2],
    ])
    expect([0, 1, 2].map((item) => calibrated.rankOf(item))).toEqual([0, 1, 2])
  })

  it('gives the items that are not listed their share of the rest', () => {
    const calibrated = new CalibratedList(newest)
    list(calibrated, 1, [0, 0.6], [1, 0.3])
    expect(calibrated.probability(0, () => 9)).toBe(0.6)
    expect(calibrated.probability(1, () => 0.3)).toBeCloseTo(0.3, 12)
    const half = new CalibratedList(newest)
    for (let n = 0; n < 200; n++) {
      list(half, 1, [0, 0.6])
      half.learn(n % 10 < 3 ? 0 : 1)
    }
    // 60 of 200 cases, drawn to 0.6 as by 50 cases; the rest is shared in proportion to the probabilities before.
    const [[, first] = []] = list(half, 1, [0, 0.6], [1, 0.3])
    expect(first).toBeCloseTo((60 + 30) / 250, 12)
    expect(half.probability(1, () => 0.3)).toBeCloseTo((0.3 * (1 - 90 / 250)) / 0.4, 12)
  })

  it('leaves at least 0.001 to the items that are not listed', () => {
    const calibrated = new CalibratedList(newest)
    const listed = list(calibrated, 2, [0, 0.75], [1, 0.25])
    expect(listed).toEqual([
      [0, expect.closeTo(0.75 * 0.999, 12)],
      [1, expect.closeTo(0.25 * 0.999, 12)],
    ])
    expect(calibrated.probability(2, () => 1e-12)).toBeCloseTo(0.001, 12)
  })

  it('continues from a restored state', () => {
    const [calibrated, restored] = [new CalibratedList(newest), new CalibratedList(newest)]
    for (let n = 0; n < 250; n++) {
      list(calibrated, 2, [0, 0.6], [1, 0.2])
      calibrated.learn(n % 3)
    }
    restored.restore(JSON.parse(JSON.stringify(calibrated.state)))
    expect(list(restored, 2, [0, 0.5], [1, 0.3])).toEqual(list(calibrated, 2, [0, 0.5], [1, 0.3]))
    expect(restored.state).toEqual(calibrated.state)
  })
})
