import type { TermCursor } from './term-cursor.ts'

/** Scores the documents of one window of slots at a time. */
export class WindowScores {
  /** The first `count` are the documents that may be among the best, by ascending slot. */
  readonly slots: Uint32Array
  readonly scores: Float64Array
  count = 0
  /** By position in the window; all zero between calls. */
  readonly #sums: Float64Array
  readonly #bits: Uint32Array

  /** `length` is a multiple of 32. */
  constructor(length: number) {
    this.slots = new Uint32Array(length)
    this.scores = new Float64Array(length)
    this.#sums = new Float64Array(length)
    this.#bits = new Uint32Array(length / 32)
  }

  get bytes(): number {
    return this.slots.byteLength + this.scores.byteLength + this.#sums.byteLength + this.#bits.byteLength
  }

  /**
   * Scores the window that begins at slot `start` and keeps the documents that score `least` or more. A document needs
   * a required term. The cursors must stand at the window; their order changes.
   */
  score(cursors: TermCursor[], start: number, least: number): void {
    this.count = 0
    // Optional terms retrieve nothing. Of the others, those with the lowest bounds retrieve nothing that
    // the rest would miss.
    cursors.sort(byFinding)
    let finding = -1
    let reach = 0
    for (let n = 0; n < cursors.length; n++) {
      const { optional, bound } = cursors[n]!
      if (finding < 0 && !optional && reach + bound >= least) finding = n
      if (finding < 0) reach += bound
      else cursors[n]!.accumulate(this.#sums, this.#bits, start)
    }
    if (finding < 0) return
    this.#collect(start, least - reach)
    for (let n = finding - 1; n >= 0 && this.count > 0; n--) {
      const cursor = cursors[n]!
      cursor.addTo(this.slots, this.scores, this.count)
      reach -= cursor.bound
      this.#keep(least - reach)
    }
  }

  #collect(start: number, least: number): void {
    for (let word = 0; word < this.#bits.length; word++) {
      for (let bits = this.#bits[word]!; bits !== 0; bits &= bits - 1) {
        const place = word * 32 + (31 - Math.clz32(bits & -bits))
        const score = this.#sums[place]!
        this.#sums[place] = 0
        if (score < least) continue
        this.slots[this.count] = start + place
        this.scores[this.count++] = score
      }
      this.#bits[word] = 0
    }
  }

  #keep(least: number): void {
    let kept = 0
    for (let i = 0; i < this.count; i++) {
      const score = this.scores[i]!
      if (score < least) continue
      this.slots[kept] = this.slots[i]!
      this.scores[kept++] = score
    }
    this.count = kept
  }
}

/** Optional cursors first, then by ascending bound. */
function byFinding(a: TermCursor, b: TermCursor): number {
  if (a.optional !== b.optional) return a.optional ? -1 : 1
  return a.bound - b.bound
}
