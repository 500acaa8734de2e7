import { describe, expect, it } from 'vitest'
import type { Predictor } from '../components/predictor.ts'
import type { Case } from './recent-sessions.ts'
import { searchParameters } from './search-parameters.ts'

const cases = (count: number): Case[] =>
  Array.from({ length: count }, () => ({ context: { items: [5], user: -1, session: -1, atMs: 0 }, next: 1 }))

/** Searches with a budget in milliseconds, of which each score of a component takes one. */
class World {
  nowMs = 0

  /** A component that ranks the item that comes next first if its parameter is the best choice, else third. */
  component(choices: readonly number[], best: number) {
    const scored = new Map<number, number>()
    const values = { x: 0 }
    const predictor: Predictor = {
      name: 'any',
      tuning: { values, choices: { x: choices } },
      score: (_, scores) => {
        this.nowMs++
        scored.set(values.x, (scored.get(values.x) ?? 0) + 1)
        for (const [item, score] of [3, values.x === best ? 9 : 1, 2].entries()) scores.add(item, score)
      },
    }
    return { predictor, values, scored }
  }

  search(predictors: readonly Predictor[], count: number, budgetMs: number): void {
    const steps = searchParameters(predictors, cases(count), 1, () => Math.min(1, this.nowMs / budgetMs))
    while (!steps.next().done);
  }
}

describe('searchParameters', () => {
  it('gives every component its share of the time, however long another one takes', () => {
    const world = new World()
    const slow = world.component([...Array(50).keys()], -1)
    const last = world.component([0, 1], 1)
    world.search([slow.predictor, last.predictor], 1_000, 20_000)
    expect([slow.values.x, last.values.x]).toEqual([0, 1])
    expect(slow.scored.size).toBeGreaterThan(20)
  })

  it('drops a choice that loses early, and tries one that wins on all cases', () => {
    const world = new World()
    const { predictor, values, scored } = world.component([0, 1, 2], 0)
    world.search([predictor], 1_000, 1e6)
    expect(values.x).toBe(0)
    expect(scored).toEqual(
      new Map([
        [0, 100 + 1_000],
        [1, 100],
        [2, 100],
      ]),
    )
  })

  it('keeps a value that no other choice improves by more than chance', () => {
    const world = new World()
    const { predictor, values } = world.component([0, 1], -1)
    world.search([predictor], 500, 1e6)
    expect(values.x).toBe(0)
  })
})
