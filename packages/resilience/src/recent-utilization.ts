import { readFileSync } from 'node:fs'
import { performance } from 'node:perf_hooks'

/** Shorter times say little: the kernel counts in hundredths of a second. */
const leastMs = 100

/**
 * Returns a function that tells how busy the event loop or the processors of the machine were in the last moments,
 * whichever was more: from 0 to 1, over the time since it was measured last. It costs nothing while nobody asks.
 */
export function recentUtilization(readProcessors = processorTimes): () => number {
  let loop = performance.eventLoopUtilization()
  let processors = readProcessors()
  let atMs = performance.now()
  let latest = 0
  return () => {
    const nowMs = performance.now()
    if (nowMs - atMs < leastMs) return latest
    const [loopNow, processorsNow] = [performance.eventLoopUtilization(), readProcessors()]
    latest = Math.max(
      performance.eventLoopUtilization(loopNow, loop).utilization,
      shareOf(processorsNow.busy - processors.busy, processorsNow.all - processors.all),
    )
    ;[loop, processors, atMs] = [loopNow, processorsNow, nowMs]
    return latest
  }
}

interface ProcessorTimes {
  readonly busy: number
  readonly all: number
}

const shareOf = (part: number, whole: number) => (whole > 0 ? part / whole : 0)

/** Of all processors since the machine started (proc_stat(5)). Work that gives way to others (nice) counts as idle. */
export function processorTimes(path = '/proc/stat'): ProcessorTimes {
  const [user = 0, nice = 0, system = 0, idle = 0, ioWait = 0, ...others] = firstLineOf(path)
  const busy = [user, system, ...others.slice(0, 3)].reduce((sum, one) => sum + one, 0)
  return { busy, all: busy + nice + idle + ioWait }
}

/** Nothing where there is no such file. */
function firstLineOf(path: string): number[] {
  try {
    const text = readFileSync(path, 'latin1')
    return text.slice('cpu'.length, text.indexOf('\n')).trim().split(/ +/).map(Number)
  } catch {
    return []
  }
}
