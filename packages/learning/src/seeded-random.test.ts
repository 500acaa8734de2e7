import { describe, expect, it } from 'vitest'
import { seededRandom } from './seeded-random.ts'

const draw = (seed: number, count: number) => {
  const random = seededRandom(seed)
  return Array.from({ length: count }, random)
}

describe('seededRandom', () => {
  it('draws the numbers of mulberry32', () => {
    expect(draw(1, 3)).toEqual([0.6270739405881613, 0.002735721180215478, 0.5274470399599522])
    expect(draw(0, 2)).toEqual([0.26642920868471265, 0.0003297457005828619])
    expect(draw(-5, 1)).toEqual([0.48384718922898173])
  })

  it('repeats itself for the same seed and differs for another', () => {
    expect(draw(7, 20)).toEqual(draw(7, 20))
    expect(draw(7, 20)).not.toEqual(draw(8, 20))
  })

  it('takes the lowest 32 bits of a seed', () => {
    expect(draw(2 ** 32 + 7.5, 5)).toEqual(draw(7, 5))
  })

  it('is uniform in [0, 1)', () => {
    const counts = Array.from({ length: 10 }, () => 0)
    for (const value of draw(1, 10_000)) {
      const tenth = Math.floor(value * 10)
      counts[tenth] = (counts[tenth] ?? 0) + 1
    }
    expect(counts).toHaveLength(10)
    for (const count of counts) expect(Math.abs(count - 1_000)).toBeLessThan(150)
  })
})
