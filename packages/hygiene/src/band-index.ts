import { bands } from './min-hash.ts'

const startDocuments = 256
/** So many documents of one band are looked at; a text that thousands of others share would make it slow. */
const maxPerBand = 32

/** Finds documents that share a band. Chained hashing in typed arrays: 16 bytes for each band of a document. */
export class BandIndex {
  #count = 0
  #hashes = new Uint32Array(startDocuments * bands)
  /** The entry before it in the same chain, plus 1; 0 ends the chain. */
  #before = new Uint32Array(startDocuments * bands)
  #heads = new Uint32Array(2 * startDocuments * bands)

  /** Adds the next document; the first has the number 0. */
  add(hashes: Uint32Array): void {
    if (this.#count * bands === this.#hashes.length) this.#grow()
    const first = this.#count++ * bands
    for (let band = 0; band < bands; band++) this.#link(first + band, hashes[band] ?? 0)
  }

  /** The documents that share bands with the hashes, and how many; of each band only the last that were added. */
  sharing(hashes: Uint32Array): Map<number, number> {
    const shared = new Map<number, number>()
    for (const hash of hashes) {
      let seen = 0
      for (let entry = this.#head(hash); entry > 0 && seen < maxPerBand; entry = this.#before[entry - 1] ?? 0) {
        if (this.#hashes[entry - 1] !== hash) continue
        const document = Math.floor((entry - 1) / bands)
        shared.set(document, (shared.get(document) ?? 0) + 1)
        seen++
      }
    }
    return shared
  }

  #head(hash: number): number {
    return this.#heads[hash & (this.#heads.length - 1)] ?? 0
  }

  #link(entry: number, hash: number): void {
    this.#hashes[entry] = hash
    this.#before[entry] = this.#head(hash)
    this.#heads[hash & (this.#heads.length - 1)] = entry + 1
  }

  #grow(): void {
    const hashes = this.#hashes
    this.#hashes = new Uint32Array(2 * hashes.length)
    this.#before = new Uint32Array(2 * hashes.length)
    this.#heads = new Uint32Array(4 * hashes.length)
    for (const [entry, hash] of hashes.entries()) this.#link(entry, hash)
  }
}
