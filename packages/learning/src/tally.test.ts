import { describe, expect, it } from 'vitest'
import { Tally } from './tally.ts'

/** One case per list of fingerprints, of which the first comes next half of the time. */
function tallyOf(fading: number, ...lists: number[][]): Tally {
  const tally = new Tally(fading)
  for (const [n, list] of lists.entries()) {
    tally.fade()
    tally.addCase(n % 2, 0.5, list.length > 0)
    for (const [place, fingerprint] of list.entries())
      tally.addListed(fingerprint, 0.5 / (place + 1), place === 0 && n % 2 === 1)
  }
  return tally
}

/** Fingerprints in buckets of their own. */
const items = (from: number, to: number) => Array.from({ length: to - from }, (_, n) => from + n)

describe('Tally', () => {
  it('covers the share of the known items that were ever listed', () => {
    const tally = tallyOf(1, items(0, 20), items(10, 30), items(20, 50))
    expect(tally.summary(100).coverage).toBeCloseTo(0.5, 1)
    expect(tally.summary(20).coverage).toBe(1)
    expect(tally.summary(0).coverage).toBe(0)
  })

  it('forgets items listed long ago, but none if nothing fades', () => {
    const lists = [items(0, 50), ...Array.from({ length: 40 }, () => items(200, 201))]
    expect(tallyOf(0.9, ...lists).summary(50).coverage).toBeLessThan(0.1)
    expect(tallyOf(1, ...lists).summary(50).coverage).toBeGreaterThan(0.9)
  })

  it('reports the expected calibration error', () => {
    expect(tallyOf(1, [1], [1], [1], [1]).summary(1).calibrationError).toBeCloseTo(0, 12)
    expect(tallyOf(1, [1]).summary(1).calibrationError).toBeCloseTo(0.5, 12)
  })

  it('reports the share of cases with at least one listed item', () => {
    expect(tallyOf(1, [1], [], [], [2]).summary(1)).toMatchObject({ cases: 4, answerRate: 0.5, hitRateAt1: 0.5 })
  })

  it('continues from a restored state exactly as it would have', () => {
    const lists = Array.from({ length: 25 }, (_, n) => items(n, n + 5))
    const before = tallyOf(0.9, ...lists)
    const after = new Tally(0.9)
    after.restore(JSON.parse(JSON.stringify(before.state)))
    for (const tally of [before, after]) tally.fade()
    expect(after.state).toEqual(before.state)
    expect(after.summary(100)).toEqual(before.summary(100))
  })

  it('remembers listed items for one to two memories of 1 / (1 − fading) cases', () => {
    const tally = new Tally(0.5)
    tally.fade()
    tally.addListed(1, 0.5, true)
    tally.fade()
    tally.addListed(2, 0.5, true)
    expect(tally.listed.bits).toBe(2)
    tally.fade()
    expect(tally.listed.bits).toBe(2)
    tally.fade()
    expect(tally.listed.bits).toBe(1)
    expect(tally.heldBytes).toBe(2 * 512)
  })

  it('fades the predictions of a bin, and gives the sums behind the means', () => {
    const tally = new Tally(0.5)
    tally.addListed(1, 0.5, true)
    tally.addCase(1, 0.5, true)
    tally.fade()
    tally.addListed(1, 0.5, false)
    tally.addCase(0, 0.5, true)
    // Bin 10 of 20: predictions, sum of probabilities, number that came true.
    expect(tally.calibrationSums.slice(30, 33)).toEqual([1.5, 0.75, 0.5])
    expect(tally.sums).toMatchObject({ cases: 1.5, hitRateAt1: 0.5 })
  })
})
