import type { Config } from './config.ts'

/** The parts of the environment that commands use; tests replace them. */
export interface Context {
  readonly config: Config
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** Aborts on SIGINT and SIGTERM. */
  readonly signal: AbortSignal
  /** Writes a result to stdout. */
  readonly print: (text: string) => void
  /** Receives progress and notes, which are not part of the result. */
  readonly stderr: NodeJS.WriteStream
  /** Asks the user; undefined without a terminal. */
  readonly ask: ((question: string) => Promise<string>) | undefined
}
