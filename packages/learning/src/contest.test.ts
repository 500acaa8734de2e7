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
    expect(() => new Contest({ mostDifference: 0 })).toThrow('mostDifference must be above 0, got 0')
  })

  it('bets every stake on the difference in log-loss, clipped to 2 nats', () => {
    const [half, clipped] = [new Contest(), new Contest()]
    half.add(2, 1)
    clipped.add(10, 1)
    expect(half.state.wealth).toEqual([0.03, 0.1, 0.3, 0.6].map((stake) => expect.closeTo(1 + stake / 2, 12)))
    expect(clipped.state.wealth).toEqual([0.03, 0.1, 0.3, 0.6].map((stake) => expect.closeTo(1 + stake, 12)))
  })

  it('scales and clips differences by the greatest one', () => {
    const [contest, unit] = [new Contest(), new Contest({ mostDifference: 0.5 })]
    contest.add(1, 0)
    unit.add(0.5, 0.25)
    expect(unit.state).toEqual(contest.state)
  })

  it('bets again from 1 after a loss', () => {
    const contest = new Contest()
    contest.add(1, 2)
    expect(contest.state.wealth).toEqual([0.03, 0.1, 0.3, 0.6].map((stake) => expect.closeTo(1 - stake / 2, 12)))
    contest.add(2, 1)
    expect(contest.state.wealth).toEqual([0.03, 0.1, 0.3, 0.6].map((stake) => expect.closeTo(1 + stake / 2, 12)))
  })

  it('changes the leader when the mean wealth reaches the cases per false change', () => {
    const [below, above] = [new Contest({ casesPerFalseChange: 1.25 }), new Contest({ casesPerFalseChange: 1.26 })]
    // The mean after one full win is 1.2575.
    for (const contest of [below, above]) contest.add(3, 1)
    expect([below.isChallengerAhead, above.isChallengerAhead]).toEqual([true, false])
    expect(below.state.wealth).toEqual([1, 1, 1, 1])
  })

  it('continues from a stored state exactly as it would have', () => {
    const [contest, stored] = [new Contest({ casesPerFalseChange: 1.25 }), new Contest({ casesPerFalseChange: 1.25 })]
    for (const loss of [3, 1, 1.5]) contest.add(loss, 1)
    stored.restore(JSON.parse(JSON.stringify(contest.state)))
    for (const each of [contest, stored]) each.add(0.9, 1)
    expect(stored.state).toEqual(contest.state)
    expect(stored.isChallengerAhead).toBe(true)
  })
})
