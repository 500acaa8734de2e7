import type { ChildProcess } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { Results, type Summary, type Verdict } from './results.ts'
import { recordWith, type Series, takeSeries } from './samples.ts'
import { loadScript } from './script.ts'
import { type Order, type Report, reportMs } from './worker-messages.ts'
import { forkWorker, isReady, letRun } from './worker-process.ts'

export interface RunOptions {
  readonly path: string
  /** The variables of `__ENV`. */
  readonly env?: Readonly<Record<string, string>>
  /** Among so many processes the load is divided. */
  readonly processes?: number
  /** Hears what a process recorded within a second, and when the middle of this second was. */
  readonly onSeries?: (series: readonly Series[], elapsedMs: number) => void
  /** Hears the ids of the processes that send, before they do. */
  readonly onStart?: (pids: readonly number[]) => void
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
  const { path, env = {}, processes = 2, onStart } = options
  const script = await loadScript(path, env)
  const results = new Results(script.thresholds)
  // As JSON, so that it is a copy, as in k6.
  const data = JSON.parse(JSON.stringify((await script.run('setup')) ?? null))
  const orders = Array.from(
    { length: processes },
    (_, index): Order => ({ path, env, share: { index, of: processes }, data }),
  )
  const workers = orders.map(forkWorker)
  try {
    await Promise.all(workers.map(isReady))
    onStart?.(workers.flatMap(({ pid }) => pid ?? []))
    const { seconds, isAborted } = await sendAll(workers, results, options)
    await script.run('teardown', data)
    results.add(takeSeries())
    const summary = results.summary(seconds)
    await writeOutputs(await script.run('handleSummary', { ...summary, setup_data: data }))
    return { summary, verdicts: results.verdicts(seconds), isAborted }
  } finally {
    for (const worker of workers) worker.kill()
  }
}

/** Lets the processes send until all have ended, or until a threshold or the caller ends the run. */
async function sendAll(workers: readonly ChildProcess[], results: Results, { onSeries, signal }: RunOptions) {
  const startMs = performance.now()
  const elapsedMs = () => performance.now() - startMs
  const abort = new AbortController()
  const stop = AbortSignal.any([abort.signal, ...(signal ? [signal] : [])])
  const active: number[] = []
  const hear = (index: number, report: Report) => {
    active[index] = report.activeVus
    const vus = active.reduce((sum, count) => sum + count, 0)
    recordWith('vus', vus, {})
    const series = [...report.series, ...takeSeries()]
    results.add(series)
    onSeries?.(series, Math.max(0, elapsedMs() - reportMs / 2))
    if (results.mustAbort(elapsedMs() / 1_000)) abort.abort()
  }
  await Promise.all(workers.map((worker, index) => letRun(worker, stop, (report) => hear(index, report))))
  return { seconds: elapsedMs() / 1_000, isAborted: stop.aborted }
}

/** Writes what handleSummary returned: to stdout, to stderr, or to the file of that name. */
async function writeOutputs(outputs: unknown): Promise<void> {
  for (const [name, text] of Object.entries((outputs ?? {}) as Record<string, string>)) {
    if (name === 'stdout') process.stdout.write(text)
    else if (name === 'stderr') process.stderr.write(text)
    else await writeFile(name, text)
  }
}
