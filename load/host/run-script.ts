import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { Results, type Summary, type Verdict } from './results.ts'
import { recordWith, type Series, takeSeries } from './samples.ts'
import { loadScript } from './script.ts'
import type { Command, Order, Report } from './worker.ts'

export interface RunOptions {
  readonly path: string
  /** The variables of `__ENV`. */
  readonly env?: Readonly<Record<string, string>>
  /** Among so many processes the load is divided. */
  readonly processes?: number
  /** Hears what a process recorded within about a second. */
  readonly onSeries?: (series: readonly Series[], elapsedMs: number) => void
  /** Ends the run early. */
  readonly signal?: AbortSignal
}

export interface RunResult {
  readonly summary: Summary
  readonly verdicts: readonly Verdict[]
  /** Whether a threshold, or the caller, ended the run early. */
  readonly isAborted: boolean
}

/** Runs a script of k6: setup once, the scenarios in processes, teardown once, and then handleSummary. */
export async function runScript(options: RunOptions): Promise<RunResult> {
  const { path, env = {}, processes = 2, onSeries, signal } = options
  const script = await loadScript(path, env)
  const results = new Results(script.thresholds)
  // As JSON, so that it is a copy, as in k6.
  const data = JSON.parse(JSON.stringify((await script.run('setup')) ?? null))
  const orders = Array.from(
    { length: processes },
    (_, index): Order => ({ path, env, share: { index, of: processes }, data }),
  )
  const workers = await Promise.all(orders.map(startWorker))
  const startMs = performance.now()
  const elapsedMs = () => performance.now() - startMs
  const take = (series: readonly Series[]) => {
    results.add(series)
    onSeries?.(series, elapsedMs())
  }
  const abort = new AbortController()
  const stop = AbortSignal.any([abort.signal, ...(signal ? [signal] : [])])
  const active: number[] = []
  const hear = (index: number, report: Report) => {
    active[index] = report.activeVus
    recordWith(
      'vus',
      active.reduce((sum, count) => sum + count, 0),
      {},
    )
    take([...report.series, ...takeSeries()])
    if (results.mustAbort(elapsedMs() / 1_000)) abort.abort()
  }
  await Promise.all(workers.map((worker, index) => letRun(worker, stop, (report) => hear(index, report))))
  const seconds = elapsedMs() / 1_000
  await script.run('teardown', data)
  take(takeSeries())
  const summary = results.summary(seconds)
  await writeOutputs(await script.run('handleSummary', { ...summary, setup_data: data }))
  return { summary, verdicts: results.verdicts(seconds), isAborted: stop.aborted }
}

/** Resolves when the process has loaded the script. */
async function startWorker(order: Order): Promise<ChildProcess> {
  const child = fork(fileURLToPath(new URL('worker.ts', import.meta.url)), { serialization: 'advanced' })
  child.send(order)
  await Promise.race([once(child, 'message'), once(child, 'exit').then(endedEarly)])
  return child
}

/** Resolves when the process has ended. Rejects if it ended before its work did. */
async function letRun(child: ChildProcess, stop: AbortSignal, hear: (report: Report) => void): Promise<void> {
  let isDone = false
  child.on('message', (report: Report) => {
    isDone ||= report.isLast
    hear(report)
  })
  const say = (command: Command) => {
    if (child.connected) child.send(command)
  }
  const end = () => say('stop')
  say('start')
  if (stop.aborted) end()
  stop.addEventListener('abort', end)
  const ended = await once(child, 'exit')
  stop.removeEventListener('abort', end)
  if (!isDone) endedEarly(ended)
}

function endedEarly([code, signal]: readonly unknown[]): never {
  throw new Error(`A process of the load ended early, with ${signal ?? code}. What it said is above.`)
}

/** Writes what handleSummary returned: to stdout, to stderr, or to the file of that name. */
async function writeOutputs(outputs: unknown): Promise<void> {
  for (const [name, text] of Object.entries((outputs ?? {}) as Record<string, string>)) {
    if (name === 'stdout') process.stdout.write(text)
    else if (name === 'stderr') process.stderr.write(text)
    else await writeFile(name, text)
  }
}
