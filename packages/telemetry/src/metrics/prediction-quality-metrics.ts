import { type MetricFactory, metricGroup } from './metric-group.ts'

/**
 * Prequential quality: each real next event scores the prediction that was made before it. The gauges are means over
 * all resident tenants, weighted by their cases, of a component or of the blend, on all, repeat or new items.
 */
export const predictionQualityMetrics = metricGroup('prediction', (make) => ({
  cases: make.counter(
    'prequential_cases_total',
    'Real next events that scored a prediction, by the place of the item in the list',
    ['model', 'place'],
  ),
  ...recentMeans(make),
}))

function recentMeans({ gauge }: MetricFactory) {
  const mean = (name: string, help: string) => gauge(`prequential_${name}`, help, ['model', 'kind'])
  return {
    recentCases: mean('recent_cases', 'Cases behind the recent means; older cases weigh less'),
    hitRateAt1: mean('hit_rate_at_1', 'Share of recent cases whose next item was listed first'),
    hitRateAt5: mean('hit_rate_at_5', 'Share of recent cases whose next item was among the first 5'),
    hitRateAt20: mean('hit_rate_at_20', 'Share of recent cases whose next item was among the first 20'),
    mrrAt20: mean('mrr_at_20', 'Mean reciprocal rank of the next item, 0 beyond rank 20'),
    ndcgAt20: mean('ndcg_at_20', 'Normalised discounted cumulative gain of the next item, 0 beyond rank 20'),
    logLoss: mean('log_loss_nats', 'Mean log loss of the next item, in nats'),
    coverage: mean('coverage', 'Share of known items that were listed recently'),
    answerRate: mean('answer_rate', 'Share of recent cases in which at least one item was listed'),
    calibrationError: mean('calibration_error', 'Mean gap between listed probabilities and observed frequencies'),
  }
}
