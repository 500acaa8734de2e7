import { metricGroup } from './metric-group.ts'

const scoringBuckets = [0.00005, 0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.05, 0.1]

/** Fed by services that answer predictions, searches and suggestions. */
export const answerMetrics = metricGroup(({ counter, histogram }) => ({
  scoringSeconds: histogram('scoring_seconds', 'Time to compute an answer, without transport', scoringBuckets, [
    'kind',
  ]),
  degraded: counter('degraded_answers_total', 'Answers from which something was missing, by what was missing', [
    'reason',
  ]),
}))
