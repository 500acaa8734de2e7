const traceField = '"traceId":"'
const traceLength = 32

/**
 * The newest lines of the log of this process that belong to a trace, in memory: at most so many bytes, a byte being a
 * UTF-16 unit. The trace whose first line is the oldest is forgotten first.
 */
export class RecentLines {
  readonly #mostBytes: number
  readonly #byTrace = new Map<string, string[]>()
  #bytes = 0

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes
  }

  /** @param line of JSON, without secrets */
  add(line: string): void {
    const at = line.indexOf(traceField)
    if (at < 0 || line.length > this.#mostBytes) return
    const traceId = line.slice(at + traceField.length, at + traceField.length + traceLength)
    const lines = this.#byTrace.get(traceId)
    if (lines) lines.push(line)
    else this.#byTrace.set(traceId, [line])
    this.#bytes += line.length
    this.#forget()
  }

  /** The lines of a trace, oldest first. */
  ofTrace(traceId: string): readonly string[] {
    return this.#byTrace.get(traceId) ?? []
  }

  #forget(): void {
    for (const [traceId, lines] of this.#byTrace) {
      if (this.#bytes <= this.#mostBytes) return
      this.#byTrace.delete(traceId)
      for (const line of lines) this.#bytes -= line.length
    }
  }
}

/** Those of all loggers of this process. */
export const recentLines = new RecentLines(1_000_000)
