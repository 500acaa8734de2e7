import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PageHinkley } from './page-hinkley.ts'
import { seededRandom } from './seeded-random.ts'

/** Normal values (Box–Muller). */
function normals(seed: number): () => number {
  const uniform = seededRandom(seed)
  return () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform())
}

/** Numbers of the cases at which the alarm was raised. */
const alarms = (test: PageHinkley, cases: number, value: (n: number) => number) =>
  Array.from({ length: cases }, (_, n) => n).filter((n) => test.add(value(n)))

const usualCases = 4_000

/** Cases until the alarm after a rise by so many standard deviations. */
function delayOf(rise: number, seed: number): number {
  const [test, draw] = [new PageHinkley(), normals(seed)]
  const [first = Number.POSITIVE_INFINITY] = alarms(
    test,
    usualCases + 2_000,
    (n) => draw() + (n < usualCases ? 0 : rise),
  )
  return first - usualCases
}

describe('PageHinkley', () => {
  it('raises at most one false alarm in 20 streams of 100,000 cases without a change', () => {
    const raised = Array.from({ length: 20 }, (_, seed) => alarms(new PageHinkley(), 100_000, normals(seed)).length)
    expect(raised.reduce((sum, n) => sum + n)).toBeLessThanOrEqual(1)
  })

  it.each([
    [0.3, 900],
    [0.5, 400],
    [1, 150],
  ])('detects a rise by %d standard deviations within %d cases', (rise, most) => {
    for (let seed = 0; seed < 20; seed++) {
      expect(delayOf(rise, seed)).toBeGreaterThanOrEqual(0)
      expect(delayOf(rise, seed)).toBeLessThan(most)
    }
  })

  it('tolerates a fall, even a lasting one', () => {
    const draw = normals(1)
    expect(alarms(new PageHinkley(), 20_000, (n) => draw() - (n < usualCases ? 0 : 1))).toEqual([])
  })

  it('starts again after an alarm, and detects the next rise', () => {
    const draw = normals(2)
    const raised = alarms(new PageHinkley(), 30_000, (n) => draw() + Math.floor(n / 10_000))
    expect(raised).toHaveLength(2)
  })

  it('raises no alarm before it knows the usual mean', () => {
    expect(alarms(new PageHinkley(), 900, (n) => n * n)).toEqual([])
  })

  it('does not depend on the scale: moved or stretched, the same cases raise the alarm', () => {
    const property = (seed: number, doublings: number, shift: number) => {
      const draw = normals(seed)
      const values = Array.from({ length: 6_000 }, (_, n) => Math.round(64 * (draw() + (n < usualCases ? 0 : 0.5))))
      const at = (of: (value: number) => number) => alarms(new PageHinkley(), values.length, (n) => of(values[n] ?? 0))
      expect(at((value) => value * 2 ** doublings + shift)).toEqual(at((value) => value))
    }
    fc.assert(fc.property(fc.nat(), fc.integer({ min: 0, max: 5 }), fc.integer({ min: -100, max: 100 }), property), {
      numRuns: 20,
    })
  })

  it('never takes a constant for a change', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), (value) => {
        expect(alarms(new PageHinkley({ blockCases: 1 }), 1_000, () => value)).toEqual([])
      }),
    )
  })

  it('checks its ranges', () => {
    expect(() => new PageHinkley({ blockCases: 0 })).toThrow('blockCases must be 1 or more, got 0')
    expect(() => new PageHinkley({ tolerance: 0 })).toThrow('tolerance must be above 0, got 0')
    expect(() => new PageHinkley({ casesPerFalseAlarm: 1 })).toThrow(
      'casesPerFalseAlarm must be above blockCases (32), got 1',
    )
  })
})
