import { describe, expect, it } from 'vitest'
import { BehaviourLegs } from './behaviour-legs.ts'
import { learnBehaviour, noBehaviour } from './search-behaviour.ts'

const dayMs = 24 * 3_600_000
const nowMs = 100 * dayMs
const click = (itemId: string, propensity = 1, ageDays = 0, query = 'lamp') => ({
  query,
  itemId,
  propensity,
  atMs: nowMs - ageDays * dayMs,
  isBlended: true,
})
const clicksOf = (...clicks: ReturnType<typeof click>[]) => learnBehaviour(clicks, [], nowMs).clicks

describe('learnBehaviour', () => {
  it('weighs a click by inverse propensity, at most 10', () => {
    expect(clicksOf(click('first'), click('fifth', 0.2), click('hundredth', 0.01)).lamp).toEqual([
      ['hundredth', 10],
      ['fifth', 5],
      ['first', 1],
    ])
  })

  it('gives two equally attractive items the same weight, wherever they were shown', () => {
    // Looked at in 100 and in 10 of 100 searches, and chosen each second time.
    const shownFirst = Array.from({ length: 50 }, () => click('first', 1))
    const shownTenth = Array.from({ length: 5 }, () => click('tenth', 0.1))
    const weights = new Map(clicksOf(...shownFirst, ...shownTenth).lamp)
    expect(weights.get('tenth')).toBeCloseTo(weights.get('first') ?? 0)
  })

  it('lets a click count half after 30 days', () => {
    expect(clicksOf(click('old', 1, 30), click('new')).lamp).toEqual([
      ['new', 1],
      ['old', 0.5],
    ])
  })

  it('keeps queries apart that are named like properties of objects', () => {
    const clicks = clicksOf(click('a'), click('b', 1, 0, '__proto__'), click('c', 1, 0, 'constructor'))
    const legs = new BehaviourLegs({ clicks, popularity: [] })
    expect([...legs.clicks('__proto__').keys()]).toEqual(['b'])
    expect([...legs.clicks('constructor').keys()]).toEqual(['c'])
    expect(legs.clicks('toString').size).toBe(0)
  })

  it('learned behaviour survives JSON', () => {
    const learned = learnBehaviour([click('a'), click('b', 1, 0, '__proto__')], [{ itemId: 'a', weight: 3 }], nowMs)
    expect(JSON.parse(JSON.stringify(learned))).toEqual(learned)
  })
})

describe('BehaviourLegs', () => {
  it('scores between 0 and 1, higher with more clicks', () => {
    const legs = new BehaviourLegs({
      clicks: {
        lamp: [
          ['a', 9],
          ['b', 3],
          ['c', 0.1],
        ],
      },
      popularity: [],
    })
    const scores = [...legs.clicks('lamp').values()]
    expect(scores).toEqual(scores.toSorted((a, b) => b - a))
    expect(scores.every((score) => score > 0 && score < 1)).toBe(true)
    expect(legs.clicks('lamp').get('b')).toBe(0.5)
  })

  it('ranks items by their uses, with scores below 1', () => {
    const { popularity } = new BehaviourLegs({
      clicks: {},
      popularity: [
        ['a', 1000],
        ['b', 10],
      ],
    })
    expect(popularity.get('a')).toBeLessThan(1)
    expect(popularity.get('a')).toBeGreaterThan(popularity.get('b') ?? 1)
  })

  it('has no scores without behaviour', () => {
    const legs = new BehaviourLegs(noBehaviour)
    expect([legs.clicks('lamp').size, legs.popularity.size]).toEqual([0, 0])
  })

  it('retrieves clicked items, but not liked or popular ones', () => {
    const legs = new BehaviourLegs({ clicks: { lamp: [['b', 1]] }, popularity: [['a', 10]] })
    expect(legs.legs('lamp', new Map([['b', 0.5]])).map(({ name, finds }) => [name, finds])).toEqual([
      ['clicks', true],
      ['affinity', false],
      ['popularity', false],
    ])
    expect(legs.legs('chair').map(({ name }) => name)).toEqual(['popularity'])
  })
})
