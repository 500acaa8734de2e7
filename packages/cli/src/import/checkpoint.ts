import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

const saveEveryMs = 1000

interface Saved {
  readonly destination: string
  readonly line: number
}

/**
 * The small file from which a killed import goes on. It may lag behind by a second: what is then sent again is recognised
 * by its id. It holds for one destination, so a tenant deleted and created anew is filled from the start.
 */
export class Checkpoint {
  readonly #path: string
  readonly #destination: string
  readonly #now: () => number
  #savedAtMs = 0
  #line: number

  constructor(path: string, destination: string, now: () => number) {
    this.#path = path
    this.#destination = destination
    this.#now = now
    this.#line = this.#read()
  }

  /** Every line up to this one is acknowledged; 0 at the start. */
  get line(): number {
    return this.#line
  }

  reached(line: number): void {
    this.#line = line
    if (this.#now() - this.#savedAtMs >= saveEveryMs) this.save()
  }

  /** Replaced in one step, so that a kill leaves the old file or the new one. */
  save(): void {
    this.#savedAtMs = this.#now()
    mkdirSync(dirname(this.#path), { recursive: true })
    const saved: Saved = { destination: this.#destination, line: this.#line }
    writeFileSync(`${this.#path}.new`, JSON.stringify(saved))
    renameSync(`${this.#path}.new`, this.#path)
  }

  /** Forgets the import: it is complete, or is to start over. */
  clear(): void {
    this.#line = 0
    rmSync(this.#path, { force: true })
  }

  #read(): number {
    try {
      const saved = JSON.parse(readFileSync(this.#path, 'utf8')) as Saved
      return saved.destination === this.#destination ? saved.line : 0
    } catch {
      return 0
    }
  }
}
