import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setImmediate } from 'node:timers/promises'
import { SearchIndex } from '@inkling/search-index'
import { processorTime } from './processor-time.ts'

export interface SnapshotTimes {
  /** CPU time. */
  readonly writeMillis: number
  readonly readMillis: number
  /** Event loop delay while the snapshot is read in steps: 99th percentile and maximum. */
  readonly delayMillisP99: number
  readonly delayMillisMax: number
}

/** Writes a snapshot of the index and reads it in steps, as the search service does. */
export async function snapshotTimes(index: SearchIndex): Promise<SnapshotTimes> {
  const { result: bytes, millis: writeMillis } = processorTime(() => index.encode())
  const delays = monitorEventLoopDelay({ resolution: 1 })
  await setImmediate()
  delays.enable()
  const before = process.cpuUsage()
  const steps = SearchIndex.decodeInSteps(bytes)
  while (steps.next().done !== true) await setImmediate()
  const { user, system } = process.cpuUsage(before)
  delays.disable()
  const [delayMillisP99, delayMillisMax] = [delays.percentile(99) / 1e6, delays.max / 1e6]
  return { writeMillis, readMillis: (user + system) / 1000, delayMillisP99, delayMillisMax }
}
