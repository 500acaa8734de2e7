import { performance } from 'node:perf_hooks'

export function millisOf(work: () => unknown): number {
  const start = performance.now()
  work()
  return performance.now() - start
}

/** Processor time of all threads, which other work on the machine does not add to. */
export function cpuMillisOf(work: () => unknown): number {
  const start = process.cpuUsage()
  work()
  const { user, system } = process.cpuUsage(start)
  return (user + system) / 1000
}

export function percentile(ascending: readonly number[], share: number): number {
  return ascending[Math.min(ascending.length - 1, Math.floor(ascending.length * share))] ?? 0
}

export function rounded(value: number): number {
  return Number(value.toFixed(3))
}
