/**
 * The cost of a policy around a call that answers at once, in nanoseconds per call; one core, one run.
 *
 *   node packages/resilience/bench/policy.ts [--calls 100000] [--rounds 9]
 */
import { parseArgs } from 'node:util'
import { createPolicy, Deadline, type Policy } from '../src/index.ts'

const { values } = parseArgs({
  options: { calls: { type: 'string', default: '100000' }, rounds: { type: 'string', default: '9' } },
})
const [calls, rounds] = [Number(values.calls), Number(values.rounds)]
const callsAtOnce = 10

const options = { name: 'bench', queued: callsAtOnce, attemptTimeoutMs: 30_000, isFault: () => true }
const answer = async () => 'answer'
const execute = (policy: Policy) => policy.execute(answer, { deadline: new Deadline(10_000) })

async function oneAfterTheOther(): Promise<void> {
  const policy = createPolicy({ ...options, concurrent: 50 })
  for (let call = 0; call < calls; call++) await execute(policy)
}

/** One lane for ten calls, so that nine of them wait in the bulkhead. */
async function inOneLane(): Promise<void> {
  const policy = createPolicy({ ...options, concurrent: 1 })
  for (let call = 0; call < calls; call += callsAtOnce)
    await Promise.all(Array.from({ length: callsAtOnce }, () => execute(policy)))
}

async function nsPerCall(run: () => Promise<void>): Promise<number> {
  const startedMs = performance.now()
  await run()
  return ((performance.now() - startedMs) * 1e6) / calls
}

for (const run of [oneAfterTheOther, inOneLane]) {
  const times: number[] = []
  for (let round = 0; round < rounds; round++) times.push(await nsPerCall(run))
  const median = times.sort((a, b) => a - b)[Math.floor(rounds / 2)] ?? 0
  console.log(`${run.name}: ${median.toFixed(0)} ns per call`)
}
