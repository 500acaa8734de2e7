import { bodyText, parseJson } from '@inkling/service-kit'
import type { PseudonymOf } from '../domain/pseudonyms.ts'

const notJson = '{'

/**
 * A body of a call whose lines have a field `userId`, with pseudonyms in it: one object, an array, or NDJSON. A line
 * that is not JSON may hold an id somewhere, so another line that is not JSON takes its place.
 * @throws InklingError as the service would, for a body that cannot be read
 */
export function pseudonymousBody(contentType: string | undefined, body: Buffer, pseudonymOf: PseudonymOf): Buffer {
  const isLines = contentType?.toLowerCase().startsWith('application/x-ndjson') ?? false
  const text = bodyText(contentType, body, isLines)
  if (isLines)
    return Buffer.from(
      text
        .split('\n')
        .map((line) => (line.trim() === '' ? line : rewritten(parsedLine(line), pseudonymOf)))
        .join('\n'),
    )
  const value = parseJson(text)
  return Buffer.from(
    Array.isArray(value)
      ? `[${value.map((line) => rewritten(line, pseudonymOf)).join(',')}]`
      : rewritten(value, pseudonymOf),
  )
}

const malformed = Symbol('malformed')

function parsedLine(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch {
    return malformed
  }
}

function rewritten(line: unknown, pseudonymOf: PseudonymOf): string {
  if (line === malformed) return notJson
  const isNamed = typeof line === 'object' && line !== null && 'userId' in line && typeof line.userId === 'string'
  return JSON.stringify(isNamed ? { ...line, userId: pseudonymOf(line.userId as string) } : line)
}
