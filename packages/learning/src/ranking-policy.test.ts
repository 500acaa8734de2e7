import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { RankingPolicy, type RankingPolicyOptions } from './ranking-policy.ts'
import { seededRandom } from './seeded-random.ts'

const rate = fc.double({ min: 0, max: 1, noNaN: true })
const options = fc
  .record({
    candidates: fc.integer({ min: 0, max: 9 }),
    limit: fc.integer({ min: 0, max: 6 }),
    swapRate: rate,
    explorationRate: rate,
    odds: fc.option(fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 9, maxLength: 9 }), { nil: undefined }),
  })
  .map(({ odds, ...rest }): RankingPolicyOptions => {
    const others = odds?.slice(0, Math.max(0, rest.candidates - rest.limit))
    const total = others?.reduce((sum, one) => sum + one, 0) ?? 0
    return others && others.length > 0 ? { ...rest, explored: others.map((one) => one / total) } : rest
  })

describe('RankingPolicy', () => {
  it('shows each candidate at each position as often as its propensity says', () => {
    const draws = 8_000
    const property = fc.property(options, fc.integer(), (given, seed) => {
      const [policy, random] = [new RankingPolicy(given), seededRandom(seed)]
      const shown = Array.from({ length: draws }, () => policy.draw(random))
      const ofAll = (place: (candidate: number, position: number) => number) =>
        Array.from({ length: given.candidates }, (_, candidate) =>
          Array.from({ length: given.limit }, (_, position) => place(candidate, position)),
        ).flat()
      const counts = Map.groupBy(
        shown.flatMap((answer) => answer.map(({ candidate }, position) => `${candidate} ${position}`)),
        (key) => key,
      )
      const shares = ofAll((candidate, position) => (counts.get(`${candidate} ${position}`)?.length ?? 0) / draws)
      const propensities = ofAll((candidate, position) => policy.propensity(candidate, position))
      const errors = propensities.map(
        (p, n) => Math.abs((shares[n] ?? 0) - p) / (Math.sqrt((p * (1 - p)) / draws) + 2e-4),
      )
      expect(Math.max(0, ...errors)).toBeLessThan(5)
      const logged = shown.flatMap((answer) =>
        answer.map(({ candidate, propensity }, position) => propensity - policy.propensity(candidate, position)),
      )
      expect(logged.every((difference) => difference === 0)).toBe(true)
    })
    fc.assert(property, { numRuns: 20 })
  })

  it('has propensities that sum to 1 over the candidates of each position', () => {
    fc.assert(
      fc.property(options, (given) => {
        const policy = new RankingPolicy(given)
        for (let position = 0; position < Math.min(given.limit, given.candidates); position++) {
          let sum = 0
          for (let candidate = 0; candidate < given.candidates; candidate++)
            sum += policy.propensity(candidate, position)
          expect(sum).toBeCloseTo(1, 9)
        }
      }),
    )
  })

  it('exposes its candidates, all together, as much as its positions are examined', () => {
    fc.assert(
      fc.property(options, (given) => {
        const [policy, examination] = [new RankingPolicy(given), (position: number) => 1 / (position + 1)]
        const exposures = Array.from({ length: given.candidates }, (_, n) => policy.exposure(n, examination))
        const examined = Array.from({ length: Math.min(given.limit, given.candidates) }, (_, k) => examination(k))
        const sum = (all: readonly number[]) => all.reduce((total, value) => total + value, 0)
        expect(sum(exposures)).toBeCloseTo(sum(examined), 9)
        expect(exposures.every((exposure) => exposure >= 0 && exposure <= 1 + 1e-9)).toBe(true)
      }),
    )
    const swapped = new RankingPolicy({ candidates: 2, limit: 2, swapRate: 1 })
    expect(swapped.exposure(0, (position) => [1, 0.5][position] ?? 0)).toBe(0.75 + 0.25 * 0.5)
  })

  it('shows different candidates, as many as it can', () => {
    fc.assert(
      fc.property(options, fc.integer(), (given, seed) => {
        const shown = new RankingPolicy(given).draw(seededRandom(seed)).map(({ candidate }) => candidate)
        expect(new Set(shown).size).toBe(Math.min(given.limit, given.candidates))
        expect(shown).toHaveLength(new Set(shown).size)
      }),
    )
  })

  it('marks both of the neighbours whose order a coin decided, and swaps half of them', () => {
    const [policy, random] = [new RankingPolicy({ candidates: 6, limit: 5, swapRate: 0.5 }), seededRandom(1)]
    const answers = Array.from({ length: 4_000 }, () => policy.draw(random))
    const isMarked = ({ pairUpper }: { pairUpper?: number }) => pairUpper !== undefined
    const pairs = answers.flatMap((shown) =>
      shown.flatMap((upper, position) =>
        upper.pairUpper === position ? [[position, upper, shown[position + 1]]] : [],
      ),
    )
    expect(answers.filter((shown) => shown.some(isMarked)).length / 4_000).toBeCloseTo(0.5, 1)
    expect(pairs.length).toBe(answers.flat().filter(isMarked).length / 2)
    expect(answers.map((shown) => shown.map(({ candidate }) => candidate).toSorted())).toEqual(
      answers.map(() => [0, 1, 2, 3, 4]),
    )
    const order = pairs.map(([position, upper, lower]) => [position, upper, lower] as const)
    expect(order.every(([position, , lower]) => typeof lower === 'object' && lower.pairUpper === position)).toBe(true)
    const isSwapped = order.filter(([position, upper]) => typeof upper === 'object' && upper.candidate !== position)
    expect(isSwapped.length / pairs.length).toBeCloseTo(0.5, 1)
    expect(answers.every((shown) => shown.every((one, n) => isMarked(one) || one.candidate === n))).toBe(true)
  })

  it('shows the ranking as it is, with propensity 1, without randomness', () => {
    const shown = new RankingPolicy({ candidates: 5, limit: 3 }).draw(seededRandom(1))
    expect(shown).toEqual([0, 1, 2].map((candidate) => ({ candidate, propensity: 1, isExplored: false })))
  })

  it('explores one candidate at most, from beyond the list, and says so', () => {
    const policy = new RankingPolicy({ candidates: 8, limit: 4, explorationRate: 1, explored: () => [0, 0, 1, 0] })
    for (let seed = 0; seed < 50; seed++) {
      const shown = policy.draw(seededRandom(seed))
      expect(shown.filter(({ isExplored }) => isExplored).map(({ candidate }) => candidate)).toEqual([6])
    }
    expect(policy.propensity(6, 2)).toBe(1 / 4)
    expect(policy.propensity(5, 2)).toBe(0)
    expect(policy.propensity(8, 2)).toBe(0)
  })

  it('asks for the probabilities to explore only when it needs them', () => {
    const explored = () => {
      throw new Error('not needed')
    }
    const policy = new RankingPolicy({ candidates: 8, limit: 4, explorationRate: 0.5, explored })
    expect(policy.propensity(1, 1)).toBe(1 - 0.5 / 4)
    expect(policy.draw(() => 0.9)).toHaveLength(4)
    expect(() => policy.draw(() => 0.1)).toThrow('not needed')
  })

  it('checks its ranges', () => {
    const create = (given: object) => () => new RankingPolicy({ candidates: 4, limit: 2, ...given })
    expect(create({ candidates: -1 })).toThrow('candidates must be an integer of at least 0, got -1')
    expect(create({ limit: 1.5 })).toThrow('limit must be an integer of at least 0, got 1.5')
    expect(create({ swapRate: 2 })).toThrow('swapRate must be at least 0 and at most 1, got 2')
    expect(create({ explorationRate: -1 })).toThrow('explorationRate must be at least 0 and at most 1, got -1')
    const [short, wrong] = [[1], [0.5, 0.4]].map((explored) => create({ explorationRate: 1, explored })())
    expect(() => short?.propensity(2, 0)).toThrow('explored must be 2 probabilities that sum to 1, got 1 of 1')
    expect(() => wrong?.propensity(2, 0)).toThrow('got 2 of 0.9')
  })
})
