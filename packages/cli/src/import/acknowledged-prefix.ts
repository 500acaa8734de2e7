interface Sent {
  readonly lastLine: number
  isAcknowledged: boolean
}

/** Requests are answered in any order; this knows up to which line every one of them was. */
export class AcknowledgedPrefix {
  readonly #sent: Sent[] = []
  #line: number

  /** @param line where an earlier run had come to */
  constructor(line: number) {
    this.#line = line
  }

  /** Every line up to this one is acknowledged or was left out. */
  get line(): number {
    return this.#line
  }

  /** Tells of a batch sent, in the order of the file; call what it answers when the batch is acknowledged. */
  sent(lastLine: number): () => void {
    const entry = { lastLine, isAcknowledged: false }
    this.#sent.push(entry)
    return () => {
      entry.isAcknowledged = true
      while (this.#sent[0]?.isAcknowledged) this.#line = this.#sent.shift()?.lastLine ?? this.#line
    }
  }
}
