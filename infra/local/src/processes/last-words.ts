import { existsSync, readFileSync } from 'node:fs'

const shownLines = 15

/** The end of a log, as the advice of an error that sends its reader there. */
export function lastWords(logFile: string): string {
  const text = existsSync(logFile) ? readFileSync(logFile, 'utf8') : ''
  return [`see the end of ${logFile}:`, ...text.trimEnd().split('\n').slice(-shownLines)].join('\n  ')
}
