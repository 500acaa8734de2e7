import { describe, expect, it } from 'vitest'
import { legsOf, SimulatedShop } from '../../test/simulated-shop.ts'
import { fitLsa } from '../semantics/fit-lsa.ts'
import type { BehaviourLegs } from './behaviour-legs.ts'
import { clickWindows } from './click-windows.ts'
import { fitFusion } from './fit-fusion.ts'
import type { Click } from './search-behaviour.ts'

const searches = 3_000
const minuteMs = 60_000
const shop = new SimulatedShop({ items: 400, queries: 300, seed: 1, taste: 'quality' })
shop.index.use(fitLsa(shop.documents))
const popular = legsOf([], shop.uses, 0)
const clicks = shop.clicks(searches, 0, (query) => popular.legs(query))

function fitted(told: readonly Click[], clock = () => 0) {
  const { learn, judge } = clickWindows(told)
  const lesson = (window: typeof learn) => ({
    clicks: window.clicks,
    legs: legsOf(window.before, shop.uses, window.fromMs),
  })
  const steps = fitFusion({ index: shop.index, learn: lesson(learn), judge: lesson(judge), budgetMs: 1_000, clock })
  const progress: number[] = []
  let step = steps.next()
  for (; !step.done; step = steps.next()) progress.push(step.value)
  return { ...step.value, progress }
}

describe('fitFusion on clicks of a simulated tenant', () => {
  const learned = fitted(clicks)

  it('learns the legs that users follow, and is better on unseen clicks', () => {
    expect(learned.isAccepted).toBe(true)
    expect(learned.after).toBeGreaterThan(learned.before + 2 * learned.standardError)
    expect(learned.after).toBeGreaterThan(0.99 * learned.bestLegAlone)
    expect(learned.weights?.popularity).toBeGreaterThan(0.5)
    expect(learned.weights?.affinity).toBe(0)
  })

  it('reports progress that only grows', () => {
    expect(learned.progress).toEqual(learned.progress.toSorted((a, b) => a - b))
    expect(learned.progress.every((fraction) => fraction >= 0 && fraction <= 1)).toBe(true)
  })

  it('rejects what it learned from random clicks', () => {
    const any = shop.queries.flatMap((query, n) => {
      const { hits } = shop.index.search({ query, limit: 50, legs: popular.legs(query) })
      const itemId = hits[(n * 7) % hits.length]?.id
      return itemId === undefined ? [] : [{ query, itemId, propensity: 1, atMs: n, isBlended: true }]
    })
    const { queries, weights } = fitted(any)
    expect(queries).toBeGreaterThan(30)
    expect(weights).toBeUndefined()
  })

  it('stops and accepts nothing when its time is over', () => {
    let nowMs = 0
    const clock = () => {
      nowMs += 50
      return nowMs
    }
    expect(fitted(clicks, clock)).toMatchObject({ isAccepted: false, queriesLearned: 9, queries: 9 })
  })
})

describe('without learning', () => {
  const placeOfFirstRight = (legs: BehaviourLegs, n: number) => {
    const query = shop.queries[n] ?? ''
    const { hits } = shop.index.search({ query, limit: 50, legs: legs.legs(query) })
    return hits.findIndex(({ id }) => shop.isRight(n, id)) + 1
  }
  const reciprocalRank = (legs: BehaviourLegs) =>
    shop.queries.reduce((sum, _, n) => {
      const place = placeOfFirstRight(legs, n)
      return place === 0 ? sum : sum + 1 / place / shop.queries.length
    }, 0)

  it('clicked items rank higher without a learned fusion', () => {
    const behaviour = legsOf(clicks, shop.uses, searches * minuteMs)
    expect(reciprocalRank(behaviour)).toBeGreaterThan(reciprocalRank(popular) + 0.02)
  })

  it('a popular item does not pass one that answers much better', () => {
    const wrong = shop.documents[0]?.id ?? ''
    const famous = legsOf([], [{ itemId: wrong, weight: 1e9 }], 0)
    const firstOf = (query: string, legs?: BehaviourLegs) =>
      shop.index.search({ query, limit: 1, legs: legs?.legs(query) }).hits[0]?.id
    const passed = shop.queries.filter((query) => firstOf(query) !== wrong && firstOf(query, famous) === wrong)
    expect(passed.length).toBeLessThan(0.01 * shop.queries.length)
  })
})
