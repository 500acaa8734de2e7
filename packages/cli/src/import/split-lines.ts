import { CliError } from '../cli-error.ts'

/**
 * More than the largest item needs (a million characters, each escaped). A file without line ends must not fill
 * memory.
 */
const maxLineLength = 16 * 1024 * 1024

/**
 * Splits UTF-8 into lines, one array per chunk that completes a line. Line ends are LF or CRLF. A byte order mark is
 * dropped. @throws CliError for a line of more than 16 Mi characters.
 */
export async function* splitLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<string[]> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const chunk of chunks) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    if (rest.length > maxLineLength)
      throw new CliError(
        'A line has more than 16 Mi characters, so this is no text file. Unpack it first, unless it is gzipped.',
      )
    if (lines.length > 0) yield lines.map(withoutReturn)
  }
  rest += decoder.decode()
  if (rest !== '') yield [withoutReturn(rest)]
}

const withoutReturn = (line: string) => (line.endsWith('\r') ? line.slice(0, -1) : line)
