import type { Logger } from '@inkling/telemetry'
import { type NewEntry, news, StreamBroker } from '../adapters/stream-broker.ts'
import type { WindowLimits } from './log-window.ts'
import { type LogListener, OwnerLog } from './owner-log.ts'

export interface StreamLogsOptions {
  readonly redisUrl: string
  readonly logger: Pick<Logger, 'debug' | 'warn'>
  readonly window: WindowLimits
}

export interface LogsListener extends Omit<LogListener, 'onEntry'> {
  onEntry(owner: string, entry: NewEntry): void
  onLost(): void
  onFound(): void
}

/** A log that nobody follows is kept up to date for so long, because its clients may come back. */
const idleMs = 120_000
/** How long a tenant counts as watched after a gateway said so. */
const watchedMs = 120_000
const announceEveryMs = 10_000
/** A log that Redis did not give in time is asked for so often before streams go on without it. */
const openAttempts = 3

/**
 * The logs that this gateway follows. While Redis is unavailable, what this gateway adds reaches its own streams alone.
 */
export class StreamLogs {
  readonly #broker: StreamBroker
  readonly #listener: LogsListener
  readonly #window: WindowLimits
  readonly #now: () => number
  readonly #logs = new Map<string, { readonly log: OwnerLog; neededAtMs: number }>()
  readonly #watchedUntilMs = new Map<string, number>()
  readonly #startedAtMs: number
  /** Entries of their logs reached only streams of this gateway. */
  readonly #unsent = new Set<string>()
  #announcedAtMs = Number.NEGATIVE_INFINITY
  readonly #pending = new Map<string, NewEntry[]>()

  constructor({ redisUrl: url, logger, window }: StreamLogsOptions, listener: LogsListener, now = performance.now) {
    this.#listener = listener
    this.#window = window
    this.#now = () => now.call(performance)
    this.#startedAtMs = this.#now()
    this.#broker = new StreamBroker(
      { url, logger, keptEntries: window.entries },
      {
        onArrival: (owner, entry) => this.#logs.get(owner)?.log.arrive(entry),
        onWatched: (owner) => void this.#watchedUntilMs.set(owner, this.#now() + watchedMs),
        onLost: () => listener.onLost(),
        onFound: () => void this.#recover(),
      },
    )
  }

  get isLost(): boolean {
    return this.#broker.isLost
  }

  find(owner: string): OwnerLog | undefined {
    return this.#logs.get(owner)?.log
  }

  /** The log of an owner, up to date unless Redis is unavailable. */
  async open(owner: string): Promise<OwnerLog> {
    await this.#broker.contact
    const known = this.#logs.get(owner)
    if (known) known.neededAtMs = this.#now()
    const log = known?.log ?? new OwnerLog(owner, this.#broker, this.#listener, this.#window)
    if (!known) {
      this.#logs.set(owner, { log, neededAtMs: this.#now() })
      this.#broker.announce(owner)
    }
    for (let attempt = 1; log.isBehind || log.isReading; attempt++) {
      await log.refresh()
      if (this.isLost || attempt === openAttempts) break
    }
    return log
  }

  /** Whether streams of some gateway follow the owner. A gateway that just began does not know yet, and says yes. */
  isWatched(owner: string): boolean {
    const nowMs = this.#now()
    const until = this.#watchedUntilMs.get(owner) ?? 0
    return this.#logs.has(owner) || until > nowMs || nowMs - this.#startedAtMs < 2 * announceEveryMs
  }

  /** Adds an entry with all others of this moment. */
  add(owner: string, entry: NewEntry): void {
    const waiting = this.#pending.get(owner)
    if (waiting) return void waiting.push(entry)
    const entries = [entry]
    this.#pending.set(owner, entries)
    setImmediate(() => void this.#send(owner, entries))
  }

  /** To be called each second. @param isFollowed Whether streams follow the owner now. */
  tend(isFollowed: (owner: string) => boolean): void {
    const nowMs = this.#now()
    const isToAnnounce = nowMs - this.#announcedAtMs >= announceEveryMs
    if (isToAnnounce) this.#announcedAtMs = nowMs
    for (const [owner, known] of this.#logs) {
      if (isFollowed(owner)) known.neededAtMs = nowMs
      if (nowMs - known.neededAtMs >= idleMs) this.#drop(owner)
      else if (known.log.isBehind && !this.isLost) void known.log.refresh()
      if (isToAnnounce && isFollowed(owner)) this.#broker.announce(owner)
    }
    if (!this.isLost) void this.#tellUnsent()
    for (const [owner, until] of this.#watchedUntilMs) if (until <= nowMs) this.#watchedUntilMs.delete(owner)
  }

  close(): void {
    this.#broker.close()
  }

  #drop(owner: string): void {
    this.#logs.delete(owner)
    this.#broker.unfollow(owner)
  }

  async #send(owner: string, entries: readonly NewEntry[]): Promise<void> {
    this.#pending.delete(owner)
    try {
      await this.#broker.append(owner, entries)
    } catch {
      this.#unsent.add(owner)
      for (const entry of entries) this.#listener.onEntry(owner, entry)
    }
  }

  /** Tells the other gateways that they lack entries. */
  async #tellUnsent(): Promise<void> {
    for (const owner of this.#unsent) {
      this.#unsent.delete(owner)
      await this.#broker.append(owner, [news({ isLost: true })]).catch(() => this.#unsent.add(owner))
    }
  }

  async #recover(): Promise<void> {
    await Promise.all([...this.#logs.values()].map(({ log }) => log.refresh()))
    this.#announcedAtMs = Number.NEGATIVE_INFINITY
    this.#listener.onFound()
  }
}
