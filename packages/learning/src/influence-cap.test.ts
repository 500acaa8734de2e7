import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { FusionWeights } from './fusion-weights.ts'
import { InfluenceCap } from './influence-cap.ts'
import { seededRandom } from './seeded-random.ts'

const feedback = fc.record({
  actors: fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 2 }),
  waitMs: fc.integer({ min: 0, max: 1_000 }),
})

describe('InfluenceCap', () => {
  it('bounds what one actor teaches in a burst, however often it gives feedback', () => {
    const cap = new InfluenceCap({ most: 20 })
    let taught = 0
    for (let n = 0; n < 100_000; n++) taught += cap.take(['spammer', `address ${n % 3}`], 0)
    expect(taught).toBeLessThanOrEqual(20)
    expect(taught).toBeGreaterThan(19)
  })

  it('bounds it for ever to the burst and about 0.7 of it per half-life', () => {
    const cap = new InfluenceCap({ most: 20, halfLifeMs: 3_600_000 })
    let taught = 0
    for (let second = 0; second < 24 * 3_600; second++) taught += cap.take(['spammer'], second * 1_000)
    expect(taught).toBeLessThan(20 + 24 * 20 * Math.log(2))
    expect(taught).toBeGreaterThan(12 * 20 * Math.log(2))
  })

  it('lets a client that spams clicks move learned weights only a little', () => {
    const [cap, random] = [new InfluenceCap(), seededRandom(1)]
    const learner = new FusionWeights({ sources: 2 })
    const click = (weightOf: () => number, isSpam: boolean, atMs: number) => {
      const shown = Array.from({ length: 5 }, () => ({ scores: [random(), random()], examination: 1 }))
      const liked = shown.map(({ scores: [a = 0, b = 0] }) => (isSpam ? a - b : b - a))
      learner.learn({ shown, chosen: liked.indexOf(Math.max(...liked)), atMs, weight: weightOf() })
    }
    for (let n = 0; n < 1_000; n++) click(() => cap.take([`user ${n}`], n * 10_000), false, n * 10_000)
    const [first = 9, second = 0] = learner.weights
    for (let n = 0; n < 10_000; n++) click(() => cap.take(['spammer', 'address'], 1e7), true, 1e7 + n * 10_000)
    expect(learner.weights[0]).toBeLessThan(first + 1)
    expect(learner.weights[1]).toBeGreaterThan(second - 1)
    expect(second).toBeGreaterThan(first + 2)
  })

  it('counts the first feedback of an actor fully and each further one less', () => {
    const cap = new InfluenceCap({ most: 4 })
    expect([cap.take(['a'], 0), cap.take(['a'], 0), cap.take(['a'], 0)]).toEqual([1, 0.75, 0.5625])
    expect(cap.take(['b'], 0)).toBe(1)
  })

  it('weighs by the actor that has the least left, and each one pays', () => {
    const cap = new InfluenceCap({ most: 2 })
    cap.take(['user'], 0)
    expect(cap.take(['other', 'user'], 0)).toBe(0.5)
    expect(cap.take(['other'], 0)).toBe(0.75)
  })

  it('gives half of the influence back per half-life, and none for a clock that goes back', () => {
    const cap = new InfluenceCap({ most: 1, halfLifeMs: 1_000 })
    expect(cap.take(['a'], 5_000)).toBe(1)
    expect(cap.take(['a'], 0)).toBe(0)
    const later = new InfluenceCap({ most: 1, halfLifeMs: 1_000 })
    later.take(['a'], 5_000)
    expect(later.take(['a'], 6_000)).toBe(0.5)
  })

  it('forgets the actors that it has not seen for longest', () => {
    const cap = new InfluenceCap({ most: 1, mostActors: 2 })
    for (const actor of ['a', 'b', 'a', 'c']) cap.take([actor], 0)
    expect(cap.state.map(([actor]) => actor)).toEqual(['a', 'c'])
    expect(cap.take(['b'], 0)).toBe(1)
  })

  it('continues from a stored state exactly as it would have', () => {
    fc.assert(
      fc.property(fc.array(feedback), fc.array(feedback), (before, after) => {
        const [cap, stored] = [new InfluenceCap({ halfLifeMs: 500 }), new InfluenceCap({ halfLifeMs: 500 })]
        let atMs = 0
        for (const { actors, waitMs } of before) {
          atMs += waitMs
          cap.take(actors, atMs)
        }
        stored.restore(JSON.parse(JSON.stringify(cap.state)))
        for (const { actors, waitMs } of after) {
          atMs += waitMs
          const weight = cap.take(actors, atMs)
          expect(stored.take(actors, atMs)).toBe(weight)
          expect(weight).toBeGreaterThanOrEqual(0)
          expect(weight).toBeLessThanOrEqual(1)
        }
        expect(stored.state).toEqual(cap.state)
      }),
    )
  })

  it('checks its ranges', () => {
    expect(() => new InfluenceCap({ most: 0.5 })).toThrow('most must be 1 or more, got 0.5')
    expect(() => new InfluenceCap({ mostActors: 0 })).toThrow('mostActors must be 1 or more, got 0')
    expect(() => new InfluenceCap({ halfLifeMs: 0 })).toThrow('halfLifeMs must be above 0, got 0')
  })
})
