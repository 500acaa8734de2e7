import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { indexAt } from './index-at.ts'
import { seededRandom } from './seeded-random.ts'
import { teamCredit, teamDraft } from './team-draft.ts'

const ranking = fc.uniqueArray(fc.constantFrom(...'abcdefghij'), { maxLength: 8 })

describe('teamDraft', () => {
  it('lists items once, each from the team that ranks it, as many as asked for or known', () => {
    fc.assert(
      fc.property(ranking, ranking, fc.integer({ min: 0, max: 12 }), fc.integer(), (a, b, limit, seed) => {
        const drafted = teamDraft(a, b, limit, seededRandom(seed))
        expect(new Set(drafted.map(({ id }) => id)).size).toBe(drafted.length)
        expect(drafted).toHaveLength(Math.min(limit, new Set([...a, ...b]).size))
        for (const { id, team } of drafted) expect(team === 'a' ? a : b).toContain(id)
      }),
    )
  })

  it('gives both teams the same number of items, but one, as long as both have some', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: 0, max: 8 }), (seed, limit) => {
        const drafted = teamDraft([...'abcdefgh'], [...'ijklmnop'], limit, seededRandom(seed))
        const ofA = drafted.filter(({ team }) => team === 'a').length
        expect(Math.abs(2 * ofA - drafted.length)).toBeLessThanOrEqual(1)
      }),
    )
  })

  it('keeps the order of each ranking', () => {
    const drafted = teamDraft([...'abcd'], [...'dcba'], 4, seededRandom(2))
    const ids = (team: string) => drafted.filter((one) => one.team === team).map(({ id }) => id)
    expect(ids('a')).toEqual(ids('a').toSorted())
    expect(ids('b')).toEqual(ids('b').toSorted().reverse())
  })

  it('prefers no team if clicks do not depend on the item, and the better one if they do', () => {
    const random = seededRandom(9)
    const [a, b] = [[...'abcdefgh'], [...'hgfedcba']]
    const creditOf = (attraction: (id: string) => number) => {
      let sum = 0
      for (let n = 0; n < 10_000; n++) {
        const drafted = teamDraft(a, b, 4, random)
        // Users examine higher positions more often.
        const clicked =
          drafted[
            indexAt(
              random(),
              drafted.map(({ id }, k) => attraction(id) / (k + 1)),
            )
          ]
        sum += teamCredit(drafted, clicked ? [clicked.id] : [])
      }
      return sum / 10_000
    }
    expect(Math.abs(creditOf(() => 1))).toBeLessThan(0.05)
    expect(creditOf((id) => (id > 'e' ? 2 : 1))).toBeGreaterThan(0.1)
  })

  it('gives the credit of an answer to the team of its clicks, each item once', () => {
    const drafted = [
      { id: 'x', team: 'a' },
      { id: 'y', team: 'b' },
      { id: 'z', team: 'b' },
    ] as const
    expect(teamCredit(drafted, ['x'])).toBe(-1)
    expect(teamCredit(drafted, ['y', 'y', 'z'])).toBe(1)
    expect(teamCredit(drafted, ['x', 'y'])).toBe(0)
    expect(teamCredit(drafted, ['x', 'y', 'z'])).toBeCloseTo(1 / 3, 12)
    expect(teamCredit(drafted, ['elsewhere'])).toBe(0)
    expect(teamCredit(drafted, [])).toBe(0)
  })
})
