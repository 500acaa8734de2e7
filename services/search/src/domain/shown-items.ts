import { hash } from 'node:crypto'

/** As many as a cursor remembers: with 8 characters each it stays well within the 8 KB that proxies give an address. */
export const maxShown = 500
const characters = 8

/**
 * What the pages of a search have shown, as a text of 48 bits of SHA-256 for each id. That a match is taken for one that was shown
 * happens once in 10^9 pages.
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

  /** With these, and without the oldest where that is more than a cursor remembers; the first `kept` are always remembered. */
  with(ids: readonly string[], kept: number): ShownItems {
    const all = [...this.#hashes, ...ids.map(hashOf)]
    const newest = all.slice(kept).slice(-(maxShown - kept))
    return new ShownItems([...all.slice(0, kept), ...newest].join(''))
  }
}

const hashOf = (id: string): string => hash('sha256', id, 'base64url').slice(0, characters)
