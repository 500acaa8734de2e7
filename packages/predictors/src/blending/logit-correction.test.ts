import { describe, expect, it } from 'vitest'
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
    this.correction = correction?.(this.log) ?? new LogitCorrection(['only'], this.log)
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
      const correction = new LogitCorrection(components, world.log)
      correction.restore(state)
      expect(correction.isServing).toBe(true)
      for (const [at, name] of correction.state.features.entries()) {
        const known = state.features.indexOf(name)
        expect(correction.state.weights[at]).toBe(known < 0 ? 0 : state.weights[known])
      }
    }
    const stored = new World((log) => new LogitCorrection(['only'], log))
    stored.correction.restore(state)
    expect(stored.consider()).toEqual(world.consider())
  })
})
