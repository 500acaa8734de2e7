import type { Config } from './config.ts'

/** What commands have of the world around them. */
export interface Context {
  readonly config: Config
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** Aborts when the person wants to stop. */
  readonly signal: AbortSignal
  /** Writes a result. */
  readonly print: (text: string) => void
  /** For progress and notes, which are no part of a result. */
  readonly stderr: NodeJS.WriteStream
  /** Asks the person at the terminal; undefined when there is none. */
  readonly ask: ((question: string) => Promise<string>) | undefined
}
