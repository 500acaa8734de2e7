import { readFileSync } from 'node:fs'
import { performance } from 'node:perf_hooks'
import { getHeapStatistics } from 'node:v8'
import { type Sensor, sampleEveryMs } from './pressure.ts'

/** Work waits so long for the event loop when the loop is at its limit. */
const lateMs = 50
/** A busy event loop alone is a reason to leave parts out, and none to refuse work: that needs work that waits. */
const mostOfBusy = 0.84

/** So many requests under way are a load. With fewer, a late event loop is the work of somebody else. */
const manyRequests = 16

/**
 * What every process has: its event loop, its heap, and the processor time that its cgroup allows.
 * @param inFlight how many requests are under way
 */
export const processSensors = (inFlight: () => number): Sensor[] => [
  eventLoop(),
  eventLoopDelay(inFlight),
  heap(),
  ...cpuQuota(),
]

/** The share of the time in which the event loop was busy, time in which it waited for a processor included. */
function eventLoop(): Sensor {
  let before = performance.eventLoopUtilization()
  return {
    name: 'eventLoop',
    read() {
      const now = performance.eventLoopUtilization()
      const { utilization } = performance.eventLoopUtilization(now, before)
      before = now
      return Math.min(utilization, mostOfBusy)
    },
  }
}

/**
 * How much later than due the gauge reads it; {@link lateMs} late is 1. It counts less while few requests are under
 * way: to refuse some would make none of the others quicker.
 */
function eventLoopDelay(inFlight: () => number): Sensor {
  let lastMs = performance.now()
  return {
    name: 'eventLoopDelay',
    read() {
      const dueMs = lastMs + sampleEveryMs
      lastMs = performance.now()
      return (Math.max(0, lastMs - dueMs) / lateMs) * Math.min(1, inFlight() / manyRequests)
    },
  }
}

function heap(): Sensor {
  return {
    name: 'heap',
    read() {
      const { used_heap_size: used, heap_size_limit: limit } = getHeapStatistics()
      return used / limit
    },
  }
}

/** Processor time against the quota of the cgroup (v2); nothing where there is no quota. */
export function cpuQuota(folder = '/sys/fs/cgroup', now = () => performance.now()): Sensor[] {
  const cpus = quotaOf(readText(`${folder}/cpu.max`))
  if (cpus === undefined) return []
  const usedMs = () => Number(/^usage_usec (\d+)$/m.exec(readText(`${folder}/cpu.stat`))?.[1]) / 1_000
  let before = { atMs: now(), usedMs: usedMs() }
  return [
    {
      name: 'cpu',
      read() {
        const after = { atMs: now(), usedMs: usedMs() }
        const share = (after.usedMs - before.usedMs) / (after.atMs - before.atMs) / cpus
        before = after
        return share
      },
    },
  ]
}

/** `cpu.max` holds the microseconds of a period that may be used, and the period: `150000 100000`, or `max 100000`. */
function quotaOf(cpuMax: string): number | undefined {
  const [quota, period] = cpuMax.trim().split(' ').map(Number)
  return quota && period ? quota / period : undefined
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
