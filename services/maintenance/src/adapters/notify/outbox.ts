import { backoffMs } from '@inkling/resilience'
import type { Outcome } from './deliver.ts'

/** A message on its way. */
export interface Delivery {
  readonly id: string
  readonly createdAtMs: number
  state: 'waiting' | 'delivered' | 'dead'
  attempts: number
  error: string | null
  endedAtMs: number | undefined
}

export interface OutboxOptions<D extends Delivery> {
  readonly attempt: (delivery: D) => Promise<Outcome>
  /** Called after each attempt. */
  readonly changed: (delivery: D) => void
  readonly now: () => number
  /** 0 to 1. */
  readonly random: () => number
}

const firstRetryMs = 5_000
/** The longest wait is 160 s. */
const mostDoublings = 5
/** An attempt that fails after so long was the last one. */
const giveUpMs = 10 * 60_000
const mostWaiting = 100

/**
 * The messages to one destination, in their order: what resolves an alert never overtakes what triggered it. After a
 * failed attempt all of them wait.
 */
export class Outbox<D extends Delivery> {
  readonly #options: OutboxOptions<D>
  #waiting: D[] = []
  #failures = 0
  #nextMs = 0
  #isBusy = false
  /** Until the process ends. */
  #offBecause: string | undefined

  constructor(options: OutboxOptions<D>) {
    this.#options = options
  }

  add(delivery: D): void {
    if (this.#waiting.some(({ id }) => id === delivery.id)) return
    this.#waiting.push(delivery)
    if (this.#offBecause !== undefined) this.#end(delivery, 'dead', this.#offBecause)
    const [oldest] = this.#waiting
    if (oldest && this.#waiting.length > mostWaiting) this.#end(oldest, 'dead', 'too many messages waited')
  }

  /** Another process sends what waits. */
  clear(): void {
    this.#waiting = []
  }

  /** Sends what waits, until an attempt fails. */
  async step(): Promise<void> {
    if (this.#isBusy) return
    this.#isBusy = true
    try {
      while (this.#waiting[0] && this.#options.now() >= this.#nextMs) await this.#send(this.#waiting[0])
    } finally {
      this.#isBusy = false
    }
  }

  async #send(delivery: D): Promise<void> {
    const { is, error = null } = await this.#options.attempt(delivery)
    delivery.attempts++
    if (is === 'delivered') this.#failures = 0
    if (is === 'failed') this.#fail(delivery, error)
    else this.#end(delivery, is === 'delivered' ? 'delivered' : 'dead', error)
    if (is !== 'gone') return
    this.#offBecause = `the destination is off until a restart: ${error}`
    for (const waiting of [...this.#waiting]) this.#end(waiting, 'dead', this.#offBecause)
  }

  #fail(delivery: D, error: string | null): void {
    const { now, random, changed } = this.#options
    this.#nextMs = now() + backoffMs(firstRetryMs, Math.min(this.#failures++, mostDoublings), random())
    delivery.error = error
    if (now() - delivery.createdAtMs >= giveUpMs) this.#end(delivery, 'dead', error)
    else changed(delivery)
  }

  #end(delivery: D, state: 'delivered' | 'dead', error: string | null): void {
    this.#waiting = this.#waiting.filter((other) => other !== delivery)
    Object.assign(delivery, { state, error, endedAtMs: this.#options.now() })
    this.#options.changed(delivery)
  }
}
