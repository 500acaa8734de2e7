/** Whether anything grows: 100 requests per second for an hour. The report has memory and p99 over time. */
import type { Options } from 'k6/options'
import { constantRate } from '../lib/constant-rate.ts'
import { hitRate, objectives } from '../thresholds.ts'

export { readCacheCounts as setup, recordCacheShare as teardown } from '../lib/cache-share.ts'
export { sendMix as default } from '../lib/send.ts'

export const options: Options = {
  scenarios: { soak: constantRate(100, 60) },
  thresholds: { ...objectives, ...hitRate },
}
