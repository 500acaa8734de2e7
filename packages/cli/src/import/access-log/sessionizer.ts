import { hash } from 'node:crypto'

const gapMs = 30 * 60_000
const firstSweepSize = 10_000

interface OpenSession {
  readonly id: string
  lastMs: number
}

/**
 * Groups requests into visits: same address and agent, never more than 30 minutes between two requests.
 * Session ids are hashes, so that neither address nor agent leaves the machine, and the same log gives the same ids.
 * Sessions out of reach are swept each time the table has doubled, so memory follows the visitors of the moment.
 */
export class Sessionizer {
  #open = new Map<string, OpenSession>()
  #sweepSize = firstSweepSize

  sessionOf(address: string, agent: string, timeMs: number): string {
    const visitor = `${address}\n${agent}`
    const open = this.#open.get(visitor)
    if (open && isNear(open.lastMs, timeMs)) {
      open.lastMs = timeMs
      return open.id
    }
    const id = hash('sha256', `${visitor}\n${timeMs}`).slice(0, 16)
    this.#open.set(visitor, { id, lastMs: timeMs })
    if (this.#open.size > this.#sweepSize) this.#sweep(timeMs)
    return id
  }

  #sweep(nowMs: number): void {
    for (const [visitor, { lastMs }] of this.#open) if (!isNear(lastMs, nowMs)) this.#open.delete(visitor)
    this.#sweepSize = Math.max(firstSweepSize, 2 * this.#open.size)
  }
}

/** In either direction: logs are written when requests end, and may be joined in any order. */
const isNear = (aMs: number, bMs: number) => Math.abs(aMs - bMs) <= gapMs
