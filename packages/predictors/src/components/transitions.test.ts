import { describe, expect, it } from 'vitest'
import { closeTo } from '../../test/close-to.ts'
import { describePredictor } from '../../test/predictor-contract.ts'
import { SessionWorld } from '../../test/session-world.ts'
import { Transitions } from './transitions.ts'

describePredictor('Transitions', (log) => new Transitions(log))

const worldOf = (...sessions: string[]) => new SessionWorld((log) => new Transitions(log), ...sessions)

describe('Transitions', () => {
  it('scores the three items that followed, by 1 / distance, over the root of their sum', () => {
    const norm = Math.sqrt(1 + 1 / 2 + 1 / 3)
    expect(worldOf('xabcde').after('a')).toEqual(closeTo({ b: 1 / norm, c: 1 / 2 / norm, d: 1 / 3 / norm }))
  })

  it('counts a rule that lies `halfAge` uses of the item back one half', () => {
    const norm = Math.sqrt(1.5)
    expect(worldOf('ab', 'ac').tune({ halfAge: 1 }).after('a')).toEqual(closeTo({ b: 0.5 / norm, c: 1 / norm }))
  })

  it('adds the rules of earlier items, each by 0.4 of the one after it', () => {
    const scores = worldOf('ab', 'xb', 'xc').tune({ halfAge: 1e300 }).after('xa')
    expect(scores).toEqual(closeTo({ b: 1 + 0.4 / Math.sqrt(2), c: 0.4 / Math.sqrt(2) }))
  })

  it('asks the last four items, and no fifth', () => {
    const scores = worldOf('ab', 'wc', 'vd').after('vwxya')
    expect(scores).toEqual(closeTo({ b: 1, c: 0.4 ** 3 }))
  })

  it('asks an earlier item for fewer of its newest events', () => {
    // Two of a, and one of x: ⌈2 · 0.4⌉.
    const world = worldOf('ab', 'ac', 'ad', 'xe', 'xf').tune({ m: 2, halfAge: 1e300, norm: 0 })
    expect(world.after('xa')).toEqual(closeTo({ c: 1, d: 1, f: 0.4 }))
  })

  it('reaches as far, fades with distance, and divides by as much of the sum as `tune` says', () => {
    const world = worldOf('abcd').tune({ steps: 2, stepFade: 2, norm: 1 })
    expect(world.after('a')).toEqual(closeTo({ b: 1 / 1.25, c: 0.25 / 1.25 }))
  })

  it('scores the items before an item, too, by as much as `tune` says', () => {
    const world = worldOf('xab').tune({ backward: 0.5, norm: 0, halfAge: 1e300 })
    expect(world.after('a')).toEqual(closeTo({ b: 1, x: 0.5 }))
  })

  it('reads fewer events of an item when each tells more rules', () => {
    const sessions = ['zab', ...Array<string>(150).fill('yac')]
    const scores = worldOf(...sessions)
      .tune({ steps: 6, backward: 0.3, norm: 0, halfAge: 1e300, m: 300 })
      .after('a')
    expect(scores).toEqual(closeTo({ c: 150, y: 45 }))
  })

  it('learns nothing from the running session', () => {
    expect(worldOf('ab', 'aca').tune({ halfAge: 1e300 }).after('a', 's1')).toEqual(closeTo({ b: 1 }))
  })

  it('is silent after an item that nothing followed', () => {
    expect(worldOf('ab').after('b')).toEqual({})
    expect(worldOf('ab').after('')).toEqual({})
  })

  it('tells the memory of its scratch', () => {
    expect(worldOf().predictor.heldBytes).toBe(64 * (4 + 8))
  })

  it('counts the rules of hundreds of events', () => {
    const letter = (n: number) => String.fromCharCode(0x4e00 + n)
    const sessions = Array.from({ length: 100 }, (_, n) => `a${letter(3 * n)}${letter(3 * n + 1)}${letter(3 * n + 2)}`)
    const scores = worldOf(...sessions)
      .tune({ halfAge: 1e300, norm: 0 })
      .after('a')
    const expected = Array.from({ length: 300 }, (_, n) => [letter(n), 1 / (1 + (n % 3))] as const)
    expect(scores).toEqual(closeTo(Object.fromEntries(expected)))
  })
})
