import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { createReadStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { Results } from '../host/results.ts'
import type { RunOptions, RunResult } from '../host/run-script.ts'
import { type MetricKind, registerMetric, type Series } from '../host/samples.ts'
import { loadScript } from '../host/script.ts'

/** k6's exit status if a threshold failed. */
const thresholdsFailed = 99

/** Whether k6 is on the PATH. */
export const hasK6 = (): boolean => spawnSync('k6', ['version']).status === 0

/** Runs the script with k6 and reads the samples that it writes. Stops k6 when the signal aborts. */
export async function runWithK6({ path, env = {}, onSeries, onStart, signal }: RunOptions): Promise<RunResult> {
  const folder = await mkdtemp(join(tmpdir(), 'inkling-k6-'))
  try {
    const file = join(folder, 'samples.json')
    const variables = Object.entries(env).flatMap(([name, value]) => ['-e', `${name}=${value}`])
    const k6 = spawn('k6', ['run', '--out', `json=${file}`, ...variables, path], { stdio: 'inherit' })
    onStart?.([k6.pid ?? 0])
    const stop = () => k6.kill('SIGINT')
    signal?.addEventListener('abort', stop)
    const [code] = await once(k6, 'exit')
    signal?.removeEventListener('abort', stop)
    if (code !== 0 && code !== thresholdsFailed) throw new Error(`k6 ended with ${code}. What it said is above.`)
    const script = await loadScript(path, env)
    const lines = createInterface({ input: createReadStream(file) })
    const { results, seconds } = await readSamples(lines, script.thresholds, onSeries)
    const isAborted = signal?.aborted ?? false
    return { summary: results.summary(seconds), verdicts: results.verdicts(seconds), isAborted }
  } finally {
    await rm(folder, { recursive: true })
  }
}

interface Line {
  readonly type: 'Metric' | 'Point'
  readonly metric: string
  readonly data: MetricKind & {
    readonly time: string
    readonly value: number
    readonly tags: Record<string, string> | null
  }
}

/** Reads k6's JSON lines. https://grafana.com/docs/k6/latest/results-output/real-time/json/ */
export async function readSamples(
  lines: AsyncIterable<string>,
  thresholds: ConstructorParameters<typeof Results>[0],
  onSeries: RunOptions['onSeries'],
) {
  const results = new Results(thresholds)
  const kinds = new Map<string, MetricKind>()
  let [firstMs, lastMs] = [Number.POSITIVE_INFINITY, 0]
  for await (const text of lines) {
    const { type, metric, data } = JSON.parse(text) as Line
    if (type === 'Metric') {
      const contains = data.contains === 'time' ? 'time' : 'default'
      registerMetric(metric, { type: data.type, contains })
      kinds.set(metric, { type: data.type, contains })
    } else {
      const kind = kinds.get(metric)
      if (!kind) continue
      const atMs = Date.parse(data.time)
      firstMs = Math.min(firstMs, atMs)
      lastMs = Math.max(lastMs, atMs)
      const series: Series[] = [{ ...kind, metric, tags: data.tags ?? {}, values: [data.value] }]
      results.add(series)
      onSeries?.(series, atMs - firstMs)
    }
  }
  return { results, seconds: Math.max(0, lastMs - firstMs) / 1_000 }
}
