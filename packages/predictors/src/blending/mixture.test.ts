import { describe, expect, it } from 'vitest'
import { Mixture } from './mixture.ts'

const newest = { last: (key: number) => key }

/** Two experts with first guesses 3/4 and 1/4. */
const create = () =>
  new Mixture(
    new Map([
      ['one', 0.6],
      ['two', 0.2],
    ]),
    newest,
  )

type Scores = [item: number, score: number][]

/** Gives both experts their scores. Returns whether any is awake. */
function offer(mixture: Mixture, one: Scores, two: Scores): boolean {
  mixture.clear()
  for (const [i, scores] of [one, two].entries())
    for (const [item, score] of scores) mixture.experts[i]?.offer(item, score)
  return mixture.close()
}

describe('Mixture', () => {
  it('mixes the probabilities of experts by their weights', () => {
    const mixture = create()
    expect(
      offer(
        mixture,
        [
          [0, 1],
          [1, 1],
        ],
        [[1, 1]],
      ),
    ).toBe(true)
    // Before learning an expert leaves one half to the items that it does not list.
    expect(mixture.probability(0, 10)).toBeCloseTo(0.75 * 0.25 + 0.25 * 0.05, 12)
    expect(mixture.probability(1, 10)).toBeCloseTo(0.75 * 0.25 + 0.25 * 0.5, 12)
    expect(mixture.probability(2, 10)).toBeCloseTo(0.05, 12)
  })

  it('gives the weight of an expert that sleeps to the others', () => {
    const mixture = create()
    offer(mixture, [], [[1, 1]])
    expect(mixture.probability(1, 10)).toBeCloseTo(0.5, 12)
    expect(mixture.reasons(1, 1)).toEqual([{ model: 'two', weight: 1, score: 0.5 }])
    expect([...mixture.weights]).toEqual([expect.closeTo(0.75, 12), expect.closeTo(0.25, 12)])
    expect(offer(mixture, [], [])).toBe(false)
    expect(mixture.reasons(1, 1)).toEqual([])
  })

  it('gives a reason per expert that lists the item, scaled by the share', () => {
    const mixture = create()
    offer(
      mixture,
      [[0, 1]],
      [
        [0, 1],
        [1, 1],
      ],
    )
    expect(mixture.reasons(0, 2)).toEqual([
      { model: 'one', weight: expect.closeTo(1.5, 12), score: 0.5 },
      { model: 'two', weight: expect.closeTo(0.5, 12), score: 0.25 },
    ])
    expect(mixture.reasons(1, 1)).toEqual([{ model: 'two', weight: expect.closeTo(0.25, 12), score: 0.25 }])
  })

  it('raises the weight of the expert that gave the next item more probability', () => {
    const mixture = create()
    for (let n = 0; n < 200; n++) {
      offer(mixture, [[0, 1]], [[1, 1]])
      mixture.learn(1, 10)
    }
    expect(mixture.weights[1]).toBeGreaterThan(0.9)
    expect(mixture.cases).toBe(200)
  })

  it('shrinks its weights towards a prior as by 20 cases, and keeps first guesses that the prior lacks', () => {
    const mixture = create()
    mixture.shrinkTowards({ one: 1, two: 3 })
    expect([...mixture.weights]).toEqual([expect.closeTo(0.25, 12), expect.closeTo(0.75, 12)])
    mixture.shrinkTowards({ two: 0.6 })
    expect([...mixture.weights]).toEqual([expect.closeTo(0.5, 12), expect.closeTo(0.5, 12)])
    mixture.shrinkTowards({ unknown: 1, one: 0 })
    expect([...mixture.weights]).toEqual([expect.closeTo(0.75, 12), expect.closeTo(0.25, 12)])
  })

  it('continues from a stored state, in which a newer expert keeps its first guess', () => {
    const [mixture, stored] = [create(), create()]
    for (const item of [0, 1, 1]) {
      offer(
        mixture,
        [[0, 1]],
        [
          [1, 2],
          [0, 1],
        ],
      )
      mixture.learn(item, 10)
    }
    const state = JSON.parse(JSON.stringify(mixture.state))
    stored.restore(state)
    for (const each of [mixture, stored])
      offer(
        each,
        [[0, 1]],
        [
          [1, 2],
          [0, 1],
        ],
      )
    expect(stored.probability(1, 10)).toBe(mixture.probability(1, 10))
    expect(stored.state).toEqual(mixture.state)
    delete state.experts.two
    const newer = create()
    newer.restore(state)
    const own = mixture.weights[0] ?? 0
    expect(newer.weights[1]).toBeCloseTo(0.25 / (own + 0.25), 12)
  })
})
