/**
 * The cost of a policy around a call that answers at once, in nanoseconds per call, beside cockatiel's policies alone
 * and opossum; interleaved rounds in one run, on one core.
 *
 *   node packages/resilience/bench/policy.ts [--calls 100000] [--rounds 9]
 */
import { parseArgs } from 'node:util'
import {
  bulkhead,
  ConsecutiveBreaker,
  circuitBreaker,
  handleAll,
  retry,
  TimeoutStrategy,
  timeout,
  wrap,
} from 'cockatiel'
import CircuitBreaker from 'opossum'
import { createPolicy, Deadline } from '../src/index.ts'

const { values } = parseArgs({
  options: { calls: { type: 'string', default: '100000' }, rounds: { type: 'string', default: '9' } },
})
const [calls, rounds] = [Number(values.calls), Number(values.rounds)]
const timeoutMs = 30_000
const answer = async () => 'answer'

const options = { name: 'bench', concurrent: 50, queued: 50, attemptTimeoutMs: timeoutMs, isFault: () => true }
const ours = createPolicy(options)
const adaptive = createPolicy({ ...options, minConcurrent: 10 })
const breaker = { halfOpenAfter: 1_000, breaker: new ConsecutiveBreaker(5) }
const bare = wrap(
  bulkhead(50, 50),
  retry(handleAll, { maxAttempts: 1 }),
  circuitBreaker(handleAll, breaker),
  timeout(timeoutMs, TimeoutStrategy.Aggressive),
)
const opossum = new CircuitBreaker(answer, { timeout: timeoutMs, capacity: 50 })

const mechanisms: Readonly<Record<string, () => Promise<unknown>>> = {
  'no policy': answer,
  'cockatiel: bulkhead, retry, circuit, timeout': () => bare.execute(answer),
  'opossum: bulkhead, circuit, timeout': () => opossum.fire(),
  'ours, fixed limit': () => ours.execute(answer, { deadline: new Deadline(10_000), retry: true }),
  'ours, adaptive limit, tenant': () =>
    adaptive.execute(answer, { deadline: new Deadline(10_000), retry: true, tenantId: 'acme' }),
}

async function nsPerCall(run: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now()
  for (let call = 0; call < calls; call++) await run()
  return ((performance.now() - startedMs) * 1e6) / calls
}

const times = new Map<string, number[]>()
for (let round = 0; round < rounds; round++)
  for (const [name, run] of Object.entries(mechanisms))
    times.set(name, [...(times.get(name) ?? []), await nsPerCall(run)])
console.log('| mechanism | ns per call (median) |\n|---|---|')
for (const [name, all] of times) console.log(`| ${name} | ${all.sort((a, b) => a - b)[rounds >> 1]?.toFixed(0)} |`)
opossum.shutdown()
