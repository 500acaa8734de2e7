import { p95Ms, p99Ms } from './objectives.ts'

/**
 * The host also measures from the moment at which a request was due, so that a sender that is late hides nothing. k6
 * has no such metric.
 */
const latency = __ENV.HOST === 'node' ? 'http_req_latency' : 'http_req_duration'

/** The service-level objectives as thresholds. */
export const objectives = {
  ...Object.fromEntries(
    Object.entries(p95Ms).map(([kind, ms]) => [`${latency}{kind:${kind}}`, [`p(95)<${ms}`, `p(99)<${p99Ms}`]]),
  ),
  http_req_failed: ['rate<0.01'],
  dropped_iterations: ['count==0'],
}

/** Of all that the caches were asked for; only an operator can read it. */
export const hitRate = __ENV.OPERATOR_KEY === undefined ? {} : { cache_share: ['value>0.7'] }

/** Ends a run that looks for the limit once it was found. */
export const broken = {
  http_req_failed: [{ threshold: 'rate<0.1', abortOnFail: true, delayAbortEval: '10s' }],
  [latency]: [{ threshold: 'p(95)<2000', abortOnFail: true, delayAbortEval: '10s' }],
}
