import { OldestFirst } from './oldest-first.ts'

/** Remembers which ids left, by 30 bits of each, so that long ids take no more memory. Two ids seldom share them. */
export class Ghosts {
  readonly #prints = new Set<number>()
  readonly #oldest = new OldestFirst(this.#prints)

  get size(): number {
    return this.#prints.size
  }

  add(id: string): void {
    this.#prints.add(fingerprintOf(id))
  }

  /** Forgets the oldest ones if there are more than `max`. */
  keepAtMost(max: number): void {
    while (this.#prints.size > max) {
      const oldest = this.#oldest.next()
      if (oldest !== undefined) this.#prints.delete(oldest)
    }
  }

  /** Whether the id left; it is forgotten. */
  take(id: string): boolean {
    const isTaken = this.#prints.size > 0 && this.#prints.delete(fingerprintOf(id))
    if (isTaken) this.#oldest.noteDeletion()
    return isTaken
  }
}

/** FNV-1a. */
function fingerprintOf(text: string): number {
  let hash = 0x811c9dc5
  for (let n = 0; n < text.length; n++) hash = Math.imul(hash ^ text.charCodeAt(n), 0x01000193)
  return hash >>> 2
}
