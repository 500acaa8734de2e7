import type { LogPlace } from './position.ts'

/** An entry of a log: a message of a topic, as JSON. */
export interface LogEntry {
  readonly epoch: string
  readonly offset: number
  /** The name of a topic; empty for news between gateways, which no client gets. */
  readonly topic: string
  /** What tells this state of the topic from another. */
  readonly signature: string
  readonly text: string
}

export interface WindowLimits {
  readonly entries: number
  readonly bytes: number
}

const rowBytes = 100

/** The newest entries of a log, in memory, without a hole between them: what streams resume from. */
export class LogWindow {
  readonly #limits: WindowLimits
  #entries: LogEntry[] = []
  #bytes = 0
  #place: LogPlace | undefined

  constructor(limits: WindowLimits) {
    this.#limits = limits
  }

  /** Of the newest entry; undefined before anything is known of the log. */
  get place(): LogPlace | undefined {
    return this.#place
  }

  /** Forgets all entries, and goes on after `place`. */
  restart(place: LogPlace | undefined): void {
    this.#entries = []
    this.#bytes = 0
    this.#place = place
  }

  /** Adds the entry that follows the newest one. */
  append(entry: LogEntry): void {
    this.#entries.push(entry)
    this.#bytes += sizeOf(entry)
    this.#place = { epoch: entry.epoch, offset: entry.offset }
    if (this.#entries.length > this.#limits.entries || this.#bytes > this.#limits.bytes) this.#trim()
  }

  /** The entries after `place`, oldest first; undefined if some of them are not here. */
  since({ epoch, offset }: LogPlace): readonly LogEntry[] | undefined {
    const newest = this.#place
    if (newest?.epoch !== epoch || offset > newest.offset) return undefined
    const missed = newest.offset - offset
    if (missed > this.#entries.length) return undefined
    return missed === 0 ? [] : this.#entries.slice(-missed)
  }

  /** Leaves a tenth of the limits free, so that it is not trimmed for each entry. */
  #trim(): void {
    const [entries, bytes] = [0.9 * this.#limits.entries, 0.9 * this.#limits.bytes]
    let first = 0
    for (; this.#entries.length - first > entries || this.#bytes > bytes; first++) {
      const oldest = this.#entries[first]
      if (!oldest) break
      this.#bytes -= sizeOf(oldest)
    }
    this.#entries = this.#entries.slice(first)
  }
}

const sizeOf = ({ text, topic }: LogEntry) => 2 * (text.length + topic.length) + rowBytes
