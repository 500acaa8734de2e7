/**
 * Runs a script of k6 without k6. Prints a summary unless the script has one of its own.
 *
 *   node load/host/main.ts SCRIPT [-e NAME=VALUE]… [--processes 2]
 *
 * The exit status is 99, as k6's is, if a threshold fails.
 */
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { runScript } from './run-script.ts'

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { env: { type: 'string', short: 'e', multiple: true }, processes: { type: 'string', default: '2' } },
})
const [path] = positionals
if (path === undefined) throw new Error('Name the script: node load/host/main.ts SCRIPT.')
const env = Object.fromEntries((values.env ?? []).map((pair) => pair.split(/=(.*)/s)))
const stop = new AbortController()
process.once('SIGINT', () => stop.abort())

const { summary, verdicts } = await runScript({
  path: resolve(path),
  env,
  processes: Number(values.processes),
  signal: stop.signal,
})
for (const { metric, expression, value, ok } of verdicts)
  console.error(`${ok ? 'holds' : 'FAILS'}  ${metric} ${expression}, measured ${value.toFixed(3)}`)
console.error(`${summary.metrics.iterations?.values.count ?? 0} iterations`)
process.exit(verdicts.every(({ ok }) => ok) ? 0 : 99)
