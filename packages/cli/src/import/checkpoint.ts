import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

const saveEveryMs = 1000

interface Progress {
  readonly destination: string
  readonly line: number
}

/**
 * The file from which a stopped import continues. It may lag behind by a second: events that are then sent again are
 * recognised by their ids. It is valid for one destination, so a tenant that was deleted and created again is filled
 * from the start.
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

  /** Replaces the file in one step, so that a killed process leaves the old file or the new one. */
  save(): void {
    this.#savedAtMs = this.#now()
    mkdirSync(dirname(this.#path), { recursive: true })
    const saved: Progress = { destination: this.#destination, line: this.#line }
    writeFileSync(`${this.#path}.new`, JSON.stringify(saved))
    renameSync(`${this.#path}.new`, this.#path)
  }

  /** Deletes the file, because the import is complete or starts over. */
  clear(): void {
    this.#line = 0
    rmSync(this.#path, { force: true })
  }

  #read(): number {
    try {
      const saved = JSON.parse(readFileSync(this.#path, 'utf8')) as Progress
      return saved.destination === this.#destination ? saved.line : 0
    } catch {
      return 0
    }
  }
}
