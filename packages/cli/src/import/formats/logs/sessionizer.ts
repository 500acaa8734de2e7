import { hash } from 'node:crypto'

const gapMs = 30 * 60_000
const firstSweepSize = 10_000

interface OpenSession {
  readonly id: string
  firstMs: number
  lastMs: number
}

/**
 * Groups requests into sessions: same address and agent, at most 30 minutes between two requests.
 * A session id is a hash, so that neither address nor agent leaves the machine. The same log gives the same ids.
 * Each time the number of remembered sessions has doubled, ended ones are forgotten. Memory therefore follows the
 * number of sessions within 30 minutes, with at least 10,000 remembered.
 */
export class Sessionizer {
  readonly #open = new Map<string, OpenSession>()
  #sweepSize = firstSweepSize

  /** The number of remembered sessions. */
  get size(): number {
    return this.#open.size
  }

  sessionOf(address: string, agent: string, timeMs: number): string {
    const visitor = `${address}\n${agent}`
    const open = this.#open.get(visitor)
    if (open && isNear(open, timeMs)) {
      open.firstMs = Math.min(open.firstMs, timeMs)
      open.lastMs = Math.max(open.lastMs, timeMs)
      return open.id
    }
    const id = hash('sha256', `${visitor}\n${timeMs}`).slice(0, 16)
    this.#open.set(visitor, { id, firstMs: timeMs, lastMs: timeMs })
    if (this.#open.size > this.#sweepSize) this.#sweep(timeMs)
    return id
  }

  #sweep(nowMs: number): void {
    for (const [visitor, open] of this.#open) if (!isNear(open, nowMs)) this.#open.delete(visitor)
    this.#sweepSize = Math.max(firstSweepSize, 2 * this.#open.size)
  }
}

/** Compares in both directions: servers log a request when it ends, and logs may be joined or newest first. */
const isNear = ({ firstMs, lastMs }: OpenSession, timeMs: number) =>
  timeMs >= firstMs - gapMs && timeMs <= lastMs + gapMs
