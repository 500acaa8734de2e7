import { describe, expect, it } from 'vitest'
import { ItemEmbedding } from '../embedding/item-embedding.ts'
import { LogBilinear } from '../embedding/log-bilinear.ts'
import { EventLog } from '../log/event-log.ts'
import { PartialTopK } from '../ranking/partial-top-k.ts'
import { LogitCorrection } from './logit-correction.ts'
import { Mixture } from './mixture.ts'

/** Items 0 to 3, of which the one component always gives item 0 the highest score. */
class World {
  readonly log = new EventLog()
  readonly correction: LogitCorrection
  readonly #seen: Mixture
  readonly #fresh: Mixture
  readonly #candidates: PartialTopK
  readonly #context = { items: [3], user: -1, session: -1, atMs: 0 }

  constructor(correction?: (log: EventLog) => LogitCorrection) {
    for (const itemId of 'abcd') this.log.append({ itemId, sessionId: 's', atMs: 0 })
    const priors = new Map([['only', 1]])
    this.#seen = new Mixture(priors, this.log.items)
    this.#fresh = new Mixture(priors, this.log.items)
    this.#candidates = new PartialTopK(100, this.log.items)
    this.correction = correction?.(this.log) ?? new LogitCorrection(['only'], this.log, new ItemEmbedding())
  }

  /**
   * The correction's probabilities of items 0, 1, 2, of which the mixture gives 0.4, 0.3 and 0.2, and of an item not
   * listed, to which it gives 0.1.
   */
  consider(): number[] {
    this.#seen.clear()
    this.#fresh.clear()
    this.#candidates.clear()
    for (const [item, mixed] of [0.4, 0.3, 0.2].entries()) {
      this.#fresh.experts[0]?.offer(item, mixed)
      this.#candidates.offer(item, mixed)
    }
    this.#seen.close()
    this.#fresh.close()
    const [context, candidates] = [this.#context, this.#candidates]
    this.correction.consider({
      context,
      candidates,
      seen: this.#seen.experts,
      fresh: this.#fresh.experts,
      cases: 0,
      isSeen: (item) => item === 3,
    })
    return [0.4, 0.3, 0.2, 0.1].map((mixed, item) => this.correction.probability(item, mixed))
  }

  /** The second item comes next, again and again. */
  teach(cases: number): void {
    for (let n = 0; n < cases; n++) {
      this.consider()
      this.correction.learn(1, 0.3)
    }
  }
}

describe('LogitCorrection', () => {
  it('starts as no change, and is not in service', () => {
    const world = new World()
    for (const [item, probability] of world.consider().entries())
      expect(probability).toBeCloseTo([0.4, 0.3, 0.2, 0.1][item] ?? 0, 9)
    expect(world.correction.isServing).toBe(false)
  })

  it('learns the errors of the mixtures, goes into service, and gives probabilities that sum to 1', () => {
    const world = new World()
    world.teach(300)
    const [first = 1, second = 0, third = 1, other = 1] = world.consider()
    expect(second).toBeGreaterThan(0.5)
    expect(first + second + third + other).toBeCloseTo(1, 9)
    expect(world.correction.isServing).toBe(true)
  })

  it('shares the rest among the items that are no candidates in proportion to the mixtures', () => {
    const world = new World()
    world.teach(100)
    world.consider()
    expect(world.correction.probability(-1, 0.05)).toBeCloseTo(world.correction.probability(3, 0.1) / 2, 12)
  })

  it('continues from a stored state, also with a newer component', () => {
    const world = new World()
    world.teach(300)
    const state = JSON.parse(JSON.stringify(world.correction.state))
    for (const components of [['only'], ['newer', 'only']]) {
      const correction = new LogitCorrection(components, world.log, new ItemEmbedding())
      correction.restore(state)
      expect(correction.isServing).toBe(true)
      for (const [at, name] of correction.state.features.entries()) {
        const known = state.features.indexOf(name)
        expect(correction.state.weights[at]).toBe(known < 0 ? 0 : state.weights[known])
      }
    }
    const stored = new World((log) => new LogitCorrection(['only'], log, new ItemEmbedding()))
    stored.correction.restore(state)
    expect(stored.consider()).toEqual(world.consider())
  })
})

/** The weights that one case teaches, of items 0 to 3 in this session with the same mixed probability, by feature. */
function taught(
  session: number[],
  next: number,
  kind: 'fresh' | 'seen',
  { block = 0, embedding = new ItemEmbedding() } = {},
) {
  const log = new EventLog()
  for (const itemId of ['a', 'b', 'c', 'd']) log.append({ itemId, atMs: 0 })
  const candidates = new PartialTopK(100, log.items)
  for (const item of [0, 1, 2, 3]) candidates.offer(item, 0.2)
  const correction = new LogitCorrection([], log, embedding)
  const context = { items: session, user: -1, session: -1, atMs: 0 }
  const isSeen = (item: number) => session.includes(item)
  correction.consider({ context, candidates, seen: [], fresh: [], cases: 0, isSeen })
  correction.learn(next, 0.2)
  const { features, weights } = correction.state
  // Per kind a block shared by all lengths of the session, and one for each of the four classes of length.
  const at = ((kind === 'fresh' ? 0 : 5) + block) * features.length
  return Object.fromEntries(features.map((name, f) => [name, Math.sign(weights[at + f] ?? Number.NaN)]))
}

describe('LogitCorrection features', () => {
  it('learns where in the session the item that came next was last used, and whether more than once', () => {
    const session = [0, 1, 2, 3, 0]
    const places = (next: number) => {
      const { last, second, third, further, often } = taught(session, next, 'seen')
      return { last, second, third, further, often }
    }
    const none = { last: -1, second: -1, third: -1, further: -1, often: -1 }
    expect(places(0)).toEqual({ ...none, last: 1, often: 1 })
    expect(places(3)).toEqual({ ...none, second: 1 })
    expect(places(2)).toEqual({ ...none, third: 1 })
    expect(places(1)).toEqual({ ...none, further: 1 })
    expect(places(9)).toEqual(none)
  })

  it('learns of places in the session only from items that are candidates', () => {
    expect(taught([9, 8, 0], 0, 'seen')).toMatchObject({ last: 1, second: 0, third: 0, further: 0, often: 0 })
  })

  it('learns how well the item that came next fits by its vector, and whether it has one', () => {
    const model = new LogBilinear(3)
    model.biases.set([1, 2, 9])
    const embedding = new ItemEmbedding()
    embedding.adopt(Int32Array.from([1, 2, 3]), model)
    const learned = (next: number) => {
      const { fit, unplaced } = taught([0], next, 'fresh', { embedding })
      return { fit, unplaced }
    }
    expect(learned(1)).toEqual({ fit: -1, unplaced: -1 })
    expect(learned(2)).toEqual({ fit: 1, unplaced: -1 })
    expect(learned(3)).toMatchObject({ unplaced: 1 })
    expect(taught([3], 2, 'fresh', { embedding }), 'without a context').toMatchObject({ fit: 0, unplaced: 0 })
  })

  it('learns for items that the session has used apart from the others', () => {
    expect(taught([0, 1], 0, 'seen')).toMatchObject({ uses: 1, 'uses²': 1, prior: -1 })
    expect(taught([0, 1], 0, 'fresh')).toMatchObject({ uses: -1, 'uses²': -1, prior: 1, last: 0 })
    expect(taught([0, 1], 2, 'fresh')).toMatchObject({ uses: 1, 'uses²': 1, prior: -1 })
  })

  it('learns apart for sessions of one item, of up to three, of up to seven, and of more', () => {
    const learned = (length: number) =>
      [1, 2, 3, 4].filter((block) => taught(Array(length).fill(0), 0, 'seen', { block }).last !== 0)
    expect([1, 2, 3, 4, 7, 8, 50].map(learned)).toEqual([[1], [2], [2], [3], [3], [4], [4]])
  })
})
