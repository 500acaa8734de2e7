import { InklingError } from '@inkling/errors'

/** What people may meet: an error that says what is wrong with what they sent, as an answer or at a terminal. */
export function isRefusal(error: unknown): boolean {
  if (error instanceof InklingError) return error.status < 500
  return error instanceof Error && atTerminal.has(error.name)
}

/** Of the CLI and of commander. */
const atTerminal: ReadonlySet<string> = new Set(['CliError', 'UnknownFormat', 'InvalidArgumentError'])

/** For a parser that never throws. */
export const never = (): boolean => false
