/** What is usual: 100 requests per second, 10 minutes. */
import type { Options } from 'k6/options'
import { constantRate } from '../lib/constant-rate.ts'
import { hitRate, objectives } from '../thresholds.ts'

export { readCacheCounts as setup, recordCacheShare as teardown } from '../lib/cache-share.ts'
export { sendMix as default } from '../lib/send.ts'

export const options: Options = {
  scenarios: { baseline: constantRate(100, 10) },
  thresholds: { ...objectives, ...hitRate },
}
