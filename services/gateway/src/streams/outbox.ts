import type { StreamMessage } from '@inkling/contracts'
import type { FrameMaker } from './frame.ts'
import type { Wire } from './wire.ts'

export interface OutboxLimits {
  /** While more than this is written and not taken, nothing more is written. */
  readonly bufferedBytes: number
  /** Of what waits meanwhile. Beyond it, the oldest messages are dropped. */
  readonly waitingBytes: number
  /** How long messages may wait for a client before its stream is closed. */
  readonly slowMs: number
}

/** A message of a topic, as JSON. */
export interface Message {
  readonly topic: string
  readonly text: string
}

const frameBytes = 262_144

/**
 * What one client is still to get. Each tick sends all of it in one frame. If the client reads too slowly, only the
 * latest state of each topic waits; if that is too much, the oldest is dropped and the client is told; and if
 * something waits for too long, it is given up.
 */
export class Outbox {
  readonly #wire: Wire
  readonly #frames: FrameMaker
  readonly #limits: OutboxLimits
  #waiting: Message[] = []
  #waitingBytes = 0
  /** Topics of which messages were dropped. Most streams never need it. */
  #dropped: Set<string> | undefined
  #slowSinceMs: number | undefined
  /** The position of the last frame after which nothing waited. */
  #told = ''

  constructor(wire: Wire, frames: FrameMaker, limits: OutboxLimits) {
    this.#wire = wire
    this.#frames = frames
    this.#limits = limits
  }

  get isEmpty(): boolean {
    return this.#waiting.length === 0 && this.#dropped === undefined
  }

  /** Returns how many waiting messages this one replaces or drops. */
  add(message: Message): number {
    let lost = 0
    if (this.#slowSinceMs !== undefined) lost += this.#replace(message.topic)
    this.#waiting.push(message)
    this.#waitingBytes += message.text.length
    if (this.#slowSinceMs !== undefined) lost += this.#dropOldest()
    return lost
  }

  /** Sends what waits, as far as the client takes it. Returns false once something waits for too long. */
  flush(position: string, nowMs: number): boolean {
    while (!this.isEmpty && this.#wire.bufferedBytes <= this.#limits.bufferedBytes) this.#sendFrame(position)
    return this.#watch(nowMs)
  }

  /** @param position is told only once nothing waits, so that a client resumes before what it lacks. */
  #sendFrame(position: string): void {
    const texts: string[] = []
    if (this.#dropped) texts.push(noticeOf({ type: 'dropped', topics: [...this.#dropped] }))
    this.#dropped = undefined
    let bytes = 0
    let taken = 0
    for (const { text } of this.#waiting) {
      if (taken > 0 && bytes + text.length > frameBytes) break
      texts.push(text)
      bytes += text.length
      taken++
    }
    this.#waiting = this.#waiting.slice(taken)
    this.#waitingBytes -= bytes
    if (this.#waiting.length === 0) this.#told = position
    this.#wire.send(this.#frames.make(this.#told, texts))
  }

  #watch(nowMs: number): boolean {
    if (this.isEmpty) {
      this.#slowSinceMs = undefined
      return true
    }
    if (this.#slowSinceMs === undefined) {
      this.#slowSinceMs = nowMs
      this.#coalesce()
    }
    return nowMs - this.#slowSinceMs < this.#limits.slowMs
  }

  #coalesce(): void {
    const latest = new Map<string, Message>()
    for (const message of this.#waiting) {
      const key = message.topic || message.text
      latest.delete(key)
      latest.set(key, message)
    }
    this.#waiting = [...latest.values()]
    this.#waitingBytes = this.#waiting.reduce((sum, { text }) => sum + text.length, 0)
    this.#dropOldest()
  }

  #replace(topic: string): number {
    const at = topic === '' ? -1 : this.#waiting.findIndex((one) => one.topic === topic)
    const [replaced] = at < 0 ? [] : this.#waiting.splice(at, 1)
    this.#waitingBytes -= replaced?.text.length ?? 0
    return replaced ? 1 : 0
  }

  #dropOldest(): number {
    let dropped = 0
    while (this.#waitingBytes > this.#limits.waitingBytes && this.#waiting.length > 1) {
      const [oldest] = this.#waiting.splice(0, 1)
      this.#waitingBytes -= oldest?.text.length ?? 0
      if (oldest?.topic) this.#dropped = (this.#dropped ?? new Set()).add(oldest.topic)
      dropped++
    }
    return dropped
  }
}

export const noticeOf = (message: StreamMessage): string => JSON.stringify(message)
