import { itemKinds, type Metrics } from '@inkling/predictors'
import { predictionQualityMetrics } from '@inkling/telemetry'

type Summary = Metrics['blend']['new']

const measures = [
  ...(['hitRateAt1', 'hitRateAt5', 'hitRateAt20', 'mrrAt20', 'ndcgAt20', 'logLoss'] as const),
  ...(['coverage', 'answerRate', 'calibrationError'] as const),
]

/**
 * Sets the gauges of recent prediction quality: means over tenants, weighted by their cases. Labels name a model and a
 * kind of items, never a tenant. A kind without a case has no gauge.
 */
export function setQualityGauges(tenants: readonly Metrics[], metrics = predictionQualityMetrics()): void {
  for (const name of ['recentCases', ...measures] as const) metrics[name].reset()
  for (const [model, kind, summaries] of groupsOf(tenants)) {
    const cases = summaries.reduce((sum, summary) => sum + summary.cases, 0)
    if (cases === 0) continue
    metrics.recentCases.set({ model, kind }, cases)
    for (const name of measures) {
      const sum = summaries.reduce((total, summary) => total + summary.cases * summary[name], 0)
      metrics[name].set({ model, kind }, sum / cases)
    }
  }
}

function* groupsOf(tenants: readonly Metrics[]): Generator<[model: string, kind: string, Summary[]]> {
  const names = new Set(tenants.flatMap(({ components }) => Object.keys(components)))
  for (const model of ['blend', ...names]) {
    const ofModel = tenants.flatMap(({ blend, components }) => (model === 'blend' ? blend : (components[model] ?? [])))
    yield [model, 'all', ofModel]
    for (const kind of itemKinds) yield [model, kind, ofModel.map((summary) => summary[kind])]
  }
}
