/** Whether all of it answers: 20 requests per second for half a minute. */
import type { Options } from 'k6/options'
import { minutes, scaled, seconds } from '../lib/environment.ts'
import { objectives } from '../thresholds.ts'

export { sendMix as default } from '../lib/send.ts'

const rate = scaled(20)

export const options: Options = {
  scenarios: {
    smoke: {
      executor: 'constant-arrival-rate',
      rate,
      duration: seconds(60 * minutes(0.5)),
      preAllocatedVUs: rate,
      maxVUs: 20 * rate,
    },
  },
  thresholds: { ...objectives, checks: ['rate>0.99'] },
}
