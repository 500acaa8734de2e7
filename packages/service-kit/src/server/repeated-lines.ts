import type { Logger } from '@inkling/telemetry'

export interface RefusalFacts {
  readonly code: string
  readonly status: number
  readonly method: string
  /** The pattern of the route; all unknown paths count as one. */
  readonly route: string
}

const writtenPerMinute = 10
/** Further lines that are kept in memory: some 70 kB of the 1 MB that a process has for lines. */
const rememberedPerMinute = 200
/** Routes, codes and texts are few. More kinds than this count as one. */
const mostKinds = 1_000

interface Kind {
  readonly facts: RefusalFacts
  readonly message: string
  lines: number
}

/** What becomes of a line. */
type LineFate = 'written' | 'remembered' | 'counted'

/**
 * Of the lines of one kind (route, code and text), the first ten of a minute are written, and the next 200 may be kept
 * in memory for whoever reads their trace. The others are counted, and the end of the minute writes how many were not
 * written. So a caller that repeats its fault does not fill the disk.
 */
export class RepeatedLines {
  readonly #logger: Logger
  readonly #kinds = new Map<string, Kind>()

  constructor(logger: Logger) {
    this.#logger = logger
  }

  /** Counts a line. Returns what to do with it. */
  count(facts: RefusalFacts, message: string): LineFate {
    const kind = this.#kindOf(facts, message)
    kind.lines += 1
    if (kind.lines <= writtenPerMinute) return 'written'
    return kind.lines <= writtenPerMinute + rememberedPerMinute ? 'remembered' : 'counted'
  }

  /** Call it once a minute, and at the end. */
  endMinute(): void {
    for (const { facts, message, lines } of this.#kinds.values())
      if (lines > writtenPerMinute)
        this.#logger.info({ ...facts, reason: message, notWritten: lines - writtenPerMinute }, 'repeated lines')
    this.#kinds.clear()
  }

  #kindOf(facts: RefusalFacts, message: string): Kind {
    const { code, status, method, route } = facts
    const isFull = this.#kinds.size >= mostKinds
    const name = `${method} ${route} ${code} ${message}`
    const known = this.#kinds.get(name) ?? (isFull ? this.#kinds.get(others) : undefined)
    if (known) return known
    const kind = isFull
      ? { facts: { ...facts, route: others, method: others }, message: others, lines: 0 }
      : { facts: { code, status, method, route }, message, lines: 0 }
    this.#kinds.set(isFull ? others : name, kind)
    return kind
  }
}

const others = 'other'
