import { describe, expect, it } from 'vitest'
import { closeTo } from '../../test/close-to.ts'
import { describePredictor } from '../../test/predictor-contract.ts'
import { SessionWorld } from '../../test/session-world.ts'
import { VmisKnn } from './vmis-knn.ts'

const worldOf = (...sessions: string[]) => new SessionWorld((log) => new VmisKnn(log), ...sessions)

/** A log in which rarity and age count nothing, unless told otherwise. */
const plainWorldOf = (...sessions: string[]) => worldOf(...sessions).tune({ rarity: 0, halfAge: 1e300 })

describePredictor('VmisKnn', (log) => new VmisKnn(log))

describe('VmisKnn', () => {
  it('lets a session vote for items after the shared one by e^(−distance / 2), and for items before it by less', () => {
    // The session has four items: its similarity is 1 / √4.
    expect(plainWorldOf('xabc').after('a')).toEqual(closeTo({ b: 1 / 2, c: Math.exp(-1 / 2) / 2, x: 0.6 / 2 }))
  })

  it('casts no vote further than four times `voteFade` away', () => {
    expect(plainWorldOf('zyabcd').tune({ voteFade: 0.5 }).after('a')).toEqual(
      closeTo({
        b: 1 / Math.sqrt(6),
        c: Math.exp(-2) / Math.sqrt(6),
        y: 0.6 / Math.sqrt(6),
        z: (0.6 * Math.exp(-2)) / Math.sqrt(6),
      }),
    )
  })

  it('weighs a shared item by e^(−distance) from the end of the running session', () => {
    const scores = plainWorldOf('pb', 'qc').after('pq')
    expect(scores).toEqual(
      closeTo({
        c: 1 / Math.sqrt(2),
        b: Math.exp(-1) / Math.sqrt(2),
      }),
    )
  })

  it('adds the weights of all items that a session shares', () => {
    const scores = plainWorldOf('pqb').after('pq')
    const similarity = (1 + Math.exp(-1)) / Math.sqrt(3)
    expect(scores).toEqual(closeTo({ b: similarity, p: 0.6 * similarity }))
  })

  it('counts an item that a session used twice once, at its newest event', () => {
    expect(plainWorldOf('abac').after('a')).toEqual(
      closeTo({
        c: 1 / 2,
        b: 0.6 / 2,
      }),
    )
  })

  it('counts an item that the running session used twice once, at its last use', () => {
    expect(plainWorldOf('ab').after('aa')).toEqual(closeTo({ b: 1 / Math.sqrt(2) }))
  })

  it('counts a neighbour whose shared event lies `halfAge` uses back one half', () => {
    expect(plainWorldOf('ab', 'ac').tune({ halfAge: 1 }).after('a')).toEqual(
      closeTo({
        b: 0.5 / Math.sqrt(2),
        c: 1 / Math.sqrt(2),
      }),
    )
  })

  it('favours rare items: by 1 + rarity · ln(events / uses)', () => {
    const world = worldOf('ab', 'ac', 'c', 'c').tune({ halfAge: 1e300, rarity: 2 })
    expect(world.after('a')).toEqual(
      closeTo({
        b: (1 + 2 * Math.log(6 / 1)) / Math.sqrt(2),
        c: (1 + 2 * Math.log(6 / 3)) / Math.sqrt(2),
      }),
    )
  })

  it('asks items of the session until their weight falls below 0.02', () => {
    // e^-3 is above, e^-4 is below.
    expect(plainWorldOf('pP', 'qQ').after('pqxyz')).toEqual(closeTo({ Q: Math.exp(-3) / Math.sqrt(2) }))
  })

  it('asks the last ten distinct items at most', () => {
    const running = 'abcdefghijk'
    const world = plainWorldOf(...[...running].map((item) => `${item}${item.toUpperCase()}`)).tune({ sessionFade: 100 })
    expect(
      Object.keys(world.after(running))
        .filter((item) => item < 'a')
        .toSorted(),
    ).toEqual([...'BCDEFGHIJK'])
  })

  it('asks an earlier item for fewer of its newest events', () => {
    // Two of q, and ⌈2 · e^-1⌉ = 1 of p.
    const world = plainWorldOf('pA', 'pB', 'qC', 'qD', 'qE').tune({ m: 2 })
    expect(
      Object.keys(world.after('pq'))
        .filter((item) => item < 'a')
        .toSorted(),
    ).toEqual(['B', 'D', 'E'])
  })

  it('does not let the running session vote', () => {
    expect(worldOf('abx').after('ab', 's0')).toEqual({})
  })

  it('does not score the item where the user is', () => {
    const scores = plainWorldOf('aab', 'aba', 'bab').after('a')
    expect(Object.keys(scores)).toEqual(['b'])
  })

  it('lets the k most similar sessions vote', () => {
    expect(Object.keys(worldOf('abcx', 'ay', 'abz').tune({ k: 1 }).after('ab'))).toEqual(['z', 'a'])
  })

  it('reads the m newest events of an item', () => {
    expect(Object.keys(worldOf('ax', 'ay').tune({ m: 1 }).after('a'))).toEqual(['y'])
  })

  it('finds the item beside the shared one in a session of any length', () => {
    expect(worldOf(`ax${'z'.repeat(5_000)}`).after('a').x).toBeGreaterThan(0)
    expect(worldOf(`a${'xyzw'.repeat(5)}b`).after('a')).not.toHaveProperty('b')
  })

  it('is silent in a session without items, and after an item that nobody else used', () => {
    expect(worldOf('ab').after('')).toEqual({})
    expect(worldOf('ab', 'c').after('c')).toEqual({})
  })

  it('scores the same context twice in the same way', () => {
    const world = worldOf('xabc', 'abd', 'bca')
    expect(world.after('ab')).toEqual(world.after('ab'))
  })

  it('counts an item that the running session used again after another item once, at its last use', () => {
    expect(plainWorldOf('ax').after('aba')).toEqual(closeTo({ x: 1 / Math.sqrt(2) }))
  })

  it('does not score the item where the user is, if a session is found by an earlier item only', () => {
    expect(plainWorldOf('pax', 'ay').tune({ m: 1 }).after('pa')).not.toHaveProperty('a')
  })

  it('lets every one of many sessions vote', () => {
    const items = Array.from({ length: 150 }, (_, n) => String.fromCharCode(0x4e00 + n))
    const world = plainWorldOf(...items.map((item) => `a${item}`))
    expect(world.after('a')).toEqual(closeTo(Object.fromEntries(items.map((item) => [item, 1 / Math.sqrt(2)]))))
    expect(world.after('a')).toEqual(world.after('a'))
  })

  it('tells the memory of its scratch', () => {
    expect(worldOf().predictor.heldBytes).toBe(16 * (4 + 4 + 8 + 4))
  })
})
