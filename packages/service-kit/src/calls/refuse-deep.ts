import { InklingError } from '@inkling/errors'

const maxDepth = 64
const [quote, backslash, newline] = [34, 92, 10]
const opening = new Set([91, 123])
const closing = new Set([93, 125])

/**
 * Refuses JSON that is nested deeper than any schema, before it is parsed and validated.
 * @param isLines Whether each line is a document of its own.
 * @throws InklingError bad_request
 */
export function refuseDeep(text: string, isLines: boolean): void {
  let depth = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === quote) at = endOfString(text, at)
    else if (code === newline && isLines) depth = 0
    else if (closing.has(code)) depth--
    else if (opening.has(code) && ++depth > maxDepth)
      throw new InklingError('bad_request', `The body is nested more than ${maxDepth} levels deep; flatten it`)
  }
}

/** The place of the quote that ends the string which begins at `start`. */
function endOfString(text: string, start: number): number {
  let at = start
  do {
    at = text.indexOf('"', at + 1)
    if (at < 0) return text.length
  } while (isEscaped(text, at))
  return at
}

function isEscaped(text: string, at: number): boolean {
  let first = at
  while (text.charCodeAt(first - 1) === backslash) first--
  return (at - first) % 2 === 1
}
