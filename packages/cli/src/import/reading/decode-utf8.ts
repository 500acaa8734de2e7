import { isUtf8 } from 'node:buffer'

const lineFeed = 0x0a

/**
 * Decodes bytes of which some are not UTF-8. Each such byte becomes the lone surrogate U+DC00 + byte (as Python's
 * surrogateescape does), so that no byte is lost and `isWellFormed` tells which lines have some.
 */
export function decodeUtf8(bytes: Buffer): string {
  let text = ''
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(lineFeed, start) + 1 || bytes.length
    const line = bytes.subarray(start, end)
    text += isUtf8(line) ? line.toString('utf8') : decodeLine(line)
    start = end
  }
  return text
}

function decodeLine(line: Buffer): string {
  let text = ''
  for (let at = 0; at < line.length; ) {
    const length = characterLength(line, at)
    text += length > 0 ? line.toString('utf8', at, at + length) : String.fromCharCode(0xdc00 + (line[at] ?? 0))
    at += Math.max(1, length)
  }
  return text
}

/** The bytes of the character at this place; 0 if it is none. */
function characterLength(bytes: Buffer, at: number): number {
  for (let length = 1; length <= 4 && at + length <= bytes.length; length++)
    if (isUtf8(bytes.subarray(at, at + length))) return length
  return 0
}
