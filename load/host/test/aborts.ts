/** Would run for a minute, if its threshold did not end it. */
import http from 'k6/http'

export const options = {
  scenarios: { forever: { executor: 'constant-arrival-rate', rate: 20, duration: '1m', preAllocatedVUs: 50 } },
  thresholds: {
    http_req_failed: [{ threshold: 'rate<0.01', abortOnFail: true, delayAbortEval: '500ms' }],
  },
}

export default () => http.asyncRequest('GET', `${__ENV.URL}/closes`)

export const handleSummary = (data: object) => ({ stdout: JSON.stringify(data) })
