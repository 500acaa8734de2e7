import { durationBuckets } from './duration-buckets.ts'
import { metricGroup } from './metric-group.ts'

/** Most answers are found in less than half a millisecond. */
const shortest = [0.00005, 0.0001, 0.0002]

export const answerMetrics = metricGroup('prediction, search and suggestion', ({ counter, histogram }) => ({
  scoringSeconds: histogram(
    'scoring_seconds',
    'Time to compute an answer, without transport',
    [...shortest, ...durationBuckets],
    ['kind'],
  ),
  degraded: counter('degraded_answers_total', 'Answers from which something was missing, by what was missing', [
    'reason',
  ]),
}))
