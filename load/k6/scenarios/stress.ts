/** Where it breaks: from 100 to 500 requests per second within 4 minutes and on at the same slope until it does. */
import type { Options } from 'k6/options'
import { minutes, scaled, seconds } from '../lib/environment.ts'
import { broken } from '../thresholds.ts'

export { sendMix as default } from '../lib/send.ts'

const [first, last] = [scaled(100), scaled(2_100)]

export const options: Options = {
  scenarios: {
    stress: {
      executor: 'ramping-arrival-rate',
      startRate: first,
      stages: [{ duration: seconds(60 * minutes(20)), target: last }],
      preAllocatedVUs: first,
      maxVUs: 10 * last,
      gracefulStop: '15s',
    },
  },
  thresholds: broken,
}
