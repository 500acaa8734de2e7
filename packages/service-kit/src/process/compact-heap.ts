import { performance } from 'node:perf_hooks'
import { getHeapStatistics } from 'node:v8'

/** What {@link CompactWhenIdle} sees of a process. */
interface HeapView {
  /** Memory that V8 holds for objects, used or not, and for what lies outside of its heap. */
  readonly heldBytes: () => number
  /** Share of the time since the last call in which the process computed, from 0 to 1. */
  readonly utilization: () => number
  readonly compact: () => void
}

const everyMs = 10_000
const idleUtilization = 0.02
/** So many looks at a process that computes nothing. */
const idleLooks = 3
const worthBytes = 8_000_000
/** To compact a larger heap takes longer than a request may wait. */
const mostBytes = 400_000_000

/**
 * V8 collects what a process no longer needs when that allocates more. A process that becomes idle keeps garbage and
 * half empty pages for hours. This frees them once it has computed next to nothing for half a minute, if it holds 8 MB
 * more than after the last time. A request that arrives meanwhile waits for it: about 1 ms per MB of live objects.
 */
export class CompactWhenIdle {
  readonly #view: HeapView
  #idle = 0
  #restBytes = 0

  constructor(view: HeapView) {
    this.#view = view
  }

  compact(): void {
    this.#view.compact()
    this.#restBytes = this.#view.heldBytes()
  }

  look(): void {
    this.#idle = this.#view.utilization() < idleUtilization ? this.#idle + 1 : 0
    if (this.#idle < idleLooks) return
    const heldBytes = this.#view.heldBytes()
    // What left by itself is to be told from what comes later.
    this.#restBytes = Math.min(this.#restBytes, heldBytes)
    if (heldBytes - this.#restBytes < worthBytes || heldBytes > mostBytes) return
    this.#idle = 0
    this.compact()
  }
}

/**
 * Compacts the heap now, since starting leaves tens of megabytes of source and syntax trees behind, and whenever the
 * process has become idle. It needs `--expose-gc`. Returns what ends it.
 */
export function compactHeap({ gc } = globalThis): () => void {
  if (!gc) return () => {}
  let last = performance.eventLoopUtilization()
  const compacting = new CompactWhenIdle({
    heldBytes() {
      const { total_heap_size: heapBytes, external_memory: outsideBytes } = getHeapStatistics()
      return heapBytes + outsideBytes
    },
    utilization() {
      const present = performance.eventLoopUtilization()
      const { utilization } = performance.eventLoopUtilization(present, last)
      last = present
      return utilization
    },
    // Other flavors free what is unreachable and keep its pages.
    compact: () => void gc({ type: 'major', execution: 'sync', flavor: 'last-resort' }),
  })
  compacting.compact()
  const timer = setInterval(() => compacting.look(), everyMs).unref()
  return () => clearInterval(timer)
}
