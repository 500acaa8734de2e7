import { durationBuckets } from './duration-buckets.ts'
import { metricGroup } from './metric-group.ts'

/** Status codes are apart from routes, because together they would be too many series. */
export const httpMetrics = metricGroup('each process', ({ counter, tracedHistogram }) => ({
  seconds: tracedHistogram(
    'http_request_seconds',
    'Time from the headers of a request to the end of its answer; HEAD counts as GET, unknown routes as one',
    durationBuckets,
    ['method', 'route'],
  ),
  errors: counter(
    'http_errors_total',
    'Requests that were rejected (a status of 400 to 499) or failed (500 and more), by route',
    ['method', 'route', 'outcome'],
  ),
  answers: counter('http_answers_total', 'Answers to requests, by status code', ['status_code']),
}))
