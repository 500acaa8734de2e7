import { describe, expect, it } from 'vitest'
import { learningMetrics } from './learning-metrics.ts'
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
const nothing = { sums: [], hourly: undefined, weights: [], clicks: [] }

describe('learningMetrics', () => {
  it('is empty for a tenant that has no sums', () => {
    expect(learningMetrics(nothing)).toEqual({ models: [], weights: [], feedback: [] })
  })

  it('shows the means of each hour apart, in the order of the hours', () => {
    const [early, late] = [new Date('2026-11-21T10:00:00Z'), new Date('2026-11-21T12:00:00Z')]
    const hourly = [
      { ...sums('blend', 10), hour: early },
      { ...sums('blend', 20), hour: late },
      { ...sums('trend', 5), hour: late },
    ]
    const { hours = [] } = learningMetrics({ ...nothing, hourly })
    expect(hours.map(({ hour, models }) => [hour, models.map(({ model, cases }) => `${model} ${cases}`)])).toEqual([
      ['2026-11-21T10:00:00.000Z', ['blend 10']],
      ['2026-11-21T12:00:00.000Z', ['blend 20', 'trend 5']],
    ])
  })

  it('gives the share of the answers of a kind that were clicked', () => {
    const clicks = [{ kind: 'search', receipts: 4, clicked: 1 }]
    expect(learningMetrics({ ...nothing, clicks }).feedback).toEqual([{ ...clicks[0], clickThroughRate: 0.25 }])
  })

  it('tells how many answers of a kind got each signal', () => {
    const clicks = [{ kind: 'prediction', receipts: 4, clicked: 1 }]
    const signals = [
      { kind: 'prediction', signal: 'prefetchUsed', answers: 1 },
      { kind: 'search', signal: 'click', answers: 2 },
    ]
    expect(learningMetrics({ ...nothing, clicks, signals }).feedback).toMatchObject([{ signals: { prefetchUsed: 1 } }])
  })
})
