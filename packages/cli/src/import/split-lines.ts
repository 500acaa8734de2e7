import { CliError } from '../cli-error.ts'

/** Beyond the largest item (a million characters, each escaped); a file without line ends must not fill the memory. */
const maxLineLength = 16 * 1024 * 1024

/**
 * Cuts UTF-8 into lines, one array for each chunk that ends some. Line ends are LF or CRLF; a byte order mark is dropped.
 * @throws CliError for a line of more than 16 Mi characters.
 */
export async function* splitLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<string[]> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const chunk of chunks) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    if (rest.length > maxLineLength)
      throw new CliError('A line is longer than 16 Mi characters: this is not a text of lines.')
    if (lines.length > 0) yield lines.map(withoutReturn)
  }
  rest += decoder.decode()
  if (rest !== '') yield [withoutReturn(rest)]
}

const withoutReturn = (line: string) => (line.endsWith('\r') ? line.slice(0, -1) : line)
