/** An open model that has too few users, one whose iterations outlast it, and a closed one that grows and shrinks. */
import { sleep } from 'k6'
import http from 'k6/http'
import { Counter, Gauge } from 'k6/metrics'

export const options = {
  scenarios: {
    steady: { executor: 'constant-arrival-rate', rate: 50, duration: '1s', preAllocatedVUs: 60, exec: 'quick' },
    scarce: { executor: 'constant-arrival-rate', rate: 20, duration: '1s', preAllocatedVUs: 2, exec: 'long' },
    endless: { executor: 'constant-vus', vus: 2, duration: '500ms', gracefulStop: '100ms', exec: 'endless' },
    ramp: {
      executor: 'ramping-vus',
      startVUs: 0,
      stages: [
        { duration: '500ms', target: 4 },
        { duration: '500ms', target: 0 },
      ],
      gracefulRampDown: '0s',
      exec: 'user',
    },
  },
  thresholds: {
    'iterations{scenario:steady}': ['count==50'],
    'iterations{scenario:scarce}': ['count>=2'],
    'dropped_iterations{scenario:scarce}': ['count>=16'],
    'iterations{scenario:endless}': ['count==0'],
    'users{scenario:ramp}': ['value>0'],
    'http_req_latency{scenario:steady}': ['med>0'],
  },
}

const users = new Gauge('users')
const begun = new Counter('begun')

export const quick = () => http.asyncRequest('GET', `${__ENV.URL}/found`)
export const long = () => sleep(0.95)
export async function endless() {
  begun.add(1)
  await sleep(60)
}
export async function user() {
  users.add(__VU)
  await sleep(0.02)
}

export const handleSummary = (data: object) => ({ stdout: JSON.stringify(data) })
