import { describe, expect, it } from 'vitest'
import type { BlendOutcome, ModelOutcome } from '../blending/blend-outcome.ts'
import { EventLog } from '../log/event-log.ts'
import { Prequential } from './prequential.ts'

const at = (...items: number[]) => ({ items, user: -1, session: -1, atMs: 0 })

function logOf(...itemIds: string[]): EventLog {
  const log = new EventLog()
  for (const itemId of itemIds) log.append({ itemId, atMs: 0 })
  return log
}

const model = (rank: number, probability: number, ...listed: [item: number, probability: number][]): ModelOutcome => ({
  rank,
  probability,
  listed: listed.map(([item, p]) => ({ item, probability: p })),
})

/** Item 1 came next: the blend had it second, `good` first, and `silent` listed nothing. */
const outcome: BlendOutcome = {
  blend: model(2, 0.25, [0, 0.5], [1, 0.25]),
  components: [model(1, 0.5, [1, 0.5]), model(0, 0.1)],
}

describe('Prequential', () => {
  it('names each model with its result, and tells of each listed item whether it came next', () => {
    const log = logOf('a', 'b')
    const outcomes = new Prequential(['good', 'silent'], log).add(outcome, at(0), 1)
    const [a, b] = [0, 1].map((item) => log.items.names.fingerprint(item))
    expect(outcomes).toEqual([
      {
        model: 'blend',
        isRepeat: false,
        rank: 2,
        probability: 0.25,
        listed: [
          { fingerprint: a, probability: 0.5, isRepeat: true, happened: false },
          { fingerprint: b, probability: 0.25, isRepeat: false, happened: true },
        ],
      },
      {
        model: 'good',
        isRepeat: false,
        rank: 1,
        probability: 0.5,
        listed: [{ fingerprint: b, probability: 0.5, isRepeat: false, happened: true }],
      },
      { model: 'silent', isRepeat: false, rank: 0, probability: 0.1, listed: [] },
    ])
  })

  it('sums up each model, with repeated and new items apart', () => {
    const prequential = new Prequential(['good', 'silent'], logOf('a', 'b'))
    prequential.add(outcome, at(0), 1)
    const { blend, components } = prequential.metrics
    expect(blend).toMatchObject({ cases: 1, hitRateAt1: 0, mrrAt20: 0.5, new: { cases: 1 }, repeat: { cases: 0 } })
    expect(blend.coverage).toBeCloseTo(1, 1)
    expect(components.good).toMatchObject({ cases: 1, hitRateAt1: 1, answerRate: 1 })
    expect(components.good?.coverage).toBeCloseTo(0.5, 1)
    expect(components.silent).toMatchObject({ cases: 1, hitRateAt20: 0, answerRate: 0 })
    prequential.add(outcome, at(1), 1)
    expect(prequential.metrics.blend.repeat.cases).toBe(1)
  })

  it('fades old cases by 0.9999 a case', () => {
    const prequential = new Prequential([], logOf('a', 'b'))
    for (let n = 0; n < 2; n++) prequential.add({ ...outcome, components: [] }, at(0), 1)
    expect(prequential.metrics.blend.cases).toBeCloseTo(1.9999, 12)
  })

  it('continues from a stored state, and starts empty without one', () => {
    const [prequential, restored] = [0, 1].map(() => new Prequential(['good', 'silent'], logOf('a', 'b')))
    prequential?.add(outcome, at(0), 1)
    restored?.restore(JSON.parse(JSON.stringify(prequential?.state)))
    expect(restored?.metrics).toEqual(prequential?.metrics)
    const other = new Prequential(['good'], logOf('a'))
    other.restore({})
    other.restore({ models: { unknown: prequential?.state.models?.good ?? expect.fail() } })
    expect(other.metrics.blend.cases).toBe(0)
  })

  it('holds nothing before the first case, then three tallies of two sketches of 512 bytes per model', () => {
    const prequential = new Prequential(['good', 'silent'], logOf('a', 'b'))
    expect(prequential.heldBytes).toBe(0)
    prequential.add(outcome, at(0), 1)
    expect(prequential.heldBytes).toBe(3 * 3 * 2 * 512)
  })
})
