import { hash } from 'node:crypto'

/** A cursor remembers so many items: at 8 characters each, a URL stays well below the 8 KB that proxies allow. */
export const maxShown = 500
const characters = 8

/**
 * The items that the pages of a search have shown, as a text with 48 bits of SHA-256 for each id. A match is mistaken
 * for a shown item once in 10^9 pages.
 */
export class ShownItems {
  readonly text: string
  readonly #hashes: ReadonlySet<string>

  constructor(text = '') {
    this.text = text
    this.#hashes = new Set(text.match(/.{8}/gs))
  }

  get size(): number {
    return this.#hashes.size
  }

  has(id: string): boolean {
    return this.#hashes.has(hashOf(id))
  }

  /** Adds items. If there are too many for a cursor, the oldest are forgotten, but never the first `kept`. */
  with(ids: readonly string[], kept: number): ShownItems {
    const all = [...this.#hashes, ...ids.map(hashOf)]
    const newest = all.slice(kept).slice(-(maxShown - kept))
    return new ShownItems([...all.slice(0, kept), ...newest].join(''))
  }
}

const hashOf = (id: string): string => hash('sha256', id, 'base64url').slice(0, characters)
