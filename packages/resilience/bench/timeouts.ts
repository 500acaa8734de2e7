/**
 * The cost of a timeout around work that answers at once, by mechanism, in nanoseconds per call; one core, one run.
 *
 *   node packages/resilience/bench/timeouts.ts [--calls 200000] [--rounds 7]
 */
import { parseArgs } from 'node:util'
import { TaskCancelledError, TimeoutStrategy, timeout } from 'cockatiel'
import pTimeout from 'p-timeout'

const { values } = parseArgs({
  options: { calls: { type: 'string', default: '200000' }, rounds: { type: 'string', default: '7' } },
})
const [calls, rounds] = [Number(values.calls), Number(values.rounds)]
const timeoutMs = 30_000

type Work = (signal: AbortSignal) => Promise<string>
const answer: Work = async () => 'answer'

/** Races against a timer, as the code did before. */
async function race(work: Promise<string>): Promise<string | undefined> {
  const { promise: tooLate, resolve } = Promise.withResolvers<undefined>()
  const timer = setTimeout(() => resolve(undefined), timeoutMs)
  try {
    return await Promise.race([work, tooLate])
  } finally {
    clearTimeout(timer)
  }
}

/** One promise that the timer and the work both settle. */
function settle(work: Work): Promise<string> {
  return new Promise((resolve, reject) => {
    const controller = new AbortController()
    const timer = setTimeout(() => {
      controller.abort()
      reject(new TaskCancelledError())
    }, timeoutMs)
    work(controller.signal)
      .then(resolve, reject)
      .finally(() => clearTimeout(timer))
  })
}

async function abortable(work: Work): Promise<string> {
  const controller = new AbortController()
  const fallback = () => {
    controller.abort()
    throw new TaskCancelledError()
  }
  return pTimeout(work(controller.signal), { milliseconds: timeoutMs, fallback })
}

const aggressively = { strategy: TimeoutStrategy.Aggressive, abortOnReturn: false }
const shared = timeout(timeoutMs, aggressively)
const signal = new AbortController().signal

const mechanisms: Readonly<Record<string, () => Promise<unknown>>> = {
  'no timeout': () => answer(signal),
  'without a signal: Promise.race': () => race(answer(signal)),
  'without a signal: p-timeout': () => pTimeout(answer(signal), { milliseconds: timeoutMs, message: false }),
  'with a signal: cockatiel, a policy per call': () =>
    timeout(timeoutMs, aggressively).execute(({ signal: own }) => answer(own)),
  'with a signal: cockatiel, one policy': () => shared.execute(({ signal: own }) => answer(own)),
  'with a signal: p-timeout': () => abortable(answer),
  'with a signal: own promise': () => settle(answer),
}

async function nsPerCall(run: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now()
  for (let call = 0; call < calls; call++) await run()
  return ((performance.now() - startedMs) * 1e6) / calls
}

const median = (times: number[]): number => times.sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0

const times = new Map<string, number[]>()
for (let round = 0; round < rounds; round++)
  for (const [name, run] of Object.entries(mechanisms))
    times.set(name, [...(times.get(name) ?? []), await nsPerCall(run)])
console.log('| mechanism | ns per call (median) |\n|---|---|')
for (const [name, all] of times) console.log(`| ${name} | ${median(all).toFixed(0)} |`)
