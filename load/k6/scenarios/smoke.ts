/** Whether all of it answers: 20 requests per second for half a minute. */
import type { Options } from 'k6/options'
import { constantRate } from '../lib/constant-rate.ts'
import { objectives } from '../thresholds.ts'

export { sendMix as default } from '../lib/send.ts'

export const options: Options = {
  scenarios: { smoke: constantRate(20, 0.5) },
  thresholds: { ...objectives, checks: ['rate>0.99'] },
}
