import { isUtf8 } from 'node:buffer'
import { CliError } from '../../cli-error.ts'
import { decodeUtf8 } from './decode-utf8.ts'
import type { Encoding } from './encoding.ts'

/**
 * More than the largest item needs (a million characters, each escaped). A file without line ends must not fill
 * memory.
 */
const maxLineLength = 16 * 1024 * 1024

/** Whether bytes were read that are not of the encoding. It is set before the lines that hold them are yielded. */
export interface ForeignBytes {
  seen: boolean
}

export interface TextFacts {
  readonly foreign?: ForeignBytes
  readonly encoding: Encoding
  readonly lineEnd: '\n' | '\r'
}

/**
 * Splits text into lines, one array per chunk that completes a line. LF also ends a line as CRLF. A byte order mark is
 * dropped. A byte that is not of the encoding becomes a lone surrogate.
 *
 * @throws CliError for a line of more than 16 Mi characters.
 */
export async function* splitLines(
  chunks: AsyncIterable<Buffer>,
  { encoding, lineEnd, foreign = { seen: false } }: TextFacts = { encoding: 'utf-8', lineEnd: '\n' },
): AsyncGenerator<string[]> {
  const decoded = encoding === 'utf-8' ? utf8Blocks(chunks, lineEnd, foreign) : blocks(chunks, encoding, foreign)
  let rest = ''
  for await (const text of decoded) {
    const lines = (rest + text).split(lineEnd)
    rest = lines.pop() ?? ''
    if (rest.length > maxLineLength) throw tooLong()
    if (lines.length > 0) yield lines.map(withoutReturn)
  }
  if (rest !== '') yield [withoutReturn(rest)]
}

const withoutReturn = (line: string) => (line.endsWith('\r') ? line.slice(0, -1) : line)

/** UTF-8 has line ends as single bytes, so each block ends with one and holds whole characters. */
async function* utf8Blocks(
  chunks: AsyncIterable<Buffer>,
  lineEnd: string,
  foreign: ForeignBytes,
): AsyncGenerator<string> {
  const last = lineEnd.charCodeAt(0)
  let rest: Buffer[] = []
  let restBytes = 0
  let isFirst = true
  const decode = (bytes: Buffer) => {
    const isWhole = isUtf8(bytes)
    if (!isWhole) foreign.seen = true
    const text = isWhole ? bytes.toString('utf8') : decodeUtf8(bytes)
    const marked = isFirst && text.startsWith('\uFEFF')
    isFirst = false
    return marked ? text.slice(1) : text
  }
  for await (const chunk of chunks) {
    const end = chunk.lastIndexOf(last) + 1
    rest.push(end === 0 ? chunk : chunk.subarray(0, end))
    restBytes += chunk.length
    if (end > 0) {
      yield decode(rest.length === 1 && rest[0] ? rest[0] : Buffer.concat(rest))
      rest = end < chunk.length ? [chunk.subarray(end)] : []
      restBytes = chunk.length - end
    } else if (restBytes > 3 * maxLineLength) throw tooLong()
  }
  if (rest.length > 0) yield decode(Buffer.concat(rest))
}

/** Text of another encoding. U+FFFD is what the decoder makes of bytes that are not of it. */
async function* blocks(
  chunks: AsyncIterable<Buffer>,
  encoding: Encoding,
  foreign: ForeignBytes,
): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding)
  const marked = (text: string) => {
    if (!text.includes('\uFFFD')) return text
    foreign.seen = true
    return text.replaceAll('\uFFFD', '\uDCFF')
  }
  for await (const chunk of chunks) yield marked(decoder.decode(chunk, { stream: true }))
  yield marked(decoder.decode())
}

const tooLong = () =>
  new CliError('A line has more than 16 Mi characters, so this is no text file. Unpack it first, unless it is gzipped.')
