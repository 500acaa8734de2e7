import { DistinctCount } from '@inkling/learning'
import { describe, expect, it } from 'vitest'
import { type LearningSums, learningMetrics } from './learning-metrics.ts'
import type { Sums } from './means.ts'

const sums = (model: string, cases: number): Sums => ({
  model,
  kind: null,
  cases,
  hitsAt1: 1,
  hitsAt5: 2,
  hitsAt20: 5,
  reciprocalRank: 2,
  ndcg: 3,
  logLoss: 40,
  answered: 8,
  calibration: [],
  listedBits: 0,
  knownItems: 0,
})
const nothing: LearningSums = {
  ...{ sums: [], apart: undefined, weights: [], answers: [], signals: [] },
  waiting: { waiting: 0, unknown: 0 },
}

describe('learningMetrics', () => {
  it('is empty for a tenant that has no sums', () => {
    const unjoined = { waiting: 0, unknown: 0 }
    expect(learningMetrics(nothing)).toEqual({ models: [], weights: [], feedback: [], scenarios: [], unjoined })
  })

  it('shows the means of each hour apart, in the order of the hours', () => {
    const [early, late] = [new Date('2026-11-21T10:00:00Z'), new Date('2026-11-21T12:00:00Z')]
    const models = [
      { ...sums('blend', 10), at: early },
      { ...sums('blend', 20), at: late },
      { ...sums('trend', 5), at: late },
    ]
    const { hours = [] } = learningMetrics({ ...nothing, apart: { by: 'hour', models, answers: [] } })
    const { days = [] } = learningMetrics({ ...nothing, apart: { by: 'day', models: models.slice(0, 1), answers: [] } })
    expect(days).toMatchObject([{ day: '2026-11-21', models: [{ model: 'blend', cases: 10 }] }])
    expect(hours.map(({ hour, models }) => [hour, models.map(({ model, cases }) => `${model} ${cases}`)])).toEqual([
      ['2026-11-21T10:00:00.000Z', ['blend 10']],
      ['2026-11-21T12:00:00.000Z', ['blend 20', 'trend 5']],
    ])
  })

  const answers = (own: Partial<LearningSums['answers'][number]> = {}) => ({
    ...{ kind: 'suggestion', scenario: null, answers: 4, clicked: 1, reciprocalRank: 0.5 },
    ...{ clicksAt1: 0, clicksAt5: 2, clicksAt10: 2, shownBits: 0 },
    ...own,
  })

  it('gives the click-through rate of each kind with its interval, precision and mean reciprocal rank', () => {
    const { feedback } = learningMetrics({ ...nothing, answers: [answers(), answers({ kind: 'search', answers: 0 })] })
    expect(feedback[0]).toMatchObject({
      ...{ kind: 'suggestion', receipts: 4, clicked: 1, clickThroughRate: 0.25, mrr: 0.125 },
      ...{ precisionAt1: 0, precisionAt5: 0.1, precisionAt10: 0.05 },
    })
    const [low = 1, high = 0] = feedback[0]?.clickThroughRateInterval ?? []
    expect(low).toBeCloseTo(0.0456, 3)
    expect(high).toBeCloseTo(0.6994, 3)
    expect(feedback[1]).toMatchObject({ clickThroughRate: 0, clickThroughRateInterval: [0, 1], mrr: 0 })
  })

  it('gives the same of each placement, and counts all of them in their kind', () => {
    const rows = [answers(), answers({ scenario: '', answers: 1 }), answers({ scenario: 'home', answers: 3 })]
    const { feedback, scenarios } = learningMetrics({ ...nothing, answers: rows })
    expect(feedback).toHaveLength(1)
    expect(scenarios.map(({ scenario, receipts }) => [scenario, receipts])).toEqual([
      ['', 1],
      ['home', 3],
    ])
  })

  it('coverage is the share of known items that were shown', () => {
    const shown = new DistinctCount()
    for (let n = 0; n < 50; n++) shown.add(Math.imul(n + 1, 0x9e3779b1) >>> 0)
    const known = [{ ...sums('blend', 1), knownItems: 100 }]
    const { feedback } = learningMetrics({ ...nothing, sums: known, answers: [answers({ shownBits: shown.bits })] })
    expect(feedback[0]?.coverage).toBeCloseTo(0.5, 1)
  })

  it('tells how many answers of a kind got each signal, over all placements and of each', () => {
    const signals = [
      { kind: 'suggestion', scenario: '', signal: 'click', answers: 1 },
      { kind: 'suggestion', scenario: 'home', signal: 'click', answers: 2 },
      { kind: 'search', scenario: '', signal: 'click', answers: 9 },
    ]
    const rows = [answers(), answers({ scenario: 'home' })]
    const { feedback, scenarios } = learningMetrics({ ...nothing, answers: rows, signals })
    expect(feedback[0]?.signals).toEqual({ click: 3 })
    expect(scenarios[0]?.signals).toEqual({ click: 2 })
  })

  it('shows what became of the answers of each hour', () => {
    const hour = new Date('2026-11-21T10:00:00Z')
    const { hours } = learningMetrics({
      ...nothing,
      apart: { by: 'hour', models: [], answers: [{ ...answers(), at: hour }] },
    })
    expect(hours).toMatchObject([{ hour: '2026-11-21T10:00:00.000Z', models: [], feedback: [{ receipts: 4 }] }])
  })
})
