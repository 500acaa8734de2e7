import { describe, expect, it } from 'vitest'
import { Contest } from './contest.ts'

/** Cases in which the challenger's loss is lower by `lead` on average, with noise of ±0.5. */
function hold(contest: Contest, lead: number, cases: number): void {
  for (let n = 0; n < cases; n++) contest.add(1 + (n % 2 === 0 ? 0.5 : -0.5), 1 - lead)
}

describe('Contest', () => {
  it('has the champion lead until the challenger is known to be better', () => {
    const contest = new Contest()
    hold(contest, 0.1, 10)
    expect(contest.isChallengerAhead).toBe(false)
    hold(contest, 0.1, 2_000)
    expect(contest.isChallengerAhead).toBe(true)
  })

  it('does not change the leader without a difference', () => {
    const contest = new Contest()
    hold(contest, 0, 20_000)
    expect(contest.isChallengerAhead).toBe(false)
  })

  it('gives the lead back when the challenger becomes worse, stored in between or not', () => {
    const [contest, stored] = [new Contest(), new Contest()]
    hold(contest, 0.1, 5_000)
    stored.restore(JSON.parse(JSON.stringify(contest.state)))
    for (const each of [contest, stored]) {
      hold(each, -0.1, 2_000)
      expect(each.isChallengerAhead).toBe(false)
    }
  })

  it('checks its range', () => {
    expect(() => new Contest({ casesPerFalseChange: 1 })).toThrow('casesPerFalseChange must be above 1, got 1')
  })
})
