import { existsSync, readFileSync } from 'node:fs'

const shownLines = 15

/** Advice for an error message: where the log is, and its last lines. */
export function logEnd(logFile: string): string {
  const text = existsSync(logFile) ? readFileSync(logFile, 'utf8') : ''
  return [`see the end of ${logFile}:`, ...text.trimEnd().split('\n').slice(-shownLines)].join('\n  ')
}
