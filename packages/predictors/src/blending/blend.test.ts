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

describe('Blend', () => {
  it('unites the candidates of all components', () => {
    const predictors = [constant('one', [a, 1]), constant('two', [b, 1], [c, 2])]
    const blend = blendOf(predictors, logOf('a', 'b', 'c'))
    const top = blend.predict(at(), 10)
    expect([0, 1, 2].map((n) => top.key(n)).toSorted()).toEqual([a, b, c])
  })

  it('gives all weight to those that have something to say', () => {
    const predictors = [constant('mute'), constant('speaks', [a, 1])]
    const blend = blendOf(predictors, logOf('a'))
    blend.predict(at(), 10)
    expect(blend.explain(a).map(({ model, weight }) => [model, weight])).toEqual([['speaks', 1]])
  })

  it('explains a probability completely, the strongest reason first', () => {
    const predictors = [constant('one', [a, 1], [b, 1]), constant('two', [b, 2], [c, 2]), constant('three', [b, 5])]
    const blend = blendOf(predictors, logOf('a', 'b', 'c'))
    const top = blend.predict(at(c), 10)
    for (let n = 0; n < top.size; n++) {
      const parts = blend.explain(top.key(n)).map(({ weight, score }) => weight * score)
      expect(parts.reduce((sum, part) => sum + part, 0)).toBeCloseTo(top.score(n), 12)
      expect(parts).toEqual(parts.toSorted((x, y) => y - x))
    }
  })

  it('learns apart who knows what is new and who knows what comes back', () => {
    const predictors = [
      constant('returns', [a, 9], [b, 1], [c, 1], [d, 9]),
      constant('news', [a, 1], [b, 9], [c, 9], [d, 1]),
    ]
    const log = logOf('a', 'b', 'c', 'd')
    const blend = blendOf(predictors, log)
    for (let n = 0; n < 2_000; n++) {
      blend.predict(at(a, b), 10)
      blend.learn(at(a, b), n % 2 === 0 ? a : c)
    }
    blend.predict(at(a, b), 10)
    expect(blend.explain(a)[0]?.model).toBe('returns')
    expect(blend.explain(c)[0]?.model).toBe('news')
    const top = blend.predict(at(a, b), 2)
    expect([top.key(0), top.key(1)].toSorted()).toEqual([a, c])
    expect(top.score(0)).toBeCloseTo(0.45, 0)
  })

  it('places what came next, alone and together', () => {
    const predictors = [constant('one', [a, 3], [b, 2]), constant('two', [b, 1])]
    const blend = blendOf(predictors, logOf('a', 'b', 'c'))
    const top = blend.predict(at(), 20)
    expect(blend.placing(b, top).rank).toBe(1)
    expect([0, 1].map((component) => blend.placingAlone(component, b).rank)).toEqual([2, 1])
    expect(blend.placing(c, top).rank).toBe(0)
    expect(blend.placing(c, top).probability).toBeGreaterThan(0)
  })

  it('gives probabilities over all items, listed or not, the unknown as one, that sum to 1 at most', () => {
    const names = Array.from({ length: 600 }, (_, n) => `item ${n}`)
    const ranked = (offset: number) =>
      names.slice(0, 40).map((_, n): [number, number] => [(n * 7 + offset) % 600, 1 / (n + 1)])
    const blend = blendOf([constant('one', ...ranked(0)), constant('two', ...ranked(3))], logOf(...names))
    const isTilted = new Set<boolean>()
    for (const context of [at(), at(a, b), at(599, a), at(a, a)]) {
      for (let n = 0; n < 1_000; n++) {
        blend.predict(context, 20)
        blend.learn(context, n % 3 === 0 ? (n ** 2 * 7) % 600 : (context.items.at(-1) ?? n % 600))
      }
      const top = blend.predict(context, 20)
      const sum = [-1, ...names.keys()].reduce((total, item) => total + blend.placing(item, top).probability, 0)
      expect(sum).toBeLessThanOrEqual(1 + 1e-9)
      expect(sum).toBeGreaterThan(0.5)
      isTilted.add(blend.isTilted)
    }
    expect(isTilted).toEqual(new Set([false, true]))
  })

  it('tells apart the items that it does not list, by how much components think of them', () => {
    const names = Array.from({ length: 60 }, (_, n) => `item ${n}`)
    const falling = names.slice(0, 40).map((_, n): [number, number] => [n, 1 / (n + 1)])
    const blend = blendOf([constant('one', ...falling)], logOf(...names))
    const top = blend.predict(at(), 20)
    const [better, worse, unnamed] = [25, 35, 45].map((item) => blend.placing(item, top))
    expect([better?.rank, worse?.rank]).toEqual([0, 0])
    expect(better?.probability).toBeCloseTo((36 / 26) * (worse?.probability ?? 0), 12)
    expect(worse?.probability).not.toBeCloseTo(unnamed?.probability ?? 0, 6)
  })

  it('can name a probability for what nobody expected, from no events at all', () => {
    const blend = blendOf([constant('mute')], new EventLog())
    const top = blend.predict(at(), 20)
    expect(blend.placing(-1, top)).toEqual({ rank: 0, probability: 1 })
    expect(blend.placingAlone(0, -1)).toEqual({ rank: 0, probability: 1 })
  })

  it('learns what no mixture can say, and serves it when that is known to be better', () => {
    const log = logOf('a', 'b', 'c')
    const blend = blendOf([constant('one', [a, 1], [b, 1], [c, 1])], log)
    expect(blend.isTilted).toBe(false)
    for (let n = 0; n < 2_000; n++) {
      const context = n % 2 === 0 ? at(a, b) : at(b, a)
      blend.predict(context, 10)
      blend.learn(context, context.items.at(-1) ?? a)
    }
    expect(blend.isTilted).toBe(true)
    expect(blend.predict(at(a, b), 10).key(0)).toBe(b)
    expect(blend.predict(at(b, a), 10).key(0)).toBe(a)
    expect(blend.predict(at(b, a), 10).score(0)).toBeGreaterThan(0.8)
  })

  it('promises what comes true, and hands that on with its state', () => {
    const log = logOf('a', 'b', 'c')
    const predictors = [constant('one', [a, 9], [b, 1])]
    const [blend, next] = [blendOf(predictors, log), blendOf(predictors, log)]
    for (let n = 0; n < 2_000; n++) {
      blend.predict(at(c), 10)
      blend.learn(at(c), n % 2 === 0 ? a : b)
    }
    next.restore(JSON.parse(JSON.stringify(blend.state)))
    const [top, handed] = [blend.predict(at(c), 10), next.predict(at(c), 10)]
    for (const place of [0, 1]) {
      expect(top.score(place)).toBeCloseTo(0.5, 1)
      expect([handed.key(place), handed.score(place)]).toEqual([top.key(place), top.score(place)])
    }
  })

  it('takes over a state that lacks a newer component', () => {
    const log = logOf('a', 'b')
    const [old, newer] = [constant('old', [a, 1]), constant('newer', [b, 1])]
    const before = blendOf([old], log)
    const after = blendOf([old, newer], log)
    after.restore(before.state)
    expect(Object.values(after.weights).reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12)
    expect(after.weights.newer).toBeCloseTo(1 / 3, 12)
  })
})
