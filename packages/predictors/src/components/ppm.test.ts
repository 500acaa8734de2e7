import { describe, expect, it } from 'vitest'
import { closeTo } from '../../test/close-to.ts'
import { describePredictor } from '../../test/predictor-contract.ts'
import { SessionWorld } from '../../test/session-world.ts'
import { Ppm } from './ppm.ts'

describePredictor('Ppm', (log) => new Ppm(log))

/** A log in which the age of events counts nothing, unless told otherwise. */
const worldOf = (...sessions: string[]) => new SessionWorld((log) => new Ppm(log), ...sessions).tune({ halfAge: 1e300 })

describe('Ppm', () => {
  it('gives the shares of the items that directly followed the last item', () => {
    expect(worldOf('abz', 'ab', 'ac').after('a')).toEqual(closeTo({ b: 2 / 3, c: 1 / 3 }))
  })

  it('trusts two items by n / (n + 2), and leaves the rest to one', () => {
    // After "xa" came b once, after "a" b and c: 1/3 to the longer context, 2/3 to the shorter one.
    expect(worldOf('xab', 'yac').after('xa')).toEqual(closeTo({ b: 1 / 3 + 2 / 3 / 2, c: 2 / 3 / 2 }))
  })

  it('trusts three items most, then two, then one', () => {
    const world = worldOf('wxab', 'vxac', 'uad')
    const expected = { b: 1 / 3 + 1 / 6 + 1 / 9, c: 1 / 6 + 1 / 9, d: 1 / 9 }
    expect(world.after('wxa')).toEqual(closeTo(expected))
    expect(world.after('zwxa')).toEqual(closeTo(expected))
  })

  it('trusts long contexts less the more cautious it is', () => {
    const world = worldOf('xab', 'yac').tune({ caution: 6 })
    expect(world.after('xa')).toEqual(closeTo({ b: 1 / 7 + 6 / 7 / 2, c: 6 / 7 / 2 }))
  })

  it('counts an event that lies `halfAge` uses of the item back one half', () => {
    expect(worldOf('ab', 'ac').tune({ halfAge: 1 }).after('a')).toEqual(closeTo({ b: 0.5 / 1.5, c: 1 / 1.5 }))
  })

  it('reads the newest `m` events of the last item', () => {
    expect(worldOf('ab', 'ac', 'ad').tune({ m: 2 }).after('a')).toEqual(closeTo({ c: 1 / 2, d: 1 / 2 }))
  })

  it('learns nothing from the running session', () => {
    expect(worldOf('ab', 'aca').after('aca', 's1')).toEqual(closeTo({ b: 1 }))
  })

  it('sums to 1 over all items, and is silent after an item that nothing followed', () => {
    const scores = worldOf('abcab', 'bcd', 'xabd', 'cabc').after('cab')
    expect(Object.values(scores).reduce((sum, score) => sum + score, 0)).toBeCloseTo(1, 12)
    expect(worldOf('ab').after('b')).toEqual({})
    expect(worldOf('ab').after('')).toEqual({})
  })

  it('tells the memory of its scratch', () => {
    expect(worldOf().predictor.heldBytes).toBe(3 * 16 * (8 + 4))
  })
})
