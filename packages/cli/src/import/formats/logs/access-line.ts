import type { Notes } from '../../converter.ts'

/** One request of a web server log. */
export interface AccessLine {
  readonly address: string
  /** Empty if the log has no user agents. */
  readonly agent: string
  readonly timeMs: number
  readonly method: string
  /** The target as it was requested: a path with its query, or an absolute URL. */
  readonly target: string
  readonly status: number
  /** Whether the log marks it as a prefetch. */
  readonly isPrefetch?: boolean
}

/** Parses a line of a log; undefined if it is no request. `comment` stands for a line that describes the log. */
export type ParseAccessLine = (line: string) => AccessLine | 'comment' | undefined

/** How one kind of web server writes its log. */
export interface LogDialect {
  readonly name: string
  /** A new parser, which may remember the lines that describe the log. It tells `notes` what it assumed. */
  readonly open: (notes?: Notes) => ParseAccessLine
}
