import { CliError } from '../../cli-error.ts'

/** A label of the WHATWG Encoding Standard, in lower case. */
export type Encoding = string

const marks: readonly (readonly [mark: Buffer, encoding: Encoding])[] = [
  [Buffer.of(0xef, 0xbb, 0xbf), 'utf-8'],
  [Buffer.of(0xff, 0xfe), 'utf-16le'],
  [Buffer.of(0xfe, 0xff), 'utf-16be'],
]
/** The first of them begins like UTF-16. */
const utf32Marks = [Buffer.of(0xff, 0xfe, 0, 0), Buffer.of(0, 0, 0xfe, 0xff)]
const examinedBytes = 4096

/**
 * Detects the encoding: by the byte order mark, by `--encoding`, or as UTF-16 by NUL bytes in every second place. All
 * other text counts as UTF-8.
 *
 * @throws CliError if `--encoding` is unknown or the content is no text.
 */
export function detectEncoding(start: Buffer, name: string, asked?: string): Encoding {
  if (utf32Marks.some((mark) => start.subarray(0, mark.length).equals(mark)))
    throw new CliError(`${name} is UTF-32, which Inkling does not read; save it as UTF-8.`)
  const marked = marks.find(([mark]) => start.subarray(0, mark.length).equals(mark))?.[1]
  if (marked) return marked
  if (asked !== undefined) return knownEncoding(asked)
  const head = start.subarray(0, examinedBytes)
  const zeros = [0, 0] as [even: number, odd: number]
  head.forEach((byte, index) => {
    if (byte === 0) zeros[(index % 2) as 0 | 1]++
  })
  const many = head.length / 4
  if (zeros[1] > many && zeros[0] < many / 8) return 'utf-16le'
  if (zeros[0] > many && zeros[1] < many / 8) return 'utf-16be'
  // A log may have NUL bytes, after a crash or from an attacker. A text has few of them.
  if (zeros[0] + zeros[1] > head.length / 16)
    throw new CliError(`${name} is no text: it has NUL bytes. Inkling reads CSV, JSON and web server logs.`)
  return 'utf-8'
}

/** @throws CliError if there is no such encoding. */
function knownEncoding(label: string): Encoding {
  try {
    return new TextDecoder(label).encoding
  } catch (cause) {
    throw new CliError(
      `There is no encoding ${label}. Give --encoding a name such as utf-8, latin1, utf-16le or shift_jis.`,
      { cause },
    )
  }
}
