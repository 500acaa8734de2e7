import { type SkipReason, skipReasons } from './skip-reasons.ts'

/** How often something happened, and the first lines on which it did. */
export interface Occurrences {
  count: number
  readonly firstLines: number[]
}

/** The answer of the server to one batch. */
export interface Acknowledgement {
  readonly accepted: number
  readonly duplicates: number
  readonly rejected: readonly (Rejection & { readonly index: number })[]
}

/** Why the server rejects a line. */
interface Rejection {
  readonly code: string
  /** The field at fault, as a JSON pointer. */
  readonly pointer?: string
  readonly detail: string
}

const maxLinesNamed = 5

/** Counts the results of the lines of a file. */
export class Tally {
  lines = 0
  /** Bytes of the file on disk, which may be compressed. */
  bytesRead = 0
  accepted = 0
  duplicates = 0
  readonly skipped = new Map<SkipReason, Occurrences>()
  /** By code and field. */
  readonly rejected = new Map<string, Occurrences & Rejection>()
  readonly notes = new Set<string>()

  skip(line: number, reason: SkipReason): void {
    add(this.skipped, reason, line, () => ({ count: 0, firstLines: [] }))
  }

  note(text: string): void {
    this.notes.add(text)
  }

  acknowledge(lines: readonly number[], { accepted, duplicates, rejected }: Acknowledgement): void {
    this.accepted += accepted
    this.duplicates += duplicates
    for (const { index, code, pointer, detail } of rejected)
      add(this.rejected, `${code} ${pointer}`, lines[index] ?? 0, () => ({
        code,
        ...(pointer !== undefined && { pointer }),
        count: 0,
        firstLines: [],
        detail,
      }))
  }

  get rejectedCount(): number {
    return [...this.rejected.values()].reduce((sum, { count }) => sum + count, 0)
  }

  /** Values that the server accepted, knew before or rejected. */
  get answered(): number {
    return this.accepted + this.duplicates + this.rejectedCount
  }

  /** Whether lines that should have been imported were not. */
  get hasFaults(): boolean {
    return this.rejected.size > 0 || [...this.skipped.keys()].some((reason) => skipReasons[reason].fault)
  }
}

function add<K, V extends Occurrences>(counts: Map<K, V>, key: K, line: number, create: () => V): void {
  const entry = counts.get(key) ?? create()
  counts.set(key, entry)
  entry.count++
  if (entry.firstLines.length < maxLinesNamed) entry.firstLines.push(line)
}
