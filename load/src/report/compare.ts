import { printHead, printRow } from '../table.ts'
import { type Interval, medianRatio } from './bootstrap.ts'
import type { RunRecord } from './run-record.ts'

interface Comparison extends Interval {
  readonly what: string
}

/** Fewer seconds say nothing. */
const leastSeconds = 20

/** The second run to the first one: ratios above 1 are slower, or more. */
function comparisonsOf(before: RunRecord, after: RunRecord): Comparison[] {
  const kinds = [...new Set(before.seconds.flatMap((second) => Object.keys(second.kinds)))]
  const latencies = kinds.flatMap((kind) =>
    (['p50', 'p95'] as const).map((quantile) => {
      const read = (run: RunRecord) => run.seconds.flatMap((second) => second.kinds[kind]?.[quantile] ?? [])
      return { what: `${kind} ${quantile}`, before: read(before), after: read(after) }
    }),
  )
  const names = Object.keys(before.usage[0]?.cores ?? {})
  const cores = names.map((name) => {
    const read = (run: RunRecord) => run.usage.map((one) => one.cores[name] ?? 0)
    return { what: `processor time of ${name}`, before: read(before), after: read(after) }
  })
  return [...latencies, ...cores]
    .filter((one) => Math.min(one.before.length, one.after.length) >= leastSeconds)
    .map((one) => ({ what: one.what, ...medianRatio(one.before, one.after) }))
    .filter(({ estimate }) => Number.isFinite(estimate))
}

/** Prints the ratios of the medians over the seconds, with their 95 % intervals, as Markdown. */
export function compare(before: RunRecord, after: RunRecord): void {
  console.log(`${after.name} at ${after.commit} to ${before.name} at ${before.commit}; above 1 is slower or more.\n`)
  printHead(['', 'ratio', '95 % interval', ''])
  for (const { what, estimate, low, high } of comparisonsOf(before, after))
    printRow([
      what,
      estimate.toFixed(2),
      `${low.toFixed(2)} to ${high.toFixed(2)}`,
      low > 1 ? 'more' : high < 1 ? 'less' : 'no difference shown',
    ])
}
