import { DistinctMembers, hashOf } from './distinct-members.ts'

const windowMs = 3_600_000
/** So many visitors may use one item at one address: an office, a class, a page that a newsletter names. */
const mostVisitors = 30
/** Of all that the visitors of an address use. */
const leastShare = 0.5

/** Somebody's use of an item, as an event tells it. */
export interface Use {
  readonly itemId: string
  readonly who: string
}

/** The uses that events tell, of lines of a body that nobody has checked. */
export const usesIn = (lines: readonly unknown[]): Use[] =>
  lines.flatMap((line) => {
    const { itemId, userId, sessionId } = (line ?? {}) as Readonly<Record<string, unknown>>
    const who = typeof userId === 'string' ? userId : sessionId
    return typeof itemId === 'string' && typeof who === 'string' ? [{ itemId, who }] : []
  })

/**
 * Knows an item that one source pushes: within an hour more than 30 visitors use it, and half or more of what the
 * visitors of the source use is this item. A visitor who repeats a use counts once.
 */
export class PushedItems {
  readonly #all = new DistinctMembers(windowMs)
  readonly #ofItems = new DistinctMembers(windowMs)

  /** Adds a use, and tells whether its item is pushed. */
  isPushed(source: string, { itemId, who }: Use, nowMs: number): boolean {
    // Both sets begin again at once.
    const all = `${Math.floor(nowMs / windowMs)} ${source}`
    // Ids that nobody has checked may be long.
    const ofItem = `${all} ${hashOf(itemId)}`
    const use = hashOf(`${itemId}\0${who}`)
    this.#all.add(all, use, nowMs)
    this.#ofItems.add(ofItem, use, nowMs)
    const visitors = this.#ofItems.size(ofItem)
    return visitors > mostVisitors && visitors >= leastShare * this.#all.size(all)
  }
}
