import { InklingError } from '@inkling/errors'
import type { Channel } from './connection.ts'
import { laterToken } from './later-token.ts'

/** The state of a topic, read on behalf of a channel. */
export interface ReadState {
  readonly data: unknown
  /** What of the data clients are told of when it changes. */
  readonly significant: unknown
  /** It will not change any more. */
  readonly isFinal?: boolean
  /** It lacks the write whose token was given: the service had not seen it in time. */
  readonly isBehind?: boolean
}

export type ReadTopic = (channel: Channel, consistencyToken: string | undefined) => Promise<ReadState>

export interface RefresherOptions {
  readonly read: ReadTopic
  readonly onState: (channel: Channel, state: ReadState) => void
  /** The topic cannot be read, now or ever. */
  readonly onRefusal: (channel: Channel, error: InklingError) => void
  readonly concurrent: number
  /** The least time between two reads of a channel. */
  readonly apartMs: number
  readonly now?: () => number
}

const retryMs = 1_000
/** A state that lacks a write is read again after 1, 2, 4, 8 and 16 s: the service catches up, or never will. */
const readsForWrite = 5
/** These say that the same request may succeed later. */
const passing = ['overloaded', 'dependency_unavailable', 'deadline_exceeded', 'rate_limited', 'internal']

interface Wish {
  token: string | undefined
  dueAtMs: number
  /** How often the state has been read in vain for this. */
  attempt: number
}

/**
 * Reads the state of channels again, each at most once at a time and not too often, and only so many at a time. What is
 * asked for meanwhile is one further read.
 */
export class Refresher {
  readonly #options: RefresherOptions
  readonly #now: () => number
  readonly #wishes = new Map<Channel, Wish>()
  readonly #reading = new Set<Channel>()
  #timer: NodeJS.Timeout | undefined

  constructor(options: RefresherOptions) {
    this.#options = options
    this.#now = options.now ?? (() => performance.now())
  }

  /** @param token of a write that the state must show */
  ask(channel: Channel, token?: string, afterMs = 0, attempt = 0): void {
    const earliestMs = channel.readAtMs + this.#options.apartMs
    const dueAtMs = Math.max(this.#now() + afterMs, earliestMs)
    const wish = this.#wishes.get(channel)
    if (!wish) this.#wishes.set(channel, { token, dueAtMs, attempt })
    else
      Object.assign(wish, {
        token: laterToken(wish.token, token),
        dueAtMs: Math.min(wish.dueAtMs, dueAtMs),
        attempt: Math.min(wish.attempt, attempt),
      })
    this.#start()
  }

  get waiting(): number {
    return this.#wishes.size
  }

  close(): void {
    clearTimeout(this.#timer)
    this.#wishes.clear()
  }

  #start(): void {
    clearTimeout(this.#timer)
    const nowMs = this.#now()
    let nextMs = Number.POSITIVE_INFINITY
    for (const [channel, wish] of this.#wishes) {
      if (this.#reading.size >= this.#options.concurrent) return
      if (this.#reading.has(channel)) continue
      if (wish.dueAtMs > nowMs) nextMs = Math.min(nextMs, wish.dueAtMs - nowMs)
      else {
        this.#wishes.delete(channel)
        void this.#read(channel, wish)
      }
    }
    if (nextMs < Number.POSITIVE_INFINITY) this.#timer = setTimeout(() => this.#start(), nextMs)
  }

  async #read(channel: Channel, { token, attempt }: Wish): Promise<void> {
    if (channel.connections.size === 0) return
    this.#reading.add(channel)
    channel.readAtMs = this.#now()
    try {
      const state = await this.#options.read(channel, token)
      this.#options.onState(channel, state)
      if (state.isBehind && attempt < readsForWrite) this.ask(channel, token, retryMs * 2 ** attempt, attempt + 1)
    } catch (error) {
      if (error instanceof InklingError && !passing.includes(error.code)) this.#options.onRefusal(channel, error)
      else this.ask(channel, token, retryMs * (1 + Math.random()))
    } finally {
      this.#reading.delete(channel)
      this.#start()
    }
  }
}
