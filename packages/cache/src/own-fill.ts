import type { Entry } from './entry.ts'
import type { Filled, FillRequest } from './fill-request.ts'
import { type FillParts, Origin } from './origin.ts'
import { confirmedForMs } from './tags.ts'

/** Finds values of a cache that only memory holds. */
export class OwnFill<T> {
  readonly #parts: FillParts<T>
  readonly #origin: Origin<T>

  constructor(parts: FillParts<T>) {
    this.#parts = parts
    this.#origin = new Origin(parts)
  }

  /** Undefined if the value was invalidated while it was loaded. */
  async fill(request: FillRequest<T>, isLast: boolean): Promise<Filled<T> | undefined> {
    const { tags, clock } = this.#parts
    const confirmed = request.known && !request.isEarly ? await this.#confirm(request, request.known) : true
    if (typeof confirmed === 'object') return { entry: confirmed, status: 'l1' }
    const startedMs = clock()
    const confirmedMs = confirmed ? startedMs : this.#origin.unconfirmedSince(startedMs)
    const { entry } = await this.#origin.load(request, tags.now, startedMs, confirmedMs)
    if (tags.validityOf(entry) === 'dead' && !isLast) return undefined
    this.#parts.tiers.memory.set(request.key, entry)
    return { entry, status: 'miss' }
  }

  /** The entry if Redis confirms it and it is fresh; otherwise whether Redis answered. */
  async #confirm({ key }: FillRequest<T>, known: Entry<T>): Promise<Entry<T> | boolean> {
    const { tags, tiers, clock } = this.#parts
    const askedMs = clock()
    if (tags.heardMs + confirmedForMs >= askedMs && tags.validityOf(known) !== 'unknown') return true
    const answer = await tiers.redis.check(known.tags, known.asOf)
    if (answer?.validity === 'dead') tiers.memory.delete(key)
    if (!answer) return this.#origin.unconfirmed(known) ?? false
    if (answer.validity !== 'fresh') return true
    const entry = { ...known, asOf: answer.now, confirmedMs: askedMs, validRevision: -1 }
    tiers.memory.set(key, entry)
    return clock() < entry.freshUntilMs ? entry : true
  }
}
