import { describe, expect, it } from 'vitest'
import type { Context } from '../components/context.ts'
import type { Predictor } from '../components/predictor.ts'
import { EventLog } from '../log/event-log.ts'
import { Blend } from './blend.ts'

const [a, b, c, d] = [0, 1, 2, 3]

function logOf(...itemIds: string[]): EventLog {
  const log = new EventLog()
  for (const itemId of itemIds) log.append({ itemId, atMs: 0 })
  return log
}

/** Scores the same, whatever the context. */
function constant(name: string, ...scores: [item: number, score: number][]): Predictor {
  return {
    name,
    score: (_, target) => {
      for (const [item, score] of scores) target.add(item, score)
    },
  }
}

function blendOf(predictors: readonly Predictor[], log: EventLog): Blend {
  return new Blend(
    predictors.map((predictor) => ({ predictor, prior: 0.5 })),
    log,
  )
}

const at = (...items: number[]): Context => ({ items, user: -1, session: -1, atMs: 0 })

/** The models named as reasons for an item, the strongest first. */
const reasonsFor = (blend: Blend, context: Context, item: number) =>
  blend.predict(context, 10, true).find((ranked) => ranked.item === item)?.reasons ?? []

describe('Blend', () => {
  it('lists the candidates of all components', () => {
    const predictors = [constant('one', [a, 1]), constant('two', [b, 1], [c, 2])]
    const listed = blendOf(predictors, logOf('a', 'b', 'c')).predict(at(), 10)
    expect(listed.map(({ item }) => item).toSorted()).toEqual([a, b, c])
  })

  it('lists at most as many items as asked for, the most probable first', () => {
    const blend = blendOf([constant('one', [a, 1], [b, 3], [c, 2])], logOf('a', 'b', 'c'))
    expect(blend.predict(at(), 2).map(({ item }) => item)).toEqual([b, c])
    expect(blend.predict(at(), 0)).toEqual([])
  })

  it('returns lists that later predictions and lessons do not change', () => {
    const blend = blendOf([constant('one', [a, 1], [b, 3], [c, 2])], logOf('a', 'b', 'c'))
    const first = blend.predict(at(), 3, true)
    const copy = structuredClone(first)
    for (let n = 0; n < 500; n++) blend.observe(at(b), n % 2 === 0 ? c : b, 3)
    expect(first).toEqual(copy)
    expect(blend.predict(at(), 3, true)).not.toEqual(copy)
  })

  it('gives all weight to components that scored something', () => {
    const blend = blendOf([constant('mute'), constant('speaks', [a, 1])], logOf('a'))
    expect(reasonsFor(blend, at(), a).map(({ model, weight }) => [model, weight])).toEqual([['speaks', 1]])
  })

  it('explains a probability completely, the strongest reason first', () => {
    const predictors = [constant('one', [a, 1], [b, 1]), constant('two', [b, 2], [c, 2]), constant('three', [b, 5])]
    const listed = blendOf(predictors, logOf('a', 'b', 'c')).predict(at(c), 10, true)
    expect(listed).toHaveLength(3)
    for (const { probability, reasons = [] } of listed) {
      const parts = reasons.map(({ weight, score }) => weight * score)
      expect(parts.reduce((sum, part) => sum + part, 0)).toBeCloseTo(probability, 12)
      expect(parts).toEqual(parts.toSorted((x, y) => y - x))
    }
  })

  it('learns separate weights for items that the session has used and for items that it has not', () => {
    const predictors = [
      constant('returns', [a, 9], [b, 1], [c, 1], [d, 9]),
      constant('news', [a, 1], [b, 9], [c, 9], [d, 1]),
    ]
    const blend = blendOf(predictors, logOf('a', 'b', 'c', 'd'))
    for (let n = 0; n < 2_000; n++) blend.observe(at(a, b), n % 2 === 0 ? a : c, 10)
    expect(reasonsFor(blend, at(a, b), a)[0]?.model).toBe('returns')
    expect(reasonsFor(blend, at(a, b), c)[0]?.model).toBe('news')
    const top = blend.predict(at(a, b), 2)
    expect(top.map(({ item }) => item).toSorted()).toEqual([a, c])
    expect(top[0]?.probability).toBeCloseTo(0.45, 0)
    expect(blend.cases).toBe(2_000)
  })

  it('ranks the item that came next, for the blend and for each component alone', () => {
    const predictors = [constant('one', [a, 3], [b, 2]), constant('two', [b, 1])]
    const blend = blendOf(predictors, logOf('a', 'b', 'c'))
    expect(blend.rankOf(at(), c, 20).rank).toBe(0)
    expect(blend.rankOf(at(), c, 20).probability).toBeGreaterThan(0)
    const outcome = blend.observe(at(), b, 20)
    expect(outcome.blend.rank).toBe(1)
    expect(outcome.components.map(({ rank }) => rank)).toEqual([2, 1])
    expect(outcome.blend.listed.map(({ item }) => item).toSorted()).toEqual([a, b])
    expect(outcome.components.map(({ listed }) => listed.map(({ item }) => item).toSorted())).toEqual([[a, b], [b]])
  })

  it('gives each component alone the probability that it would have served', () => {
    const blend = blendOf([constant('one', [a, 3], [b, 1])], logOf('a', 'b', 'c'))
    // Escape 0.5 and power 1 before anything is learned: 3/4 and 1/4 of one half, and all fresh items are possible.
    const [one] = blend.observe(at(), a, 20).components
    expect(one?.probability).toBeCloseTo(0.375, 12)
    expect(one?.listed.map(({ item, probability }) => [item, probability])).toEqual([
      [b, 0.125],
      [a, 0.375],
    ])
  })

  it('gives probabilities over all items, listed or not, that sum to at most 1', () => {
    const names = Array.from({ length: 600 }, (_, n) => `item ${n}`)
    const ranked = (offset: number) =>
      names.slice(0, 40).map((_, n): [number, number] => [(n * 7 + offset) % 600, 1 / (n + 1)])
    const blend = blendOf([constant('one', ...ranked(0)), constant('two', ...ranked(3))], logOf(...names))
    const isCorrected = new Set<boolean>()
    for (const context of [at(), at(a, b), at(599, a), at(a, a)]) {
      for (let n = 0; n < 1_000; n++)
        blend.observe(context, n % 3 === 0 ? (n ** 2 * 7) % 600 : (context.items.at(-1) ?? n % 600), 20)
      // All items that the log does not know count as one, -1.
      const sum = [-1, ...names.keys()].reduce((total, item) => total + blend.rankOf(context, item, 20).probability, 0)
      expect(sum).toBeLessThanOrEqual(1 + 1e-9)
      expect(sum).toBeGreaterThan(0.5)
      isCorrected.add(blend.isCorrected)
    }
    expect(isCorrected).toEqual(new Set([false, true]))
  })

  it('gives items that it does not list different probabilities, by the scores of the components', () => {
    const names = Array.from({ length: 60 }, (_, n) => `item ${n}`)
    const falling = names.slice(0, 40).map((_, n): [number, number] => [n, 1 / (n + 1)])
    const blend = blendOf([constant('one', ...falling)], logOf(...names))
    const [better, worse, unnamed] = [25, 35, 45].map((item) => blend.rankOf(at(), item, 20))
    expect([better?.rank, worse?.rank]).toEqual([0, 0])
    expect(better?.probability).toBeCloseTo((36 / 26) * (worse?.probability ?? 0), 12)
    expect(worse?.probability).not.toBeCloseTo(unnamed?.probability ?? 0, 6)
  })

  it('gives an unknown item probability 1 when the log is empty', () => {
    const blend = blendOf([constant('mute')], new EventLog())
    const certain = { rank: 0, probability: 1, listed: [] }
    expect(blend.observe(at(), -1, 20)).toEqual({ blend: certain, components: [certain] })
  })

  it('corrects an error that all mixtures share, as soon as the correction is known to be better', () => {
    const blend = blendOf([constant('one', [a, 1], [b, 1], [c, 1])], logOf('a', 'b', 'c'))
    expect(blend.isCorrected).toBe(false)
    for (let n = 0; n < 2_000; n++) {
      const context = n % 2 === 0 ? at(a, b) : at(b, a)
      blend.observe(context, context.items.at(-1) ?? a, 10)
    }
    expect(blend.isCorrected).toBe(true)
    expect(blend.predict(at(a, b), 10)[0]?.item).toBe(b)
    const [best] = blend.predict(at(b, a), 10)
    expect(best?.item).toBe(a)
    expect(best?.probability).toBeGreaterThan(0.8)
  })

  it('gives probabilities that come true, and the same ones from its restored state', () => {
    const log = logOf('a', 'b', 'c')
    const predictors = [constant('one', [a, 9], [b, 1])]
    const [blend, next] = [blendOf(predictors, log), blendOf(predictors, log)]
    for (let n = 0; n < 2_000; n++) blend.observe(at(c), n % 2 === 0 ? a : b, 10)
    next.restore(JSON.parse(JSON.stringify(blend.state)))
    const listed = blend.predict(at(c), 10)
    for (const { probability } of listed) expect(probability).toBeCloseTo(0.5, 1)
    expect(next.predict(at(c), 10)).toEqual(listed)
  })

  it('learns nothing but calibration from a case that only calibrates', () => {
    const blend = blendOf([constant('one', [a, 9], [b, 1])], logOf('a', 'b', 'c'))
    const { calibration: _, ...before } = blend.state
    for (let n = 0; n < 2_000; n++) blend.calibrate(at(c), n % 2 === 0 ? a : b, 10)
    expect(blend.state).toMatchObject(before)
    for (const { probability } of blend.predict(at(c), 10)) expect(probability).toBeCloseTo(0.5, 1)
  })

  it('restores a state that lacks a newer component, which then gets its first guess', () => {
    const log = logOf('a', 'b')
    const [old, newer] = [constant('old', [a, 1]), constant('newer', [b, 1])]
    const before = blendOf([old], log)
    const after = blendOf([old, newer], log)
    after.restore(before.state)
    expect(Object.values(after.weights).reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12)
    expect(after.weights.newer).toBeCloseTo(1 / 3, 12)
  })
})
