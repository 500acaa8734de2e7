/** What must be held: 150 requests per second for 15 minutes, with three peaks of 200, each for a minute. */
import type { Options } from 'k6/options'
import { minutes, scaled, seconds } from '../lib/environment.ts'
import { hitRate, objectives } from '../thresholds.ts'

export { readCacheCounts as setup, recordCacheShare as teardown } from '../lib/cache-share.ts'
export { sendMix as default } from '../lib/send.ts'

const usual = scaled(150)
const peak = scaled(200)
const third = (60 * minutes(15)) / 3

export const options: Options = {
  scenarios: {
    load150: {
      executor: 'ramping-arrival-rate',
      startRate: usual,
      stages: [1, 2, 3].flatMap(() => [
        { duration: seconds(0.4 * third), target: usual },
        { duration: '1s', target: peak },
        { duration: seconds(0.2 * third), target: peak },
        { duration: '1s', target: usual },
        { duration: seconds(0.4 * third), target: usual },
      ]),
      preAllocatedVUs: peak,
      maxVUs: 20 * peak,
    },
  },
  thresholds: { ...objectives, ...hitRate },
}
