/** Bursts: three times from 50 to 200 requests per second at once, for a third of the time. */
import type { Options } from 'k6/options'
import { minutes, scaled, seconds } from '../lib/environment.ts'
import { objectives } from '../thresholds.ts'

export { sendMix as default } from '../lib/send.ts'

const [calm, burst] = [scaled(50), scaled(200)]
const third = (60 * minutes(3)) / 3

export const options: Options = {
  scenarios: {
    spike: {
      executor: 'ramping-arrival-rate',
      startRate: calm,
      stages: [1, 2, 3].flatMap(() => [
        { duration: seconds(third / 3), target: calm },
        { duration: '0s', target: burst },
        { duration: seconds(third / 3), target: burst },
        { duration: '0s', target: calm },
        { duration: seconds(third / 3), target: calm },
      ]),
      preAllocatedVUs: burst,
      maxVUs: 20 * burst,
    },
  },
  thresholds: objectives,
}
