/** Where one kind of request alone breaks: from 20 per second upwards until it does. ROUTE names the kind. */
import type { Options } from 'k6/options'
import { minutes, scaled, seconds } from '../lib/environment.ts'
import { type Kind, kinds } from '../lib/kinds.ts'
import { sendKind } from '../lib/send.ts'
import { broken } from '../thresholds.ts'

const route = (__ENV.ROUTE ?? 'predictions') as Kind
if (!kinds.includes(route)) throw new Error(`ROUTE must be one of ${kinds.join(', ')}, got ${route}.`)
const [first, last] = [scaled(20), scaled(3_000)]

export const options: Options = {
  scenarios: {
    breakpoint: {
      executor: 'ramping-arrival-rate',
      startRate: first,
      stages: [{ duration: seconds(60 * minutes(5)), target: last }],
      preAllocatedVUs: first,
      maxVUs: 5 * last,
      gracefulStop: '15s',
    },
  },
  thresholds: broken,
}

export default () => sendKind(route)
