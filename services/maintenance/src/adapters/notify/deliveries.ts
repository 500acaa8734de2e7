import { type Database, type DeliveryRow, type DeliveryState, listDeliveries, resendDelivery } from '@inkling/database'
import { InklingError } from '@inkling/errors'
import { Deadline } from '@inkling/resilience'
import type { alertMetrics, Logger } from '@inkling/telemetry'
import type { Destination } from '../../domain/alerts/destinations.ts'
import type { Links } from '../../domain/alerts/payloads.ts'
import { deliver } from './deliver.ts'
import { type Letter, letterOf, type NewLetter } from './letter.ts'
import { Letters } from './letters.ts'
import { Outbox } from './outbox.ts'
import type { Poster } from './poster.ts'

export interface DeliveriesOptions {
  readonly destinations: readonly Destination[]
  readonly database: Pick<Database, 'platform'>
  readonly poster: Poster
  readonly links: Links
  readonly metrics: ReturnType<typeof alertMetrics>
  readonly logger: Logger
  /** Unix time in ms by a clock that nobody sets. */
  readonly now: () => number
  /** Unix time in ms, for signatures: a machine that slept has another time. */
  readonly wallNow: () => number
  readonly random: () => number
}

const timeoutMs = 2_000
const mostResumed = 1_000

/** Sends messages, and keeps them in Postgres: those that wait, that arrived, and that never did. */
export class Deliveries {
  readonly #options: DeliveriesOptions
  readonly #outboxes: ReadonlyMap<string, Outbox<Letter>>
  readonly #letters: Letters
  readonly #running = new Set<Promise<void>>()

  constructor(options: DeliveriesOptions) {
    this.#options = options
    this.#letters = new Letters(options.database)
    this.#outboxes = new Map(options.destinations.map((to) => [to.name, this.#outboxOf(to)]))
  }

  /** The newest `limit` in a state, or in any: without Postgres, those in memory. */
  list(state: DeliveryState | undefined, limit: number, deadline: Deadline): Promise<DeliveryRow[]> {
    return this.#letters.list(state, limit, deadline)
  }

  add(letter: NewLetter): void {
    const createdAtMs = this.#options.now()
    this.#enqueue({ ...letter, createdAtMs, state: 'waiting', attempts: 0, error: null, endedAtMs: undefined })
  }

  /** Notes what needs no sending, so that it is told once. */
  note(letter: NewLetter): void {
    const nowMs = this.#options.now()
    const ended = { createdAtMs: nowMs, endedAtMs: nowMs, attempts: 1, error: null, state: 'delivered' } as const
    this.#letters.remember({ ...letter, ...ended })
  }

  /** Takes over what waits in Postgres: from before a restart, from another process, or to be sent again. */
  async resume(): Promise<void> {
    const rows = await listDeliveries(this.#options.database, 'waiting', mostResumed, new Deadline(timeoutMs))
    for (const row of rows.toReversed()) {
      const known = this.#letters.find(row.id)
      const isSentAgain = known?.state === 'dead' && row.createdAt.getTime() > known.createdAtMs
      const letter = known && !isSentAgain ? known : letterOf(row)
      if (letter.state === 'waiting') this.#enqueue(letter)
    }
  }

  /**
   * Lets a message wait again, as if it were new. The process that sends finds it in Postgres.
   * @throws InklingError not_found if no message of this id waits or is a dead letter
   */
  async resend(id: string, deadline: Deadline): Promise<void> {
    const { database, now } = this.#options
    if (await resendDelivery(database, id, new Date(now()), deadline)) return
    throw new InklingError('not_found', `No message ${id} waits or is a dead letter`)
  }

  /** Another process sends now. */
  leave(): void {
    for (const outbox of this.#outboxes.values()) outbox.clear()
  }

  /** Stores what changed and starts what is due. A slow destination holds up nobody. */
  async step(): Promise<void> {
    await this.#letters.save()
    for (const outbox of this.#outboxes.values()) {
      const running = outbox.step().finally(() => this.#running.delete(running))
      this.#running.add(running)
    }
  }

  /** Resolves when no attempt is under way, and what came of them is stored. */
  async settle(): Promise<void> {
    await Promise.all(this.#running)
    await this.#letters.save()
  }

  async close(): Promise<void> {
    await this.#options.poster.close()
    await this.settle()
  }

  #enqueue(letter: Letter): void {
    this.#letters.remember(letter)
    const outbox = this.#outboxes.get(letter.destination)
    if (outbox) outbox.add(letter)
    else
      Object.assign(letter, {
        state: 'dead',
        error: 'the destination no longer exists',
        endedAtMs: this.#options.now(),
      })
  }

  #outboxOf(to: Destination): Outbox<Letter> {
    const { poster, links, now, wallNow, random } = this.#options
    const attempt = (letter: Letter) => deliver(to, letter, { poster, links, nowMs: wallNow() })
    return new Outbox({ attempt, changed: (letter) => this.#changed(to, letter), now, random })
  }

  #changed({ name, kind }: Destination, letter: Letter): void {
    const { metrics, logger } = this.#options
    this.#letters.changed(letter)
    const { state, attempts, error } = letter
    metrics.messages.inc({ kind, outcome: state === 'waiting' ? 'failed' : state })
    const facts = { destination: name, deliveryId: letter.id, attempts, reason: error }
    if (state === 'dead') logger.error(facts, 'message about alerts not delivered; it is a dead letter')
    if (state === 'waiting') logger.warn(facts, 'message about alerts not delivered yet')
  }
}
