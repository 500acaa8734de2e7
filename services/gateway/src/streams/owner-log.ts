import { type LogEntry, LogWindow, type WindowLimits } from './log-window.ts'
import type { LogPlace } from './position.ts'

/** How a log reaches the copy that all gateways share. */
export interface LogSource {
  /** From now on, entries of the log arrive. @throws an error of ioredis while Redis is unavailable */
  follow(owner: string): Promise<void>
  /** The newest entries, oldest first. An empty log is begun, so that there is a place to resume from. */
  readNewest(owner: string): Promise<LogEntry[]>
  /** All entries after the offset that are kept, oldest first. */
  readAfter(owner: string, offset: number): Promise<LogEntry[]>
}

export interface LogListener {
  onEntry(owner: string, entry: LogEntry): void
  /** Entries were lost: what is known of the topics of this owner may be old. */
  onGap(owner: string): void
}

/**
 * One gateway's copy of the log of an owner: a tenant, or the platform. Each entry reaches the listener once and in
 * order. Entries that did not arrive are read from Redis; if they are not there either, the listener is told of a gap.
 */
export class OwnerLog {
  readonly owner: string
  readonly #window: LogWindow
  readonly #source: LogSource
  readonly #listener: LogListener
  /** Arrived while older ones are read; undefined while entries are taken as they arrive. */
  #held: LogEntry[] | undefined = []
  #isOpened = false
  /** Streams that joined before the log was opened may have missed entries. */
  #hasFailed = false
  #reading: Promise<void> | undefined

  constructor(owner: string, source: LogSource, listener: LogListener, limits: WindowLimits) {
    this.owner = owner
    this.#source = source
    this.#listener = listener
    this.#window = new LogWindow(limits)
  }

  get place(): LogPlace | undefined {
    return this.#window.place
  }

  since(place: LogPlace): readonly LogEntry[] | undefined {
    return this.#window.since(place)
  }

  /** Whether entries wait for a read that failed. */
  get isBehind(): boolean {
    return this.#held !== undefined && this.#reading === undefined
  }

  get isReading(): boolean {
    return this.#reading !== undefined
  }

  /** Follows the log and reads what this copy lacks. Never rejects: without Redis the copy stays as it is. */
  refresh(): Promise<void> {
    this.#held ??= []
    this.#reading ??= this.#read()
      .catch(() => {
        this.#hasFailed = true
      })
      .finally(() => {
        this.#reading = undefined
      })
    return this.#reading
  }

  arrive(entry: LogEntry): void {
    if (this.#held) this.#held.push(entry)
    else if (this.#isNext(entry)) this.#pass(entry)
    else if (!this.#isKnown(entry)) {
      this.#held = [entry]
      void this.refresh()
    }
  }

  async #read(): Promise<void> {
    await this.#source.follow(this.owner)
    if (this.#isOpened) await this.#catchUp()
    else await this.#begin()
    const held = this.#held ?? []
    this.#held = undefined
    for (const entry of held) if (!this.#isKnown(entry)) this.#passAfterGap(entry)
  }

  async #begin(): Promise<void> {
    for (const entry of await this.#source.readNewest(this.owner)) this.#window.append(entry)
    this.#isOpened = true
    if (this.#hasFailed) this.#listener.onGap(this.owner)
  }

  async #catchUp(): Promise<void> {
    const { epoch, offset = 0 } = this.place ?? {}
    // From the newest known entry on: if it is there, nothing between was lost.
    const after = await this.#source.readAfter(this.owner, Math.max(0, offset - 1))
    const isWhole = after[0]?.epoch === epoch && (after[0]?.offset ?? 0) <= offset + 1
    const entries = isWhole ? after : await this.#source.readAfter(this.owner, 0)
    if (entries.length === 0 && epoch !== undefined) this.#lose(undefined)
    for (const entry of entries) if (!this.#isKnown(entry)) this.#passAfterGap(entry)
  }

  #isNext({ epoch, offset }: LogEntry): boolean {
    const place = this.place
    return offset === (place?.offset ?? 0) + 1 && (place === undefined || epoch === place.epoch)
  }

  #isKnown({ epoch, offset }: LogEntry): boolean {
    const place = this.place
    return place !== undefined && epoch === place.epoch && offset <= place.offset
  }

  #passAfterGap(entry: LogEntry): void {
    if (!this.#isNext(entry)) this.#lose({ epoch: entry.epoch, offset: entry.offset - 1 })
    this.#pass(entry)
  }

  #pass(entry: LogEntry): void {
    this.#window.append(entry)
    this.#listener.onEntry(this.owner, entry)
  }

  /** Goes on after `place`. */
  #lose(place: LogPlace | undefined): void {
    this.#window.restart(place)
    this.#listener.onGap(this.owner)
  }
}
