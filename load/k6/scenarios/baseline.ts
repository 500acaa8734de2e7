/** What is usual: 100 requests per second, 10 minutes. */
import type { Options } from 'k6/options'
import { minutes, scaled, seconds } from '../lib/environment.ts'
import { hitRate, objectives } from '../thresholds.ts'

export { readCacheCounts as setup, recordCacheShare as teardown } from '../lib/cache-share.ts'
export { sendMix as default } from '../lib/send.ts'

const rate = scaled(100)

export const options: Options = {
  scenarios: {
    baseline: {
      executor: 'constant-arrival-rate',
      rate,
      duration: seconds(60 * minutes(10)),
      preAllocatedVUs: rate,
      maxVUs: 20 * rate,
    },
  },
  thresholds: { ...objectives, ...hitRate },
}
