interface Sent {
  readonly lastLine: number
  isAcknowledged: boolean
}

/** Requests are answered in any order. This class tracks the line up to which all of them are answered. */
export class AcknowledgedPrefix {
  readonly #sent: Sent[] = []
  #line: number

  /** @param line up to which an earlier run was acknowledged */
  constructor(line: number) {
    this.#line = line
  }

  /** Every line up to this one is acknowledged or was skipped. */
  get line(): number {
    return this.#line
  }

  /** Registers a sent batch, in the order of the file. Call the returned function when the batch is acknowledged. */
  sent(lastLine: number): () => void {
    const entry = { lastLine, isAcknowledged: false }
    this.#sent.push(entry)
    return () => {
      entry.isAcknowledged = true
      while (this.#sent[0]?.isAcknowledged) this.#line = this.#sent.shift()?.lastLine ?? this.#line
    }
  }
}
