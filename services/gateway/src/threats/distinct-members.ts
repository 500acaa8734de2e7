import { LRUCache } from 'lru-cache'

const bits = 8_192
const mostSets = 4_000

interface Members {
  readonly bitmap: Uint32Array
  count: number
  readonly endsAtMs: number
}

/** FNV-1a, 32 bits, of UTF-16 units, mixed by the end of MurmurHash3, because ids often differ in a digit alone. */
export function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let n = 0; n < text.length; n++) hash = Math.imul(hash ^ text.charCodeAt(n), 0x01000193)
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b)
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35)
  return (hash ^ (hash >>> 16)) >>> 0
}

/**
 * Counts the different members of sets in 1 kB each, by linear counting (Whang, Vander-Zanden and Taylor, 1990): a bit
 * per hash, so that what shares its bit with another member is missed, and the others count for it. Holds 4,000 sets,
 * those that were used last. A set begins again after `windowMs`.
 */
export class DistinctMembers {
  readonly #windowMs: number
  readonly #sets = new LRUCache<string, Members>({ max: mostSets })

  constructor(windowMs: number) {
    this.#windowMs = windowMs
  }

  /** How many members a new one stands for, about 1; 0 for one that was seen. */
  add(set: string, member: number, nowMs: number): number {
    let members = this.#sets.get(set)
    if (!members || members.endsAtMs <= nowMs) {
      members = { bitmap: new Uint32Array(bits / 32), count: 0, endsAtMs: nowMs + this.#windowMs }
      this.#sets.set(set, members)
    }
    const { bitmap } = members
    const place = member & (bits - 1)
    const [word, bit] = [place >>> 5, 1 << (place & 31)]
    const before = bitmap[word] ?? 0
    if (before & bit) return 0
    bitmap[word] = before | bit
    return bits / (bits - members.count++)
  }

  /** About how many members it has, by linear counting. */
  size(set: string): number {
    const count = Math.min(this.#sets.get(set)?.count ?? 0, bits - 1)
    return -bits * Math.log1p(-count / bits)
  }

  forget(set: string): void {
    this.#sets.delete(set)
  }
}
