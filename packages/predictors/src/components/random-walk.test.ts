import { describe, expect, it } from 'vitest'
import { closeTo } from '../../test/close-to.ts'
import { describePredictor } from '../../test/predictor-contract.ts'
import { SessionWorld } from '../../test/session-world.ts'
import { RandomWalk } from './random-walk.ts'

describePredictor('RandomWalk', (log) => new RandomWalk(log))

/** A log in which popularity costs nothing, unless told otherwise. */
const worldOf = (...sessions: string[]) =>
  new SessionWorld((log) => new RandomWalk(log), ...sessions).tune({ rarity: 0 })

describe('RandomWalk', () => {
  it('reaches items that were never used with the last one, by an item between', () => {
    // One step to b (1), from there by two events: c after it, and a before it at half weight.
    expect(worldOf('ab', 'bc').after('a')).toEqual(closeTo({ c: 1 / Math.sqrt(2), a: 1 / 2 / Math.sqrt(2) }))
  })

  it('steps three items forward and two back, each by 1 / distance, back at half weight', () => {
    // From a to b (1), c (1/2) and d (1/3), then from each of these again; from a itself e is out of reach.
    expect(worldOf('abcde').after('a')).toEqual(
      closeTo({
        a: 1 / 2 + 1 / 8,
        b: 1 / 4 + 1 / 12,
        c: 1 + 1 / 6,
        d: 1 / 2 + 1 / 2,
        e: 1 / 3 + 1 / 4 + 1 / 3,
      }),
    )
  })

  it('discounts an item by its uses to the power of `rarity`', () => {
    const world = worldOf('ab', 'bc', 'c', 'c', 'c').tune({ rarity: 0.3 })
    expect(world.after('a')).toEqual(closeTo({ c: 4 ** -0.3 / Math.sqrt(2), a: 0.5 / Math.sqrt(2) }))
    for (const uses of [1_023, 1_024, 1_501]) {
      const popular = worldOf('ab', 'bc', ...Array(uses - 1).fill('c')).tune({ rarity: 0.3 })
      expect(popular.after('a').c).toBeCloseTo(uses ** -0.3 / Math.sqrt(2), 12)
    }
  })

  it('reads fewer events of an item between the further it is: by the root of its nearness', () => {
    // From a to b (1) and c (1/2): of c, ⌈4 · √½⌉ = 3 events are read, so that w is out of reach.
    const world = worldOf('abc', 'cw', 'cx', 'cy', 'cz').tune({ m2: 4 })
    const each = 0.5 / Math.sqrt(3)
    expect(world.after('a')).toEqual(closeTo({ a: 1 / 2, c: 1, x: each, y: each, z: each }))
  })

  it('starts from earlier items of the session too, each by 0.4 of the one after it', () => {
    const world = worldOf('ab', 'xy', 'yz', 'bc')
    const scores = world.after('xa')
    expect(scores.c).toBeCloseTo(1 / Math.sqrt(2), 12)
    expect(scores.z).toBeCloseTo(0.4 / Math.sqrt(2), 12)
  })

  it('starts from the last four items, and from no fifth', () => {
    const world = worldOf('ab', 'bc', 'wx', 'xy', 'vk', 'kl')
    const scores = world.after('vwnna')
    expect(scores.y).toBeCloseTo(0.4 ** 3 / Math.sqrt(2), 12)
    expect(scores.l).toBeUndefined()
  })

  it('reads the newest `m` events of the last item, and fewer of those before it', () => {
    const world = worldOf('ap', 'aq', 'xr', 'xs', 'pP', 'qQ', 'rR', 'sS').tune({ m: 1 })
    const scores = world.after('xa')
    expect(Object.keys(scores)).toEqual(expect.arrayContaining(['Q', 'S']))
    expect(scores).not.toHaveProperty('P')
    expect(scores).not.toHaveProperty('R')
  })

  it('goes on from the twelve nearest items only', () => {
    const [near, far] = ['bcdefghijklmn', 'BCDEFGHIJKLMN']
    const sessions = [...near].flatMap((item, n) => [`a${item}`, `${item}${far[n]}`])
    const scores = worldOf(...sessions).after('a')
    // Of thirteen that are equally near, the one used longest ago is left out.
    expect([...far].filter((item) => scores[item] === undefined)).toEqual(['B'])
  })

  it('learns nothing from the running session', () => {
    expect(worldOf('ab').after('a', 's0')).toEqual({})
  })

  it('tells the memory of its scratch', () => {
    expect(worldOf().predictor.heldBytes).toBe(16 * (8 + 4))
  })

  it('reads fewer events of an item between by its nearness relative to the nearest, however near that is', () => {
    // From a, used twice, to b (√2) and c (√½): of c, ⌈4 · √½⌉ = 3 events are read, so that w is out of reach.
    const scores = worldOf('abc', 'abc', 'cw', 'cx', 'cy', 'cz').tune({ m2: 4 }).after('a')
    expect(scores).not.toHaveProperty('w')
    expect(Object.keys(scores)).toEqual(expect.arrayContaining(['x', 'y', 'z']))
  })
})
