import { describe, expect, it } from 'vitest'
import { PositionBias } from './position-bias.ts'
import { seededRandom } from './seeded-random.ts'

/** Clicks on pairs of items whose attraction falls with their rank, in an order that a coin decides. */
function play(bias: PositionBias, examination: (position: number) => number, answers: number): void {
  const random = seededRandom(7)
  for (let n = 0; n < answers; n++) {
    for (let upper = random() < 0.5 ? 0 : 1; upper < 7; upper += 2) {
      const attractions = [0.5 - 0.05 * upper, 0.45 - 0.05 * upper]
      const [above = 0, below = 0] = random() < 0.5 ? attractions : attractions.reverse()
      const isUpperClicked = random() < above * examination(upper)
      const isLowerClicked = random() < below * examination(upper + 1)
      bias.add({ upper, isUpperClicked, isLowerClicked })
    }
  }
}

const curves: [string, (position: number) => number][] = [
  ['1 / √position', (position) => (position + 1) ** -0.5],
  ['a fold', (position) => (position < 3 ? 1 : 0.5)],
  ['exponential', (position) => 0.8 ** position],
]

describe('PositionBias', () => {
  it.each(curves)('recovers the examination of each position within 10 %% from swaps: %s', (_, examination) => {
    const bias = new PositionBias({ positions: 8 })
    play(bias, examination, 60_000)
    for (const [position, estimate] of bias.curve.entries())
      expect(Math.abs(estimate / examination(position) - 1)).toBeLessThan(0.1)
  })

  it('is 1 / position before any click, and below the last position that of the last', () => {
    const bias = new PositionBias({ positions: 4 })
    expect(bias.curve).toEqual([1, 1 / 2, 1 / 3, 1 / 4].map((share) => expect.closeTo(share, 9)))
    expect(bias.examination(9)).toBeCloseTo(1 / 4, 9)
  })

  it('counts the prior of a pair like 50 clicks', () => {
    const bias = new PositionBias({ positions: 2 })
    for (let n = 0; n < 1_000; n++) bias.add({ upper: 0, isUpperClicked: true, isLowerClicked: n % 2 === 0 })
    // The fitted power law is close to 1 / 2 too, so the ratio of the pair is almost the measured one.
    expect(bias.examination(1)).toBeCloseTo(0.5, 2)
    for (let n = 0; n < 1_000; n++) bias.add({ upper: 0, isUpperClicked: false, isLowerClicked: true })
    expect(bias.examination(1)).toBeGreaterThan(1.3)
    expect(bias.examination(1)).toBeLessThan(1.5)
  })

  it('lets a few clicks move the curve little, in all positions the same way', () => {
    const bias = new PositionBias({ positions: 4 })
    const before = bias.curve
    for (let n = 0; n < 10; n++) bias.add({ upper: 0, isUpperClicked: true, isLowerClicked: true })
    for (const position of [1, 2, 3]) {
      expect(bias.examination(position)).toBeGreaterThan(before[position] ?? 1)
      expect(bias.examination(position)).toBeLessThan(1.6 * (before[position] ?? 0))
    }
  })

  it('ignores pairs without a click and pairs below the last position', () => {
    const bias = new PositionBias({ positions: 3, fading: 0.5 })
    bias.add({ upper: 1, isUpperClicked: true, isLowerClicked: false })
    const before = bias.state
    bias.add({ upper: 0, isUpperClicked: false, isLowerClicked: false })
    bias.add({ upper: 2, isUpperClicked: true, isLowerClicked: true })
    bias.add({ upper: -1, isUpperClicked: true, isLowerClicked: true })
    expect(bias.state).toEqual(before)
  })

  it('fades earlier pairs by its factor', () => {
    const bias = new PositionBias({ positions: 3, fading: 0.5 })
    bias.add({ upper: 0, isUpperClicked: true, isLowerClicked: true })
    bias.add({ upper: 1, isUpperClicked: false, isLowerClicked: true })
    bias.add({ upper: 0, isUpperClicked: true, isLowerClicked: false })
    expect(bias.state).toEqual({ upperClicks: [1.25, 0], lowerClicks: [0.25, 0.5] })
  })

  it('continues from a stored state exactly as it would have', () => {
    const [bias, stored] = [new PositionBias({ positions: 8 }), new PositionBias({ positions: 8 })]
    play(bias, (position) => 0.9 ** position, 50)
    expect(stored.curve).not.toEqual(bias.curve)
    stored.restore(JSON.parse(JSON.stringify(bias.state)))
    expect(stored.curve).toEqual(bias.curve)
    for (const each of [bias, stored]) play(each, (position) => 0.9 ** position, 5)
    expect(stored.state).toEqual(bias.state)
  })

  it('checks its ranges', () => {
    expect(() => new PositionBias({ positions: 1 })).toThrow('positions must be an integer of at least 2, got 1')
    expect(() => new PositionBias({ fading: 0 })).toThrow('fading must be above 0 and at most 1, got 0')
    expect(() => new PositionBias().restore({ upperClicks: [1], lowerClicks: [1] })).toThrow('19 pairs, got 1')
  })
})
