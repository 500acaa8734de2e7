import { type Metrics, NextItemModel } from '@inkling/predictors'
import { predictionQualityMetrics } from '@inkling/telemetry'
import { describe, expect, it } from 'vitest'
import { setQualityGauges } from './quality-gauges.ts'

/** Of a model that observed `sessions` sessions of these items. */
function metricsOf(sessions: number, ...items: string[]): Metrics {
  const model = new NextItemModel()
  for (let session = 0; session < sessions; session++)
    for (const [n, itemId] of items.entries())
      model.observe({ itemId, sessionId: `s${session}`, atMs: session * 10 + n })
  return model.metrics
}

async function shown(name: 'hitRateAt1' | 'recentCases' | 'coverage'): Promise<Record<string, number>> {
  const { values } = await predictionQualityMetrics()[name].get()
  return Object.fromEntries(values.map(({ labels, value }) => [Object.values(labels).join(' '), value]))
}

const path = metricsOf(30, 'a', 'b', 'c')
const circle = metricsOf(10, 'x', 'y', 'x', 'z')

describe('setQualityGauges', () => {
  it('shows every model on all, repeated and new items', async () => {
    setQualityGauges([circle])
    const names = Object.keys(await shown('hitRateAt1'))
    for (const model of ['blend', ...Object.keys(circle.components)])
      expect(names).toEqual(expect.arrayContaining([`${model} all`, `${model} repeat`, `${model} new`]))
    expect(names).toHaveLength(3 * (1 + Object.keys(circle.components).length))
    expect((await shown('coverage'))['blend all']).toBeCloseTo(1, 1)
  })

  it('weighs tenants by their cases', async () => {
    setQualityGauges([path, circle])
    const cases = path.blend.cases + circle.blend.cases
    const mean = (path.blend.hitRateAt1 * path.blend.cases + circle.blend.hitRateAt1 * circle.blend.cases) / cases
    expect((await shown('hitRateAt1'))['blend all']).toBeCloseTo(mean, 12)
    expect((await shown('recentCases'))['blend all']).toBeCloseTo(cases, 9)
  })

  it('shows no kind without a case, and nothing of tenants that left', async () => {
    setQualityGauges([path, circle])
    setQualityGauges([path])
    expect(await shown('recentCases')).not.toHaveProperty('blend repeat')
    setQualityGauges([])
    expect(await shown('recentCases')).toEqual({})
  })
})
