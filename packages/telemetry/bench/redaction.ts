/**
 * The cost of a log line with and without redaction, in turns within one run. `without` is the same logger whose lines
 * are neither searched for secrets nor have their errors reduced. Lines go nowhere.
 */
import { InklingError } from '@inkling/errors'
import { type DestinationStream, pino } from 'pino'
import { createLogger } from '../src/create-logger.ts'

const nowhere: DestinationStream = { write: () => {} }
const ours = createLogger({ service: 'gateway', level: 'debug' }, nowhere)
const plain = pino(
  {
    level: 'debug',
    base: { service: 'gateway' },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    mixin: () => ({}),
  },
  nowhere,
)

const requestId = 'req_5f0c9a52-6f0e-4bd8-a9cf-9c2f9e4a8a11'
const traceId = '0af7651916cd43dd8448eb211c80319c'
const answered = { requestId, traceId, method: 'GET', route: '/api/v1/predictions', statusCode: 200, elapsedMs: 3.217 }
const err = new InklingError('internal', 'Sorry', { internal: 'no answer', cause: new Error('connect ECONNREFUSED') })
const withSecret = { requestId, traceId, url: 'postgres://inkling:hidden@127.0.0.1:5432/inkling', apiKey: 'ink_a_b' }

const lines = {
  'a line per request': (log: typeof ours) => log.debug(answered, 'answered'),
  'an error with its cause': (log: typeof ours) => log.error({ requestId, traceId, err }, 'no answer'),
  'a line with two secrets': (log: typeof ours) => log.info(withSecret, 'connected'),
}
const [rounds, perRound] = [21, 20_000]
const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN

function costUs(write: () => void): number {
  const before = process.cpuUsage()
  for (let n = 0; n < perRound; n++) write()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / perRound
}

for (const [name, write] of Object.entries(lines)) {
  const costs: { with: number; without: number }[] = []
  for (let round = 0; round < rounds; round++)
    costs.push({ without: costUs(() => write(plain)), with: costUs(() => write(ours)) })
  // The first rounds warm the compiler up.
  const counted = costs.slice(2)
  const [without, redacted] = [median(counted.map((cost) => cost.without)), median(counted.map((cost) => cost.with))]
  const ratio = (redacted / without).toFixed(2)
  console.log(`${name}: ${without.toFixed(2)} µs without, ${redacted.toFixed(2)} µs with redaction; ratio ${ratio}`)
}
